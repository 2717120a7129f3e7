// A note while it is written: kept on the server as it is typed (and on this device until the server has it), phrases, section jumps, dictation, diagnoses.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { tr } from "./i18n.js";

const WAIT = 700, RETRY = 4000, SIGN_PATIENCE = 12000, MOST = 12;
const PREFIX = "note:";
const SPEECH = { es: "es-PE", "pt-BR": "pt-BR", en: "en-US" };
const SECTIONS = ["subjetivo", "objetivo", "analisis", "planificacion", "intervencion", "evaluacion"];

/* What the status line shows; shared by the form and the line itself. */
let status = { kind: "idle", at: "", words: "" };
const listeners = new Set();
const tell = (next) => { status = { ...status, ...next }; for (const each of listeners) each(); };
const useStatus = () => useSyncExternalStore((one) => (listeners.add(one), () => listeners.delete(one)), () => status, () => status);

const gone = new Set(); // tokens of drafts that were signed or thrown away
const pickers = {}; // field -> {get, set} of the diagnosis fields on the page
const tabName = () => { let name = sessionStorage.getItem("tab-name"); if (!name) sessionStorage.setItem("tab-name", (name = Math.random().toString(36).slice(2, 12))); return name; };
const stored = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const forget = (key) => { try { localStorage.removeItem(key); } catch { /* private windows may refuse: nothing was kept there either */ } };
const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full: the server still gets it */ } };
const clock = () => new Date().toLocaleTimeString([], { hour12: false });

/** What this device holds that the server may not have: of this draft, or when the server has none, the newest about this patient. */
function leftBehind(prefix, token, fresh) {
  const own = stored(prefix + token);
  if (own || !fresh) return own;
  const found = Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map(stored).filter(Boolean);
  return found.sort((one, other) => other.at - one.at)[0] || null;
}

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value !== "") values[name] = value;
  return values;
}

function fit(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (!field || pickers[name]) continue;
    field.value = value;
    if (field.tagName === "TEXTAREA") fit(field);
  }
}

/** Put text where the caret is, as if it were typed: the browser's own undo takes it back. */
function type(area, text, from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  if (text ? document.execCommand("insertText", false, text) : document.execCommand("delete")) return;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function append(area, text) {
  const at = area.selectionEnd ?? area.value.length;
  const before = area.value.slice(0, at);
  type(area, (before && !/\s$/.test(before) ? " " : "") + text, at, at);
}

/** Templates and the last note never write over what is there. */
function fillEmpty(form, sections) {
  let last = null;
  for (const [name, text] of Object.entries(sections)) {
    const area = form.elements[name];
    if (!area || !text || area.value.trim()) continue;
    type(area, text, 0, area.value.length);
    last = area;
  }
  return last !== null;
}

/** `.ctl` before the caret becomes its text; says whether it did. */
function expand(form, area, phrases) {
  const caret = area.selectionStart;
  if (caret !== area.selectionEnd) return false;
  const typed = area.value.slice(0, caret).match(/(?:^|\s)\.([^\s.]{1,20})$/u);
  const phrase = typed && phrases.find((one) => one.shortcut === typed[1].toLowerCase());
  if (!phrase) return false;
  const begin = caret - typed[1].length - 1;
  const sections = phrase.sections || {};
  if (!Object.keys(sections).length) type(area, phrase.text, begin, caret);
  else { type(area, "", begin, caret); fillEmpty(form, sections); area.focus(); }
  return true;
}

function outside(value, range) { return range && Number.isFinite(value) ? (value < range[0] ? "low" : value > range[1] ? "high" : "") : ""; }

/** Beside a vital sign: that it is unusual for the age. */
function judge(form, ranges, labels) {
  for (const line of form.querySelectorAll("[data-usual]")) {
    const name = line.dataset.usual;
    const raw = (form.elements[name] ? form.elements[name].value : "").replaceAll(",", ".").trim();
    const parts = name === "presion_arterial" ? raw.split(/[/\s-]+/).map((part, index) => [parseFloat(part), ranges[index ? "presion_diastolica" : "presion_sistolica"]]) : [[parseFloat(raw), ranges[name]]];
    const odd = parts.map(([value, range]) => [outside(value, range), range]).find(([how]) => how);
    line.textContent = odd ? labels[odd[0]].replace("{least}", odd[1][0]).replace("{most}", odd[1][1]) : "";
  }
}

function useDictation(form, lang, labels) {
  const running = useRef(null);
  const stop = () => running.current && running.current.stop();
  useEffect(() => stop, []);
  return (button, area) => {
    if (running.current) return stop();
    const Speech = window.SpeechRecognition || window.webkitSpeechRecognition;
    const heard = new Speech();
    Object.assign(heard, { lang: SPEECH[lang] || "es-PE", continuous: true, interimResults: true });
    heard.onresult = (event) => {
      const parts = [...event.results].slice(event.resultIndex);
      const said = parts.filter((one) => one.isFinal).map((one) => one[0].transcript.trim()).join(" ");
      if (said) append(area(), said); // only text: signing stays with the hand
      tell({ words: parts.filter((one) => !one.isFinal).map((one) => one[0].transcript).join(" ") || labels.listening });
    };
    heard.onerror = (event) => tell({ words: event.error === "not-allowed" ? labels.microphone : labels.unheard });
    heard.onend = () => { running.current = null; button.setAttribute("aria-pressed", "false"); form.current && form.current.removeAttribute("data-listening"); setTimeout(() => running.current || tell({ words: "" }), 4000); };
    heard.start();
    running.current = heard;
    button.setAttribute("aria-pressed", "true");
    form.current.setAttribute("data-listening", "yes");
    tell({ words: labels.listening });
  };
}

/** Saves what is typed: at once on this device, a moment later on the server, and again until it is there. */
function useDraft(form, { patient, person, clinic, token, revision, fresh, lang, labels }) {
  const own = useRef({ token, revision, timer: 0, busy: false, changed: 0, closed: false });
  const prefix = `${PREFIX}${person}:${clinic}:${patient}:`;
  const key = () => prefix + own.current.token;
  const later = (wait) => { clearTimeout(own.current.timer); own.current.timer = setTimeout(save, wait); };

  async function save() {
    const me = own.current;
    clearTimeout(me.timer);
    if (!form.current || me.closed || me.busy || !me.changed || gone.has(me.token)) return;
    const was = me.changed;
    const { cita, ...valores } = valuesOf(form.current);
    me.busy = true;
    tell({ kind: "saving" });
    try {
      const answer = await fetch(`/api/pacientes/${patient}/historia/borrador/`, {
        method: "PUT", keepalive: true, credentials: "same-origin", headers: { "content-type": "application/json", "x-clinic": String(clinic) },
        body: JSON.stringify({ valores, cita: cita ? Number(cita) : null, revision: me.revision, ventana: tabName(), clave: me.token }),
      });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok) {
        me.revision = body.revision;
        if (body.clave && body.clave !== me.token) { forget(key()); me.token = body.clave; }
        if (me.changed === was) { me.changed = 0; forget(key()); tell({ kind: "saved", at: clock() }); }
      } else if (answer.status >= 500) tell({ kind: "offline" });
      else { me.closed = answer.status === 409 || answer.status === 401; tell({ kind: "refused", words: body.detail || Object.values(body).flat()[0] || labels.refused }); }
    } catch { tell({ kind: "offline" }); }
    me.busy = false;
    if (me.changed && !me.closed) later(status.kind === "offline" ? RETRY : WAIT);
  }

  function changed() {
    const me = own.current;
    me.changed += 1;
    const picked = Object.fromEntries(Object.entries(pickers).map(([name, picker]) => [name, picker.get()]));
    keep(key(), { at: Date.now(), token: me.token, values: valuesOf(form.current), picked });
    if (status.kind !== "offline" && !me.closed) tell({ kind: "typing", words: "" });
    if (!me.closed) later(WAIT);
  }

  useEffect(() => {
    const me = own.current;
    tell({ kind: fresh ? "idle" : "saved", at: "", words: fresh ? "" : labels.restored });
    const left = leftBehind(prefix, token, fresh);
    if (left) {
      me.token = left.token;
      fill(form.current, left.values);
      for (const [name, chosen] of Object.entries(left.picked || {})) if (pickers[name]) pickers[name].set(chosen);
      me.changed += 1;
      tell({ kind: "typing", words: labels.restored });
      later(WAIT);
    }
    const hidden = () => document.visibilityState === "hidden" && save();
    window.addEventListener("online", save);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      save(); // the page is left: what is typed goes first
      clearTimeout(me.timer);
      me.closed = true;
      window.removeEventListener("online", save);
      window.removeEventListener("pagehide", save);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, []);
  return { own, changed, save };
}

/** The form around a note's fields. What its buttons do stands in their `data-note`. */
export function NoteForm({ patient, person, clinic, lang, token, revision, saved, phrases, previous, ranges, labels, round, onSign, children, ...rest }) {
  const form = useRef(null), focused = useRef(null);
  const fresh = revision === 0;
  const draft = useDraft(form, { patient, person, clinic, token, revision, fresh, lang, labels });
  const dictate = useDictation(form, lang, labels);
  const area = () => focused.current || form.current.elements.subjetivo;

  useEffect(() => {
    if (window.SpeechRecognition || window.webkitSpeechRecognition) form.current.setAttribute("data-dictation", "yes");
    for (const each of form.current.querySelectorAll("textarea")) fit(each);
    judge(form.current, ranges, labels);
    const first = SECTIONS.map((name) => form.current.elements[name]).find((each) => each && !each.value);
    if (first && window.matchMedia("(min-width: 768px)").matches) first.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (!round) return;
    tell({ kind: status.kind === "signing" ? "idle" : status.kind });
    draft.save();
    const wrong = form.current.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  }, [round]);

  function sign() {
    if (status.kind === "signing") return;
    clearTimeout(draft.own.current.timer);
    tell({ kind: "signing", words: "" });
    setTimeout(() => status.kind === "signing" && tell({ kind: "offline" }), SIGN_PATIENCE);
    onSign({ ...valuesOf(form.current), clave: draft.own.current.token });
  }
  const act = {
    sign, save: draft.save, dictate: (button) => dictate(button, area), repeat: () => tell({ words: fillEmpty(form.current, previous) ? "" : labels.nothing }),
    phrase: (button) => {
      const one = phrases.find((each) => each.shortcut === button.dataset.phrase);
      if (one && Object.keys(one.sections || {}).length) fillEmpty(form.current, one.sections);
      else if (one) append(area(), one.text);
    },
  };
  function onClick(event) {
    const button = event.target.closest("[data-note]");
    if (button && act[button.dataset.note]) act[button.dataset.note](button);
  }
  function onKeyDown(event) {
    const command = event.ctrlKey || event.metaKey, field = event.target;
    if (command && event.key === "Enter") sign();
    else if (command && event.key.toLowerCase() === "s") draft.save();
    else if (event.altKey && !command && /^Digit[1-6]$/.test(event.code)) { const next = form.current.elements[SECTIONS[event.code.slice(5) - 1]]; next.focus(); next.scrollIntoView({ block: "center" }); }
    else if (field.tagName === "TEXTAREA" && !command && !event.altKey && !event.shiftKey && (event.key === " " || event.key === "Tab") && expand(form.current, field, phrases)) { if (event.key === " ") append(field, ""); }
    else if (event.key === "Enter" && field.tagName === "INPUT" && !field.getAttribute("role")) { const fields = [...form.current.querySelectorAll("input:not([type=hidden]),select,textarea")]; (fields[fields.indexOf(field) + 1] || field).focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function onInput(event) {
    if (event.target.tagName === "TEXTAREA") fit(event.target);
    if (event.target.name) { draft.changed(); judge(form.current, ranges, labels); }
  }
  const onFocus = (event) => { if (event.target.tagName === "TEXTAREA") focused.current = event.target; };
  return h("form", { ...rest, ref: form, noValidate: true, onSubmit: (event) => event.preventDefault(), onClick, onKeyDown, onInput, onChange: (event) => event.target.tagName === "SELECT" && onInput(event), onFocus }, children);
}

/** Whether what is typed is kept, in words. */
export function NoteStatus({ labels, lang }) {
  const { kind, at, words } = useStatus();
  const said = kind === "refused" ? tr(lang, words) : words || (kind === "saved" && at ? labels.saved.replace("{time}", at) : labels[kind] || "");
  return h("span", { className: `note-status note-${kind}`, role: "status" }, h("i", { "aria-hidden": "true" }), said);
}

/** The button that signs; it rests while that is under way. */
export function SignButton({ label, busyLabel, className, children }) {
  const busy = useStatus().kind === "signing";
  return h("button", { type: "button", className, disabled: busy, "data-note": "sign", "aria-keyshortcuts": "Control+Enter" }, busy ? busyLabel : label, children);
}

/** After signing or discarding, nothing of the draft stays on this device; and before the form goes, so that it does not save once more. */
export function DraftGone({ token }) {
  useLayoutEffect(() => {
    if (!token) return;
    gone.add(token);
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && key.endsWith(`:${token}`)) forget(key);
  }, [token]);
  return null;
}

const nameOf = (one) => one.descripcion || one.etiqueta || one.texto || "";

/** Diagnoses by code or words: a list to choose from, and those that were chosen. */
export function DiagnosisPicker({ id, name, url, chosen, error, labels }) {
  const [picked, setPicked] = useState(chosen || []);
  const [found, setFound] = useState([]);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef(null), hidden = useRef(null), latest = useRef([]), timer = useRef(0), asked = useRef(0), mounted = useRef(false);
  latest.current = picked;
  useEffect(() => {
    pickers[name] = { get: () => latest.current, set: setPicked };
    return () => { delete pickers[name]; clearTimeout(timer.current); };
  }, []);
  useEffect(() => {
    if (mounted.current) hidden.current.dispatchEvent(new Event("input", { bubbles: true }));
    mounted.current = true;
  }, [picked]);
  function search(words, wait = 120) {
    clearTimeout(timer.current);
    const mine = (asked.current += 1);
    timer.current = setTimeout(async () => {
      const answer = await fetch(`${url}?search=${encodeURIComponent(words)}`, { credentials: "same-origin" }).catch(() => null);
      const body = answer && answer.ok ? await answer.json().catch(() => []) : [];
      if (mine !== asked.current) return;
      setFound((Array.isArray(body) ? body : body.results || []).filter((one) => !latest.current.some((each) => each.id === one.id)).slice(0, MOST));
      setActive(words ? 0 : -1);
      setOpen(true);
    }, wait);
  }
  function pick(one) {
    setPicked([...latest.current, { id: one.id, codigo: one.codigo, texto: nameOf(one) }]);
    setOpen(false);
    setFound([]);
    input.current.value = "";
    input.current.focus();
  }
  const drop = (one) => { setPicked(latest.current.filter((each) => each.id !== one.id)); input.current.focus(); };
  function onKeyDown(event) {
    if (open && found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) setActive((active + (event.key === "ArrowDown" ? 1 : found.length - (active < 0 ? 0 : 1))) % found.length);
    else if (open && event.key === "Enter" && !event.ctrlKey && active >= 0) pick(found[active]);
    else if (open && event.key === "Escape") setOpen(false);
    else if (event.key === "Backspace" && !event.target.value && picked.length) drop(picked.at(-1));
    else if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
  }
  const shown = open && found.length > 0;
  const items = found.map((one, index) =>
    h("li", { key: one.id, id: `${id}-${index}`, role: "option", "aria-selected": index === active, onMouseDown: (event) => (event.preventDefault(), pick(one)) }, h("code", null, one.codigo), " ", nameOf(one)),
  );
  const chips = picked.map((one) =>
    h("li", { key: one.id }, h("code", null, one.codigo), h("span", null, one.texto), h("button", { type: "button", "aria-label": labels.drop.replace("{name}", one.texto), onClick: () => drop(one) }, "×")),
  );
  return h("div", { className: "field combo" },
    h("div", { className: "label" }, h("label", { htmlFor: id }, labels.label)),
    picked.length > 0 && h("ul", { className: "picked-diagnoses", "aria-label": labels.label }, chips),
    h("input", {
      ref: input, id, className: "input", autoComplete: "off", placeholder: labels.placeholder, role: "combobox", "aria-autocomplete": "list", "aria-expanded": shown,
      "aria-controls": shown ? `${id}-list` : undefined, "aria-activedescendant": shown && active >= 0 ? `${id}-${active}` : undefined, "aria-describedby": `${id}-error`, "aria-invalid": error ? "true" : "false",
      onChange: (event) => search(event.target.value), onFocus: (event) => !event.target.value && search("", 0), onBlur: () => setOpen(false), onKeyDown,
    }),
    shown && h("ul", { id: `${id}-list`, role: "listbox", className: "combo-list", "aria-label": labels.label }, items),
    h("input", { ref: hidden, type: "hidden", name, value: picked.map((one) => one.id).join(","), readOnly: true }),
    h("div", { id: `${id}-error`, role: "alert" }, error && h("span", { className: "field-error" }, error)));
}
