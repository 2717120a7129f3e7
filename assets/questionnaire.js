// The token of a patient's link stands behind `#`. It is taken out of the address before anything else reads it (the page tells the
// server its address with every event), and stays in this tab until the answers are sent.
import { createElement, useEffect, useState } from "react";

const KEY = "questionnaire";
const HERE = /^\/questionnaire\/?$/;

function take() {
  if (!HERE.test(location.pathname) || location.hash.length < 2) return;
  sessionStorage.setItem(KEY, location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname + location.search);
}

if (typeof window !== "undefined") {
  take();
  window.addEventListener("hashchange", () => HERE.test(location.pathname) && location.hash.length > 1 && location.reload());
}

/** Tells the page once which link was opened. */
export function QuestionnaireLink({ onOpen }) {
  useEffect(() => {
    take();
    if (onOpen) onOpen(sessionStorage.getItem(KEY) || "");
  }, []);
  return null;
}

/** The hidden field with which the form sends the token. */
export function QuestionnaireToken() {
  const [token, setToken] = useState("");
  useEffect(() => setToken(sessionStorage.getItem(KEY) || ""), []);
  return createElement("input", { type: "hidden", name: "token", value: token, readOnly: true });
}
