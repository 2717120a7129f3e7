// The drawer of the waiting list beside the calendar, and how long a time is still kept.
import { createElement, useEffect, useState } from "react";

/** A panel beside the page's content, no dialog: the calendar stays in use. Esc inside it closes it; the calendar is told that its width changed. */
export function Drawer({ open, onClose, children, ...rest }) {
  useEffect(() => {
    window.dispatchEvent(new Event("resize"));
  }, [open]);
  const close = (event) => event.key === "Escape" && onClose && onClose(event);
  return createElement("aside", { ...rest, hidden: !open, onKeyDown: close }, open ? children : null);
}

/** `left` seconds when it was drawn, counted down; `over` are the words for nothing left. */
export function Countdown({ left, until, over, ...rest }) {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const start = Date.now();
    setPassed(0);
    const timer = setInterval(() => setPassed(Math.floor((Date.now() - start) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [left, until]);
  const seconds = left - passed;
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600); // a time is kept over the night too
  const words = seconds > 0 ? (hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)) + `:${two(seconds % 60)}` : over;
  return createElement("span", { ...rest, role: "timer" }, words);
}
