// A button that reads one text file here in the browser and hands its text on: a roster goes where a pasted one would.
import { createElement as make, useRef, useState } from "react";
import { tr } from "./i18n.js";

/** UTF-8, or what Excel writes on Windows where it is no UTF-8. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export function TextFile({ accept, most, tooLarge, lang, className, onText, children }) {
  const input = useRef(null);
  const [wrong, setWrong] = useState("");

  async function chosen(event) {
    const file = event.target.files[0];
    event.target.value = ""; // the same file may be chosen again
    if (!file) return;
    setWrong(file.size > most ? tooLarge : "");
    if (file.size <= most && onText) onText(decoded(await file.arrayBuffer()));
  }

  const button = make("button", { type: "button", className, onClick: () => input.current.click() }, children);
  const hidden = make("input", { ref: input, type: "file", accept, onChange: chosen, className: "sr-only", tabIndex: -1, "aria-hidden": true });
  const said = make("div", { role: "alert" }, wrong && make("span", { className: "field-error" }, tr(lang, wrong)));
  return make("div", { className: "col gap-4" }, make("div", null, button, hidden), said);
}
