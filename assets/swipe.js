// The day list of a phone: rows that are swiped, days that are swiped, what can still be undone, which view fits the width.
import { Children, createElement as make, useEffect, useRef, useState } from "react";

const FAR = 72; // pixels that mean it
const TRAY = 168;
const STEADY = 10;

/** A finger that goes sideways; `onMove(distance)` while it does, `onEnd(distance)` at last. Up and down stays the browser's. */
function sideways(onMove, onEnd, within) {
  return (press) => {
    if (press.pointerType === "mouse" || (within && !within(press))) return;
    const start = { x: press.clientX, y: press.clientY };
    let going = false, dead = false, gone = 0;
    const move = (event) => {
      const across = event.clientX - start.x, down = event.clientY - start.y;
      if (!going && !dead && Math.hypot(across, down) > STEADY) Math.abs(across) > Math.abs(down) ? (going = true) : (dead = true);
      if (going) onMove((gone = across));
    };
    const end = (event) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      if (going) onEnd(event.type === "pointerup" ? gone : 0);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
}

/** A row: to the right `onRight` (if `right`), to the left its tray is shown. Children: the row, the word behind it, the tray. */
export function SwipeRow({ right, left, onRight, children, className = "", ...rest }) {
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState(false);
  const base = useRef(0);
  const [front, behind, tray] = Children.toArray(children);
  const move = (across) => {
    const wish = base.current + across;
    setOffset(Math.max(left ? -TRAY - 24 : 0, Math.min(right && !open ? 140 : 0, wish)));
  };
  const end = (across) => {
    const wish = base.current + across;
    const opens = left && wish < -FAR;
    if (right && !open && across > FAR && onRight) onRight();
    base.current = opens ? -TRAY : 0;
    setOpen(opens);
    setOffset(base.current);
  };
  const begin = sideways(move, end);
  const down = (press) => {
    press.stopPropagation();
    begin(press);
  };
  // a click on the tray does its work, then the row is whole again
  const shut = () => {
    base.current = 0;
    setOpen(false);
    setOffset(0);
  };
  return make(
    "li",
    { ...rest, className: `swipe-row ${className}` },
    make("div", { className: "swipe-behind", hidden: offset <= 0, "aria-hidden": true }, behind),
    make("div", { className: "swipe-tray", hidden: offset >= 0, inert: !open, onClick: shut }, tray),
    make("div", { className: "swipe-front", style: { transform: offset ? `translateX(${offset}px)` : undefined }, onPointerDown: down }, front),
  );
}

/** Around a day: swiped to the left comes the next, to the right the one before. */
export function SwipeDays({ onStep, children, ...rest }) {
  const begin = sideways(() => {}, (across) => Math.abs(across) > FAR && onStep(across < 0 ? 1 : -1), (press) => !press.target.closest("input,select,.fc-event"));
  return make("div", { ...rest, onPointerDown: begin }, children);
}

/** Says once whether the window is as narrow as a phone: only the browser knows. */
export function FirstLook({ onLook }) {
  useEffect(() => {
    onLook(window.innerWidth < 768);
  }, []);
  return null;
}

/** Asks again every `seconds` while the page is seen: who is late changes without anybody's doing. */
export function Again({ seconds, onAgain }) {
  const listener = useRef(onAgain);
  listener.current = onAgain;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && listener.current(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}

/** What was done a moment ago and can be taken back; `onOver` when the time for it is past, at once when the page is left. */
export function Undo({ number, seconds, onOver, children, ...rest }) {
  const listener = useRef(onOver);
  listener.current = onOver;
  useEffect(() => {
    if (!number) return;
    let told = false;
    const over = () => {
      if (told) return;
      told = true;
      listener.current();
    };
    const hidden = () => document.visibilityState === "hidden" && over();
    const timer = setTimeout(over, seconds * 1000);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [number, seconds]);
  return make("div", { ...rest, role: "status" }, number ? children : null);
}

/** A button that opens the browser's print. */
export function PrintButton({ children, ...rest }) {
  return make("button", { ...rest, type: "button", onClick: () => window.print() }, children);
}
