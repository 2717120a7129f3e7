// The palette: one dialog over every page. Pages and actions are filtered here; patients come from the server, and only those of the words
// that stand in the field now are shown, so that a late answer never replaces a newer one.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
// each icon by its own file: the library's index would have the bundler read all of its 1,700 icons
import ArrowRight from "lucide-react/dist/esm/icons/arrow-right.mjs";
import Clock from "lucide-react/dist/esm/icons/clock.mjs";
import Search from "lucide-react/dist/esm/icons/search.mjs";
import User from "lucide-react/dist/esm/icons/user.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import Zap from "lucide-react/dist/esm/icons/zap.mjs";

const WAIT = 120; // milliseconds without a keystroke before the server is asked
const ICONS = { recent: Clock, patient: User, action: Zap, page: ArrowRight };
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
const mark = (name, size = 16) => h(name, { size, "aria-hidden": true });

function matching(places, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return places.filter((place) => words.every((word) => fold(place.title + " " + place.also).includes(word)));
}

/** What is listed, in order: recents, or patients of the words; then actions, then pages. */
function useItems({ places, allowed, hits, recents, fresh, typed }) {
  return useMemo(() => {
    const mine = matching(places.filter((place) => allowed.includes(place.name)), typed);
    const rows = (kind, list) => list.map((each) => ({ kind, key: kind + each.href, ...each }));
    const people = typed ? (fresh ? rows("patient", hits) : []) : rows("recent", recents);
    return [...people, ...rows("action", mine.filter((each) => each.kind === "action")), ...rows("page", mine.filter((each) => each.kind === "page"))];
  }, [places, allowed, hits, recents, fresh, typed]);
}

function Options({ items, active, texts, choose }) {
  const groups = [];
  items.forEach((item, at) => {
    if (!groups.length || groups[groups.length - 1].kind !== item.kind) groups.push({ kind: item.kind, rows: [] });
    groups[groups.length - 1].rows.push({ ...item, at });
  });
  return groups.map(({ kind, rows }) =>
    h("div", { key: kind, role: "group", "aria-labelledby": "palette-" + kind },
      h("p", { id: "palette-" + kind, className: "palette-group" }, texts[kind]),
      rows.map((item) =>
        h("div", {
          key: item.key, id: "palette-option-" + item.at, role: "option", "aria-selected": item.at === active, className: "palette-option",
          onClick: () => choose(item), onMouseDown: (event) => event.preventDefault(),
        }, mark(ICONS[kind]), h("span", { className: "grow" }, h("span", { className: "title" }, item.title), item.detail ? h("span", { className: "detail" }, item.detail) : null)))));
}

/** Ctrl-K anywhere, or a click on whatever has `data-opens-palette`. */
function useOpeners(open) {
  useEffect(() => {
    const onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open();
    };
    const onClick = (event) => event.target.closest && event.target.closest("[data-opens-palette]") && open();
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
    };
  }, []);
}

export function Palette({ places, allowed, hits, recents, words, searches, texts, countText, onBegin, onWords, onEnd }) {
  const box = useRef(null), field = useRef(null), asked = useRef(0), eager = useRef(false);
  const [shown, setShown] = useState(false);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const navigate = useNavigate();
  const trimmed = typed.trim().slice(0, 80);
  const fresh = !searches || words === trimmed;
  const items = useItems({ places, allowed, hits, recents, fresh, typed: trimmed });
  const waiting = Boolean(trimmed) && !fresh;

  useOpeners(() => {
    if (box.current.open) return field.current.focus();
    setTyped(""), setActive(0), setShown(true);
    box.current.showModal();
    field.current.focus();
    onBegin();
  });
  useEffect(() => setActive(0), [trimmed]);
  useEffect(() => {
    if (!trimmed || !searches) return;
    const timer = setTimeout(() => onWords(trimmed, (asked.current += 1)), WAIT);
    return () => clearTimeout(timer);
  }, [trimmed, searches]);
  useEffect(() => {
    const option = document.getElementById("palette-option-" + active);
    if (option) option.scrollIntoView({ block: "nearest" });
  }, [active, items]);
  useEffect(() => {
    if (!eager.current || waiting) return;
    eager.current = false; // Enter was pressed before the answer came
    if (items[0]) choose(items[0]);
  }, [waiting, items]);

  const close = () => box.current.open && box.current.close();
  const closed = () => {
    eager.current = false;
    setShown(false), setTyped("");
    onEnd();
  };
  const choose = (item) => {
    close();
    navigate(item.href);
  };
  const move = (to) => setActive(items.length ? (to + items.length) % items.length : 0);
  const onKeyDown = (event) => {
    if (event.nativeEvent.isComposing) return;
    const steps = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: Math.min(active + 6, items.length - 1), PageUp: Math.max(active - 6, 0) };
    if (event.key in steps) event.preventDefault(), move(steps[event.key]);
    else if (event.key === "Enter") {
      event.preventDefault();
      if (waiting) eager.current = true;
      else if (items[active]) choose(items[active]);
    } else if (event.key === "Escape") event.preventDefault(), close();
  };

  const listed = shown && items.length > 0;
  const input = h("input", {
    ref: field, id: "palette-field", type: "text", value: typed, autoComplete: "off", spellCheck: false, enterKeyHint: "go", placeholder: texts.placeholder,
    role: "combobox", "aria-label": texts.placeholder, "aria-expanded": listed, "aria-autocomplete": "list", ...(listed ? { "aria-controls": "palette-list" } : {}),
    ...(listed && items[active] ? { "aria-activedescendant": "palette-option-" + active } : {}), onChange: (event) => setTyped(event.target.value), onKeyDown,
  });
  const cross = h("button", { type: "button", className: "btn btn-ghost btn-icon", "aria-label": texts.close, title: texts.close, onClick: close }, mark(X));
  const list = listed && h("div", { id: "palette-list", role: "listbox", "aria-label": texts.results, className: "palette-list", "aria-busy": waiting }, h(Options, { items, active, texts, choose }));
  const none = shown && !listed && h("p", { className: "palette-none" }, waiting ? texts.searching : trimmed ? texts.none : "");
  const said = shown && h("p", { role: "status", className: "sr-only" }, waiting ? texts.searching : trimmed ? countText(items.length) : "");
  const keys = h("p", { className: "palette-keys only-wide", "aria-hidden": true }, h("kbd", null, "↑"), h("kbd", null, "↓"), " ", texts.move, h("kbd", null, "↵"), " ", texts.open, h("kbd", null, "Esc"), " ", texts.leave);
  return h("dialog", {
    ref: box, className: "palette", "aria-label": texts.title, onClose: closed, onClick: (event) => event.target === box.current && close(),
  }, h("div", { className: "palette-head" }, mark(Search, 18), input, cross), list, none, keys, said);
}
