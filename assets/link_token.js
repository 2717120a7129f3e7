// The token of a link stands behind `#`. It is taken out of the address before anything else reads it (the page tells the server its
// address with every event), and stays in this tab until it was used: signing in may lead away from the page and back.
import { createElement, useEffect, useState } from "react";

/** Takes the token from the page of this name; what tells the page which link was opened, and the hidden field that sends it in a form. */
export function linkToken(name) {
  const here = new RegExp(`^/${name}/?$`);

  function take() {
    if (!here.test(location.pathname) || location.hash.length < 2) return;
    sessionStorage.setItem(name, location.hash.slice(1));
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  if (typeof window !== "undefined") {
    take();
    window.addEventListener("hashchange", () => here.test(location.pathname) && location.hash.length > 1 && location.reload());
  }

  function Link({ onOpen }) {
    useEffect(() => {
      take();
      if (onOpen) onOpen(sessionStorage.getItem(name) || "");
    }, []);
    return null;
  }

  function Token() {
    const [token, setToken] = useState("");
    useEffect(() => setToken(sessionStorage.getItem(name) || ""), []);
    return createElement("input", { type: "hidden", name: "token", value: token, readOnly: true });
  }

  return { Link, Token };
}
