// A button that copies a text. Without a secure connection browsers have no clipboard for pages: then the text is selected and copied the old way.
import { createElement, useState } from "react";

async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    near.append(field); // inside an open dialog: what lies outside of it cannot be selected
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

export function CopyButton({ text, label, copied, children, ...rest }) {
  const [done, setDone] = useState(false);
  const press = async (event) => {
    const button = event.currentTarget;
    if (!(await copy(text, button.parentElement))) return;
    setDone(true);
    button.focus();
    setTimeout(() => setDone(false), 3000);
  };
  const words = createElement("span", { "aria-live": "polite" }, done ? copied : label);
  return createElement("button", { type: "button", ...rest, onClick: press }, children, words);
}
