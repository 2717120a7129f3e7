// A form of measures: while it is typed the server says what follows from it, a moment after the last key.
import { createElement as h, useEffect, useRef } from "react";

const WAIT = 400;

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "") values[name] = value;
  return values;
}

export function GrowthForm({ round, fix, onPreview, onSave, children, ...rest }) {
  const form = useRef(null), timer = useRef(0), dirty = useRef(false);
  const preview = () => onPreview && form.current && onPreview(valuesOf(form.current));
  const later = (wait) => { clearTimeout(timer.current); timer.current = setTimeout(preview, wait); };

  useEffect(() => {
    const first = form.current.querySelector("[data-first]");
    if (first && window.matchMedia("(min-width: 768px)").matches) first.focus({ preventScroll: true });
    const leave = (event) => { if (dirty.current) event.preventDefault(); };
    window.addEventListener("beforeunload", leave);
    return () => { clearTimeout(timer.current); window.removeEventListener("beforeunload", leave); };
  }, []);
  useEffect(() => {
    if (!round) return;
    delete form.current.dataset.busy;
    const wrong = form.current.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  }, [round]);
  useEffect(() => {
    const field = fix && fix.round && form.current.elements[fix.name];
    if (!field) return;
    field.value = fix.value;
    field.focus();
    later(0);
  }, [fix && fix.round]);

  function save(event) {
    if (event) event.preventDefault();
    if (form.current.dataset.busy || !onSave) return;
    clearTimeout(timer.current);
    form.current.dataset.busy = "yes";
    setTimeout(() => form.current && delete form.current.dataset.busy, 12000); // the server may be away
    onSave(valuesOf(form.current));
  }
  const onInput = () => { dirty.current = Boolean(onSave); later(WAIT); };
  const onKeyDown = (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "Enter") save(event); };
  return h("form", { ...rest, ref: form, noValidate: true, onSubmit: save, onInput, onKeyDown }, children);
}
