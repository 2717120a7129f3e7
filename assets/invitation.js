// The token of an invitation stands behind `#`. It is taken out of the address before anything else reads it (the page tells the
// server its address with every event), and stays in this tab until it was used: signing in leads away from the page and back.
import { createElement, useEffect, useState } from "react";

const KEY = "invitation";

function take() {
  if (!/^\/invitation\/?$/.test(location.pathname) || location.hash.length < 2) return;
  sessionStorage.setItem(KEY, location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname + location.search);
}

if (typeof window !== "undefined") {
  take();
  window.addEventListener("hashchange", () => /^\/invitation\/?$/.test(location.pathname) && location.hash.length > 1 && location.reload());
}

/** Tells the page once which invitation was opened. */
export function InvitationLink({ onOpen }) {
  useEffect(() => {
    take();
    if (onOpen) onOpen(sessionStorage.getItem(KEY) || "");
  }, []);
  return null;
}

/** The hidden field with which a form sends the token in its body. */
export function InvitationToken() {
  const [token, setToken] = useState("");
  useEffect(() => setToken(sessionStorage.getItem(KEY) || ""), []);
  return createElement("input", { type: "hidden", name: "token", value: token, readOnly: true });
}
