// A day in columns: one a professional, or one a room. An appointment is dragged within its column and to another one.
// FullCalendar draws such columns only in its paid edition; a day needs little, so it is drawn here with plain boxes.
import { createElement as make, useEffect, useMemo, useRef, useState } from "react";
import { eventBody } from "./agenda.js";

const HEIGHT = 1.2; // pixels a minute, as the week has
const LONG_PRESS = 350;
const STEADY = 5; // pixels a hand trembles
const EDGE = 48;

/** Minutes from the day's midnight; what begins the day before is negative. */
export function minuteOf(iso, day) {
  const days = (Date.parse(iso.slice(0, 10)) - Date.parse(day)) / 86400000;
  return days * 1440 + Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));
}

const two = (number) => String(number).padStart(2, "0");
const clock = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const moment = (day, minute) => `${day}T${clock(Math.min(minute, 1439))}:00`;

/** Those that overlap stand side by side: each gets its lane and how many there are. */
export function inLanes(items) {
  const sorted = [...items].sort((a, b) => a.from - b.from || b.to - a.to);
  let group = [], ends = [], last = -Infinity;
  const close = () => { for (const each of group) each.lanes = ends.length; };
  for (const each of sorted) {
    if (each.from >= last) {
      close();
      group = [];
      ends = [];
    }
    let lane = ends.findIndex((end) => end <= each.from);
    if (lane < 0) lane = ends.length;
    ends[lane] = each.to;
    each.lane = lane;
    group.push(each);
    last = Math.max(last, each.to);
  }
  close();
  return sorted;
}

function span(event, day, first, last) {
  if (event.allDay) return [first, last];
  return [Math.max(minuteOf(event.start, day), first), Math.min(minuteOf(event.end, day), last)];
}

/** What is drawn in each column, and from when to when the day goes. */
function plan({ columns, events, by, day, opens, closes }) {
  const hours = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const all = events.map((each) => named(each, by));
  const own = all.filter((each) => each.display !== "background");
  let first = hours(opens), last = hours(closes);
  for (const each of own) {
    first = Math.min(first, Math.max(0, minuteOf(each.start, day)));
    last = Math.max(last, Math.min(1440, minuteOf(each.end, day)));
  }
  first = Math.floor(first / 60) * 60;
  last = Math.ceil(last / 60) * 60;
  const drawn = columns.map((column) => {
    const here = (each) => each[by] === column.value;
    const shuts = (each) => !each.whose || (by === "whose" && here(each)); // a professional who is away leaves the room as it is
    const closed = all.filter((each) => each.display === "background" && shuts(each));
    const items = own.filter(here).map((event) => ({ event, from: span(event, day, first, last)[0], to: span(event, day, first, last)[1] }));
    return { column, closed: closed.filter((each) => span(each, day, first, last)[0] < span(each, day, first, last)[1]), items: inLanes(items) };
  });
  return { first, last, drawn };
}

const box = (from, to, first) => ({ top: (from - first) * HEIGHT, height: Math.max((to - from) * HEIGHT - 1, 14) });

// under her own name the initials of a professional say nothing new
function named(event, by) {
  const title = by === "whose" && event.professional && event.title.startsWith(`${event.professional} · `) ? event.title.slice(event.professional.length + 3) : event.title;
  return by === "whose" ? { ...event, title, professional: "" } : event;
}

function Item({ item, first, ghost, lifted, onOpen, onGrab }) {
  const { event, from, to, lane = 0, lanes = 1 } = item;
  const style = { ...box(from, to, first), left: `${(lane * 100) / lanes}%`, width: `calc(${100 / lanes}% - 3px)`, borderLeftColor: event.borderColor || undefined };
  const body = eventBody({ event: { title: event.title, display: event.display, extendedProps: event }, timeText: `${clock(from)}–${clock(to)}` });
  const classes = ["dc-event", ...event.classNames, ghost && "dc-ghost", lifted && "dc-lifted", event.editable && "dc-movable", to - from < 26 && "dc-short"];
  const size = event.editable && !ghost ? make("span", { className: "dc-size", "aria-hidden": true, onPointerDown: (press) => onGrab(press, item, "size") }) : null;
  return make(
    "button",
    { type: "button", className: classes.filter(Boolean).join(" "), style, "data-event": event.id, onClick: () => onOpen(event.id), onPointerDown: (press) => onGrab(press, item, "move"), onContextMenu: (press) => press.pointerType === "touch" && press.preventDefault() },
    body || event.title,
    size,
  );
}

function Closed({ event, day, first, last, onOpen }) {
  const [from, to] = span(event, day, first, last);
  const title = event.title || "";
  const named = title && make("span", { className: "dc-title" }, title);
  const style = { ...box(from, to, first), backgroundColor: event.backgroundColor || undefined };
  const classes = ["dc-closed", ...event.classNames].join(" ");
  if (event.classNames.includes("ev-holiday") || event.classNames.includes("ev-off")) return make("div", { className: classes, style }, named);
  return make("button", { type: "button", className: classes, style, onClick: () => onOpen(event.id), "aria-label": title || clock(from) }, named);
}

/** Where the red line stands: the clinic's own time when the page was drawn, gone on since. */
function useNow(now) {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const start = Date.now();
    setPassed(0);
    const timer = setInterval(() => setPassed(Math.floor((Date.now() - start) / 60000)), 30000);
    return () => clearInterval(timer);
  }, [now]);
  return passed;
}

/** What is in the hand: from the press to the letting go. A finger lifts an appointment by a long press, so that it can scroll. */
function useDrag({ plan: { first, last, drawn }, props, bodies }) {
  const [drag, setDrag] = useState(null);
  const live = useRef(null);
  const settings = useRef(null);
  settings.current = { first, last, drawn, props };
  const after = useRef(() => {});
  useEffect(() => () => after.current(), []);
  // what was let go stays where the hand left it until the answer is drawn
  useEffect(() => setDrag((was) => (was && was.done ? null : was)), [props.events]);

  const grab = (press, item, mode) => {
    const { props: now } = settings.current;
    if (!now.writable || !item.event.editable || press.button !== 0 || live.current) return;
    press.stopPropagation();
    const key = item.event[now.by];
    const origin = { x: press.clientX, y: press.clientY };
    const top = bodies.current[key] ? bodies.current[key].getBoundingClientRect().top : 0;
    live.current = { item, mode, key, column: key, from: item.from, to: item.to, held: (press.clientY - top) / HEIGHT + settings.current.first - item.from, lifted: false, version: item.event.version };
    const touch = press.pointerType !== "mouse";
    const lift = () => {
      live.current.lifted = true;
      if (touch && navigator.vibrate) navigator.vibrate(15);
      setDrag({ ...live.current });
    };
    const timer = touch ? setTimeout(lift, LONG_PRESS) : null;
    const away = (event) => Math.hypot(event.clientX - origin.x, event.clientY - origin.y) > (touch ? 10 : STEADY);

    const move = (event) => {
      if (!live.current.lifted) {
        if (!away(event)) return;
        if (touch) return stop();
        lift();
      }
      follow(event);
      setDrag({ ...live.current });
    };
    const follow = (event) => {
      const { first: begin, last: end, props: own } = settings.current;
      const held = live.current;
      if (held.mode === "move") for (const [name, node] of Object.entries(bodies.current)) {
        const at = node && node.getBoundingClientRect();
        if (at && event.clientX >= at.left && event.clientX < at.right) held.column = name;
      }
      const node = bodies.current[held.column];
      const minute = (event.clientY - node.getBoundingClientRect().top) / HEIGHT + begin;
      const step = own.snap || 15, snap = (value) => Math.round(value / step) * step;
      const length = held.item.to - held.item.from;
      if (held.mode === "move") {
        held.from = Math.max(begin, Math.min(end - length, snap(minute - held.held)));
        held.to = held.from + length;
      } else held.to = Math.max(held.from + Math.min(step, length), Math.min(end, snap(minute)));
      scrollAtEdge(node.closest(".dc-scroll"), event);
    };
    const drop = () => {
      const held = live.current;
      const changed = held && held.lifted && (held.column !== held.key || held.from !== held.item.from || held.to !== held.item.to);
      const wasLifted = held && held.lifted;
      stop();
      if (wasLifted) swallowClick();
      if (!changed) return setDrag(null);
      const { props: own } = settings.current;
      setDrag({ ...held, done: true });
      setTimeout(() => setDrag((was) => (was && was.done ? null : was)), 4000);
      own.onMove([held.item.event.id, moment(own.day, held.from), moment(own.day, held.to), held.version, own.by, held.column]);
    };
    const cancel = (event) => {
      if (event.type === "keydown" && event.key !== "Escape") return;
      event.stopPropagation();
      stop();
      setDrag(null);
    };
    const still = (event) => live.current && live.current.lifted && event.preventDefault();
    const stop = () => {
      clearTimeout(timer);
      live.current = null;
      after.current = () => {};
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", cancel, true);
      document.removeEventListener("touchmove", still);
    };
    after.current = stop;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", cancel, true);
    document.addEventListener("touchmove", still, { passive: false });
  };
  return [drag, grab];
}

// where there is more to the side, the arrows scroll; elsewhere they lead to the next day
function keepArrows(event) {
  if (event.key.startsWith("Arrow") && event.currentTarget.scrollWidth > event.currentTarget.clientWidth) event.stopPropagation();
}

function scrollAtEdge(scroll, event) {
  if (!scroll) return;
  const at = scroll.getBoundingClientRect();
  if (event.clientY > at.bottom - EDGE) scroll.scrollTop += 12;
  if (event.clientY < at.top + EDGE) scroll.scrollTop -= 12;
  if (event.clientX > at.right - EDGE) scroll.scrollLeft += 12;
  if (event.clientX < at.left + EDGE) scroll.scrollLeft -= 12;
}

// the click that follows a letting go would open the appointment
function swallowClick() {
  const eat = (event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener("click", eat, true);
  setTimeout(() => window.removeEventListener("click", eat, true), 50);
}

function Hours({ first, last }) {
  const marks = [];
  for (let minute = first; minute < last; minute += 60) marks.push(make("span", { key: minute, style: { top: (minute - first) * HEIGHT } }, clock(minute)));
  return make("div", { className: "dc-hours", "aria-hidden": true, style: { height: (last - first) * HEIGHT } }, marks);
}

/** `columns`: {value, label}; `by`: the name of the event's field that says its column (whose or room). */
export function DayColumns(props) {
  const { columns, events, by, day, now, writable, label, counts, onOpen, onFree } = props;
  const made = useMemo(() => plan(props), [columns, events, by, day, props.opens, props.closes]);
  const bodies = useRef({});
  const scroll = useRef(null);
  const [drag, grab] = useDrag({ plan: made, props, bodies });
  const passed = useNow(now);
  const { first, last, drawn } = made;
  const current = now && now.slice(0, 10) === day ? minuteOf(now, day) + passed : -1;
  useEffect(() => {
    if (scroll.current) scroll.current.scrollTop = current > first ? (current - first - 60) * HEIGHT : 0;
  }, [day, by]);
  const free = (column) => (press) => {
    if (!writable || press.target !== press.currentTarget) return;
    const minute = (press.clientY - press.currentTarget.getBoundingClientRect().top) / HEIGHT + first;
    const step = props.snap || 15;
    onFree([moment(day, Math.floor(minute / step) * step), by, column.value]);
  };
  const heads = drawn.map(({ column, items }) =>
    make("div", { className: "dc-head", key: column.value }, make("h3", { className: "ellipsis", title: column.label }, column.label), make("span", { className: "tiny muted" }, `${items.filter((each) => each.event.look !== "cancelada").length} ${counts}`)),
  );
  const bodyOf = ({ column, closed, items }) =>
    make(
      "div",
      { key: column.value, className: "dc-column", role: "group", "aria-label": column.label, "data-column": column.value, ref: (node) => { bodies.current[column.value] = node; }, onClick: free(column), style: { height: (last - first) * HEIGHT, backgroundSize: `100% ${60 * HEIGHT}px` } },
      closed.map((event) => make(Closed, { key: event.id, event, day, first, last, onOpen })),
      items.map((item) => make(Item, { key: item.event.id, item, first, onOpen, onGrab: grab, lifted: drag && drag.item.event.id === item.event.id })),
      drag && drag.column === column.value ? make(Item, { item: { event: drag.item.event, from: drag.from, to: drag.to }, first, ghost: true, onOpen: () => {}, onGrab: () => {} }) : null,
      current >= first && current <= last ? make("i", { className: "dc-now", "aria-hidden": true, style: { top: (current - first) * HEIGHT } }) : null,
    );
  return make(
    "div",
    { className: `dc-scroll${drag && !drag.done ? " dc-dragging" : ""}`, ref: scroll, tabIndex: 0, role: "region", "aria-label": label, onKeyDown: keepArrows },
    make(
      "div",
      { className: "dc-grid", style: { gridTemplateColumns: `52px repeat(${columns.length}, minmax(var(--dc-least), 1fr))` } },
      make("div", { className: "dc-head dc-corner" }),
      heads,
      make(Hours, { first, last }),
      drawn.map(bodyOf),
    ),
  );
}
