// Watches the form it stands in and tells what is typed, once the person pauses. It blocks nothing.
import { createElement, useEffect, useRef } from "react";

const PAUSE = 450;

export function FormWatch({ fields, onTyped, onGone, children, ...rest }) {
  const box = useRef(null);
  useEffect(() => {
    const form = box.current.closest("form");
    if (!form) return;
    let timer = 0, last = "";
    const tell = () => {
      const typed = Object.fromEntries(fields.map((name) => [name, form.elements[name] ? form.elements[name].value : ""]));
      const now = JSON.stringify(typed);
      if (now !== last) onTyped(typed);
      last = now;
    };
    const onInput = (event) => {
      if (!fields.includes(event.target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(tell, PAUSE);
    };
    form.addEventListener("input", onInput);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("input", onInput);
      onGone();
    };
  }, []);
  return createElement("div", { ...rest, ref: box }, children);
}
