// The few behaviours that HTML alone does not have. No eval, so a strict Content-Security-Policy holds.
import { createElement, useEffect, useLayoutEffect, useRef, useState } from "react";

const openDialogs = [];

// Messages lie above everything, and inside the dialog that is open: whatever is outside of it cannot be clicked.
// Their own frame (.toasts-home) holds nothing else, so React never looks for its place among siblings.
function raiseToasts() {
  const region = document.querySelector(".toasts[popover]");
  if (!region || !region.showPopover) return;
  region.home ||= region.parentNode;
  const place = openDialogs.findLast((dialog) => dialog.isConnected && dialog.open) || region.home;
  if (region.parentNode !== place) place.append(region);
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
}

/** Whoever shows a modal dialog says so, and when it is gone. */
export function dialogOpened(dialog) {
  openDialogs.push(dialog);
  raiseToasts();
}

export function dialogClosed(dialog) {
  const place = openDialogs.indexOf(dialog);
  if (place < 0) return;
  openDialogs.splice(place, 1);
  raiseToasts();
}

/** A modal <dialog>: the browser traps the focus, Esc asks the page to close it, the focus goes back where it was. */
export function Modal({ open, onClose, children, ...rest }) {
  const box = useRef(null);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      dialogOpened(dialog);
      const first = dialog.querySelector("[data-autofocus]") || dialog.querySelector(".dialog-body :is(input,select,textarea,button):not(:disabled)");
      if (first) first.focus();
    } else if (!open && dialog.open) {
      dialog.close();
      dialogClosed(dialog);
    }
  }, [open]);
  useLayoutEffect(() => {
    const dialog = box.current;
    return () => dialogClosed(dialog); // before it leaves the page, and the messages with it
  }, []);
  const ask = (event) => {
    if (event.target !== box.current) return;
    event.preventDefault();
    if (onClose) onClose(event);
  };
  return createElement("dialog", { ...rest, ref: box, onCancel: ask, onClose: (event) => open && ask(event) }, open ? children : null);
}

const EDGE = 8;
const WRONG_MS = 1500;
const SEEN = "toasts-seen";
const seen = () => Number(sessionStorage.getItem(SEEN) || 0);

/** Shown once in this tab, then gone after some seconds; it waits while the pointer or the focus is on it. */
export function Toast({ number, seconds = 6, closeLabel, children, ...rest }) {
  const [shown, setShown] = useState(false);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (shown) raiseToasts();
  }, [shown]);
  useEffect(() => {
    if (number <= seen()) return;
    sessionStorage.setItem(SEEN, String(number));
    setShown(true);
  }, [number]);
  useEffect(() => {
    if (!shown || held) return;
    const timer = setTimeout(() => setShown(false), seconds * 1000);
    return () => clearTimeout(timer);
  }, [shown, held, seconds]);
  if (!shown) return null;
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false), onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  const close = createElement("button", { type: "button", className: "btn btn-ghost btn-icon btn-sm", "aria-label": closeLabel, onClick: () => setShown(false) }, "×");
  return createElement("div", { ...rest, ...hold }, children, close);
}

const typing = (element) => element.closest("input,textarea,select,[contenteditable=true],dialog");
const CODES = new Set(["error", "field", "done"]);
const draftKey = (form) => "draft:" + form.getAttribute("action");

function keepDraft(event) {
  const form = event.target;
  if (!form.hasAttribute || !form.hasAttribute("data-keep")) return;
  const kept = [...new FormData(form)].filter(([name]) => !/password|token/.test(name));
  sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
}

// A form that the server sent back keeps what was typed (never the passwords).
function restoreDrafts() {
  const query = new URLSearchParams(location.search);
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const kept = query.has("error") ? JSON.parse(sessionStorage.getItem(draftKey(form)) || "[]") : [];
    for (const [name, value] of [...kept, ...query]) if (form.elements[name] && !CODES.has(name)) form.elements[name].value = value;
    if (!query.has("error")) sessionStorage.removeItem(draftKey(form));
    const wrong = query.has("error") && (form.elements[query.get("field")] || form.querySelector("input[type=password]"));
    if (wrong) wrong.focus();
    forgetPersonal(query);
  }
}

// What identifies a person, or opens an account, does not stay in the address bar and the history.
function forgetPersonal(query) {
  const rest = new URLSearchParams([...query].filter(([name]) => CODES.has(name))).toString();
  if (rest !== query.toString()) history.replaceState(history.state, "", location.pathname + (rest ? "?" + rest : ""));
}

// On a phone the sections of the settings scroll sideways: the open one is in sight.
function showCurrentSection() {
  const current = document.querySelector(".section-links [aria-current]");
  if (current) current.parentElement.scrollLeft = current.offsetLeft - (current.parentElement.clientWidth - current.offsetWidth) / 2;
}

// A field that was filled for her (a quick reply) gets the focus with the cursor behind its words; a click then puts it elsewhere.
function onFocus(event) {
  const field = event.target;
  if (field.matches?.("textarea[data-caret=end]") && !field.selectionStart && !field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length);
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

// Arrows go from the field of a picker into what it found, and along a group of choices; Enter in that field never sends the form around it.
function walksChoices(event) {
  const picker = event.target.closest?.(".picker");
  const field = event.target.matches?.("input");
  const group = picker || (!field && event.target.closest?.("[data-arrows]"));
  const enters = event.key === "Enter" && picker && field;
  const step = enters ? 1 : STEPS[event.key];
  if (!group || !step || event.ctrlKey || event.metaKey || event.altKey || (field && event.key.match(/Left|Right/))) return false;
  const choices = [...group.querySelectorAll(picker ? ".picker-list button" : "button:not(:disabled)")];
  const next = choices[choices.indexOf(event.target) + step] || (picker && step < 0 && picker.querySelector("input"));
  event.preventDefault();
  if (next) next.focus();
  return true;
}

// Ctrl+Enter sends the form of the dialog that is open.
function sendsDialog(event) {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("dialog[open]")?.querySelector("form[data-quick]");
  if (!form) return false;
  event.preventDefault();
  form.requestSubmit();
  return true;
}

// A form that was refused shows why: the focus goes to the first wrong field, unless the person went on meanwhile.
function showWrong(event) {
  const form = event.target;
  const from = document.activeElement;
  const look = () => {
    const wrong = form.isConnected && form.querySelector('[aria-invalid="true"]');
    if (!wrong) return;
    done();
    if ([from, document.body].includes(document.activeElement)) wrong.focus();
  };
  const watch = new MutationObserver(look);
  const timer = setTimeout(() => (look(), done()), WRONG_MS); // nothing changes when the same field is wrong again
  const done = () => (watch.disconnect(), clearTimeout(timer));
  watch.observe(form, { subtree: true, attributes: true, attributeFilter: ["aria-invalid"] });
}

function onKey(event) {
  if (event.defaultPrevented || walksChoices(event) || sendsDialog(event)) return;
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else {
    target.focus({ preventScroll: true }); // where the focus comes back to when what it opens is closed
    target.click();
  }
}

function onPointer(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const chosen = menu.contains(event.target) && event.target.closest(".menu-item[data-closes]");
    if (chosen || !menu.contains(event.target)) menu.open = false;
  }
}

// A menu near the edge of a narrow screen moves inwards, so that all of it can be read.
function keepMenuInSight(event) {
  const panel = event.target.matches?.("details.menu[open]") && event.target.querySelector(":scope > .menu-panel");
  if (!panel) return;
  panel.style.translate = "";
  const { left, right } = panel.getBoundingClientRect();
  const inwards = left < EDGE ? EDGE - left : Math.min(0, document.documentElement.clientWidth - EDGE - right);
  if (inwards) panel.style.translate = `${inwards}px 0`;
}

/** What every page listens to: shortcuts, menus that close by themselves, kept forms, the language of the document. */
export function PageEffects({ lang }) {
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  useEffect(() => {
    restoreDrafts();
    showCurrentSection();
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onPointer);
    document.addEventListener("submit", keepDraft, true);
    document.addEventListener("submit", showWrong, true);
    document.addEventListener("toggle", keepMenuInSight, true);
    document.addEventListener("focusin", onFocus);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onPointer);
      document.removeEventListener("submit", keepDraft, true);
      document.removeEventListener("submit", showWrong, true);
      document.removeEventListener("toggle", keepMenuInSight, true);
      document.removeEventListener("focusin", onFocus);
    };
  }, []);
  return null;
}
