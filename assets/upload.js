// A button that sends one file to a route of ours: it shows how far it is, and says beside itself what was wrong.
import { createElement as make, useRef, useState } from "react";
import { tr } from "./i18n.js";

const WORDS = { away: "No hay conexión. El archivo no se envió; vuelve a intentarlo.", failed: "No se pudo guardar el archivo. Vuelve a intentarlo.", empty: "El archivo está vacío." };

/** The sentence that the server gave for the field, or for the whole request. */
function sentenceOf(request, field) {
  try {
    const body = JSON.parse(request.responseText);
    return (body[field] && body[field][0]) || body.detail || WORDS.failed;
  } catch {
    return WORDS.failed;
  }
}

export function UploadButton({ id, action, method = "POST", field, accept, most, tooLarge, clinic, lang, label, className, disabled, onDone, children }) {
  const input = useRef(null);
  const [sent, setSent] = useState(null); // null: nothing under way, else percent
  const [wrong, setWrong] = useState("");

  function send(file) {
    setWrong("");
    if (!file.size) return setWrong(WORDS.empty); // the server takes an empty part for a field left alone
    if (most && file.size > most) return setWrong(tooLarge);
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append(field, file);
    request.open(method, action);
    if (clinic) request.setRequestHeader("x-clinic", String(clinic));
    request.upload.onprogress = (event) => event.lengthComputable && setSent(Math.round((100 * event.loaded) / event.total));
    request.onerror = () => { setSent(null); setWrong(WORDS.away); };
    request.onload = () => {
      setSent(null);
      if (request.status < 300) return onDone && onDone();
      setWrong(request.status === 413 ? tooLarge : sentenceOf(request, field));
    };
    setSent(0);
    request.send(body);
  }

  function chosen(event) {
    const file = event.target.files[0];
    event.target.value = ""; // the same file may be chosen again
    if (file) send(file);
  }

  const busy = sent !== null;
  const error = `${id}-error`;
  const button = make("button", { type: "button", className, disabled: disabled || busy, "aria-describedby": error, onClick: () => input.current.click() }, children, busy ? `${sent} %` : label);
  const bar = make("progress", { className: "upload-bar", max: 100, value: sent ?? 0, "aria-label": label, hidden: !busy });
  const hidden = make("input", { ref: input, id, type: "file", accept, onChange: chosen, className: "sr-only", tabIndex: -1, "aria-hidden": true });
  const said = make("div", { id: error, role: "alert" }, wrong && make("span", { className: "field-error" }, tr(lang, wrong)));
  return make("div", { className: "upload" }, make("div", { className: "row" }, button, bar), hidden, said);
}
