// Photos and videos of a patient: sending them in pieces that survive a lost connection, albums, one large, two compared.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";
import { dateText } from "./intl.js";
import { tr } from "./i18n.js";

const ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,video/mp4,video/quicktime,.heic,.heif,.mov,.m4v";
const MOST = 200 * 1024 * 1024;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds before it tries again
const sizeOf = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
const SHAPES = {
  x: "M18 6 6 18M6 6l12 12", left: "m15 18-6-6 6-6", right: "m9 18 6-6-6-6", play: "M6 3v18l15-9z", pause: "M9 5v14M15 5v14", again: "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5",
  camera: "M14.5 4h-5L7 7H4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-3zM15 13a3 3 0 1 1-6 0 3 3 0 0 1 6 0z", video: "m16 13 5.2 3.5a.5.5 0 0 0 .8-.4V7.9a.5.5 0 0 0-.8-.4L16 11M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z",
  up: "M12 3v12M7 8l5-5 5 5M3 15v4a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-4", down: "M12 15V3M7 10l5 5 5-5M3 15v4a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-4", pencil: "M21 6.8a2.8 2.8 0 0 0-4-4L3.8 16 2.5 20.5a.8.8 0 0 0 1 1L8 20z",
  check: "M20 6 9 17l-5-5", alert: "M12 8v5M12 16.5v.01M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z", swap: "m16 3 4 4-4 4M20 7H4M8 21l-4-4 4-4M4 17h16", columns: "M3 4h18v16H3zM12 4v16", clock: "M12 7v5l3 2M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z",
};
const mark = (name, size = 16) => h("svg", { width: size, height: size, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round", strokeLinejoin: "round", "aria-hidden": true }, h("path", { d: SHAPES[name] }));
const iconButton = (name, label, onClick, extra = {}) => h("button", { type: "button", className: "btn btn-icon btn-ghost", title: label, "aria-label": label, onClick, ...extra }, mark(name));

// ---- sending

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing where the page came without TLS
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
const noteOf = (patient, file) => `upload|${patient}|${file.name}|${file.size}|${file.lastModified}`;

/** The upload's own key, the same after the page was loaded anew and the same file chosen again. */
function keyOf(patient, file) {
  const kept = localStorage.getItem(noteOf(patient, file));
  const key = kept || uuid();
  if (!kept) localStorage.setItem(noteOf(patient, file), key);
  return key;
}

class Away extends Error {} // no connection, or the server is busy: it may be tried again
class Refused extends Error {}
class Stopped extends Error {}

function call(item, method, path, { json, body, headers = {} } = {}, onProgress) {
  return new Promise((done, fail) => {
    const request = (item.request = new XMLHttpRequest());
    request.open(method, item.base + path);
    request.setRequestHeader("x-clinic", item.clinic);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (json) request.setRequestHeader("content-type", "application/json");
    request.responseType = "json";
    request.timeout = 120000;
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onabort = () => fail(new Stopped());
    request.onerror = request.ontimeout = () => fail(new Away());
    request.onload = () => {
      const said = request.response;
      if (request.status < 300 || (request.status === 409 && said && "recibido" in said)) return done(said);
      if (request.status >= 500 || request.status === 429 || request.status === 0) return fail(new Away());
      fail(new Refused((said && (said.detail || Object.values(said).flat()[0])) || ""));
    };
    request.send(json ? JSON.stringify(json) : body);
  });
}

async function sendAll(item, draw) {
  const file = item.file;
  let at = await call(item, "POST", "subidas/", { json: { nombre: file.name, tamano: file.size, clave: keyOf(item.patient, file), ...item.words } });
  item.id = at.id;
  const piece = at.parte;
  while (at.recibido < file.size) {
    item.sent = at.recibido;
    draw();
    const from = at.recibido;
    const headers = { "upload-offset": String(from), "content-type": "application/offset+octet-stream" };
    at = await call(item, "PATCH", `subidas/${item.id}/`, { body: file.slice(from, from + piece), headers }, (loaded) => ((item.sent = from + loaded), draw()));
    item.tries = 0;
  }
  item.sent = file.size;
  item.state = "finishing";
  draw();
  if (!at.foto) await call(item, "POST", `subidas/${item.id}/terminar/`);
}

/** One file after another, so that a slow connection carries the first ones home. */
function useQueue(onDone) {
  const items = useRef([]);
  const busy = useRef(false);
  const [, redraw] = useState(0);
  const draw = () => redraw((count) => count + 1);
  const forget = (item) => localStorage.removeItem(noteOf(item.patient, item.file));

  async function pump() {
    if (busy.current) return;
    const item = items.current.find((each) => each.state === "waiting");
    if (!item) return;
    busy.current = true;
    item.state = "sending";
    draw();
    try {
      await sendAll(item, draw);
      item.state = "done";
      forget(item);
      onDone && onDone();
      setTimeout(() => ((items.current = items.current.filter((each) => each !== item)), draw()), 4000);
    } catch (problem) {
      if (problem instanceof Away) {
        item.state = "away";
        item.tries = Math.min((item.tries || 0) + 1, WAITS.length);
        item.timer = setTimeout(() => item.state === "away" && resume(item), WAITS[item.tries - 1] * 1000);
      } else if (!(problem instanceof Stopped)) {
        item.state = "failed";
        item.error = problem.message;
        forget(item);
      }
    }
    busy.current = false;
    draw();
    pump();
  }
  const resume = (item) => ((item.state = "waiting"), (item.error = ""), draw(), pump());
  const pause = (item) => ((item.state = "paused"), clearTimeout(item.timer), item.request && item.request.abort(), draw());
  const cancel = (item) => {
    pause(item);
    items.current = items.current.filter((each) => each !== item);
    forget(item);
    draw();
    if (item.id) call(item, "DELETE", `subidas/${item.id}/`).catch(() => {}); // else the server forgets it within a day
  };
  useEffect(() => {
    const back = () => items.current.filter((each) => each.state === "away").forEach(resume);
    const leaving = (event) => items.current.some((each) => ["sending", "waiting", "away", "finishing"].includes(each.state)) && event.preventDefault();
    window.addEventListener("online", back);
    window.addEventListener("beforeunload", leaving);
    return () => (window.removeEventListener("online", back), window.removeEventListener("beforeunload", leaving), items.current.forEach(pause));
  }, []);
  const add = (added) => ((items.current = [...items.current, ...added]), draw(), pump());
  return { items: items.current, add, resume, pause, cancel };
}

function QueueRow({ item, queue, labels, lang }) {
  const percent = Math.floor((100 * item.sent) / item.file.size);
  const words = { waiting: labels.waiting, sending: `${percent} %`, paused: `${labels.paused} · ${percent} %`, away: labels.away, finishing: labels.finishing, done: labels.sent, failed: item.error ? tr(lang, item.error) : labels.failed }[item.state];
  const moving = ["waiting", "sending", "away"].includes(item.state);
  return h("li", { className: "list-row media-queue" },
    h("div", { className: "col gap-4 grow" },
      h("span", { className: "row gap-4" }, h("span", { className: "title ellipsis" }, item.file.name), h("span", { className: "detail nowrap" }, sizeOf(item.file.size))),
      item.state !== "failed" && h("progress", { max: 100, value: percent, "aria-label": `${labels.sending} ${item.file.name}` }),
      h("span", { className: item.state === "failed" ? "field-error" : "detail", role: item.state === "failed" ? "alert" : undefined }, words)),
    moving && iconButton("pause", `${labels.pause} ${item.file.name}`, () => queue.pause(item)),
    ["paused", "away"].includes(item.state) && iconButton("play", `${labels.resume} ${item.file.name}`, () => queue.resume(item)),
    !["done", "finishing"].includes(item.state) && iconButton("x", `${item.state === "failed" ? labels.dismiss : labels.cancel} ${item.file.name}`, () => queue.cancel(item)));
}

/** Takes or chooses photos and videos and sends them one after another. `words` stand for all of them: area, date, notes. */
export function MediaUpload({ patient, clinic, encounter, lang, labels, areas, onDone }) {
  const queue = useQueue(onDone);
  const form = useRef(null);
  const [said, setSaid] = useState("");
  const chosen = (event) => {
    const files = [...event.target.files];
    event.target.value = ""; // the same file may be chosen again
    const typed = new FormData(form.current);
    const words = { zona: typed.get("zona"), notas: typed.get("notas"), ...(typed.get("fecha") ? { fecha: typed.get("fecha") } : {}), ...(encounter ? { atencion: encounter } : {}) };
    const wrong = files.find((file) => !file.size || file.size > MOST);
    setSaid(wrong ? `${wrong.name}: ${wrong.size ? labels.too_large : labels.empty}` : "");
    queue.add(files.filter((file) => file.size && file.size <= MOST).map((file) => ({ key: uuid(), file, words, patient, clinic: String(clinic), base: `/api/pacientes/${patient}/fotos/`, sent: 0, state: "waiting" })));
  };
  const source = (id, icon, label, kind, extra) => h("label", { className: `btn btn-lg ${kind}` }, mark(icon), label, h("input", { type: "file", id, className: "sr-only", onChange: chosen, "aria-describedby": "media-said", ...extra }));
  const field = (id, label, control) => h("div", { className: "field" }, h("div", { className: "label" }, h("label", { htmlFor: id }, label)), control);
  return h("form", { ref: form, className: "stack gap-16 media-send", onSubmit: (event) => (event.preventDefault(), event.stopPropagation()) },
    h("div", { className: "media-sources" },
      source("media-camera", "camera", labels.photo, "btn-solid", { accept: "image/*", capture: "environment" }),
      source("media-video", "video", labels.video, "", { accept: "video/*", capture: "environment" }),
      source("media-files", "up", labels.choose, "", { accept: ACCEPT, multiple: true })),
    h("div", { className: "media-words" },
      field("media-zona", labels.area, h("select", { id: "media-zona", name: "zona", className: "input", defaultValue: "otra" }, Object.entries(areas).map(([code, words]) => h("option", { key: code, value: code }, words)))),
      field("media-fecha", labels.date, h("input", { id: "media-fecha", name: "fecha", type: "date", className: "input", "aria-describedby": "media-fecha-hint" })),
      field("media-notas", labels.notes, h("input", { id: "media-notas", name: "notas", className: "input", maxLength: 2000, autoComplete: "off" }))),
    h("p", { id: "media-fecha-hint", className: "hint" }, labels.hint),
    h("div", { id: "media-said", role: "alert" }, said && h("span", { className: "field-error" }, said)),
    queue.items.length > 0 && h("ul", { className: "plain media-list", "aria-label": labels.sending }, queue.items.map((item) => h(QueueRow, { key: item.key, item, queue, labels, lang }))));
}

// ---- looking

const seconds = (ms) => `${Math.floor(ms / 60000)}:${String(Math.round(ms / 1000) % 60).padStart(2, "0")}`;

function Tile({ photo, words, labels, lang, picking, picked, onPress, onRetry, canWrite, onStale }) {
  const ready = photo.status === "lista";
  const label = `${words}. ${dateText(lang, photo.taken, "medium")}${photo.notes ? ". " + photo.notes : ""}`;
  const inside = ready
    ? [h("img", { key: "i", src: photo.thumb, alt: "", loading: "lazy", onError: onStale }), photo.kind === "video" && h("span", { key: "v", className: "media-mark" }, mark("play", 12), photo.ms ? seconds(photo.ms) : "")]
    : h("span", { className: `media-wait ${photo.status === "fallida" ? "t-bad" : ""}` }, mark(photo.status === "fallida" ? "alert" : "clock", 22), h("span", null, photo.status === "fallida" ? labels.broken : labels.preparing));
  const button = h("button", { type: "button", className: "media-tile", "aria-label": label, "aria-pressed": picking ? picked : undefined, onClick: onPress, disabled: picking && (!ready || photo.kind === "video") }, inside, picked && h("span", { className: "media-picked" }, mark("check", 14)));
  return h("li", null, button, photo.status === "fallida" && canWrite && h("button", { type: "button", className: "btn btn-sm btn-wide", onClick: onRetry }, mark("again", 14), labels.retry));
}

/** A dialog as large as the window; the browser keeps the focus inside and gives it back. */
function Large({ label, onClose, onKey, children }) {
  const box = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current.showModal();
    return () => before && before.isConnected && before.focus(); // it leaves the page without closing: the browser gives nothing back
  }, []);
  const close = (event) => (event.preventDefault(), onClose());
  return h("dialog", { ref: box, className: "media-large", "aria-label": label, onCancel: close, onKeyDown: onKey }, children);
}

function Lightbox({ photos, at, show, patient, words, labels, lang, canWrite, onEdit, onStale }) {
  const photo = photos[at];
  const [whole, setWhole] = useState("");
  useEffect(() => {
    let here = true; // that it was opened is kept in the trail; the answer brings the link to the original
    setWhole("");
    fetch(`/api/pacientes/${patient}/fotos/${photo.id}/`, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : {})).then((found) => here && setWhole(found.original ? new URL(found.original).pathname : "")).catch(() => {});
    return () => ((here = false), undefined);
  }, [photo.id]);
  const move = (by) => show((at + by + photos.length) % photos.length);
  const onKey = (event) => {
    if (event.target.tagName === "VIDEO") return;
    if (event.key === "ArrowLeft") move(-1);
    else if (event.key === "ArrowRight") move(1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(photos.length - 1);
  };
  const body = photo.status !== "lista" ? h("p", { className: "media-wait" }, photo.status === "fallida" ? photo.error : labels.preparing)
    : photo.kind === "video" ? h("video", { key: photo.id, src: photo.video, poster: photo.picture, controls: true, playsInline: true, preload: "metadata" })
    : h("img", { key: photo.id, src: photo.picture, alt: photo.notes || words(photo), onError: onStale });
  return h(Large, { label: words(photo), onClose: () => show(-1), onKey },
    h("header", null,
      h("div", { className: "col gap-0 grow" }, h("strong", null, words(photo)), h("span", { className: "small" }, dateText(lang, photo.taken, "long"), ` · ${at + 1} / ${photos.length}`)),
      whole && h("a", { className: "btn btn-icon btn-ghost", href: whole, download: photo.name, title: labels.original, "aria-label": labels.original }, mark("down")),
      canWrite && iconButton("pencil", labels.edit, () => (show(-1), onEdit && onEdit(photo.id))), iconButton("x", labels.close, () => show(-1), { autoFocus: true })),
    h("div", { className: "media-stage" }, photos.length > 1 && iconButton("left", labels.previous, () => move(-1), { className: "btn btn-icon media-step" }), body, photos.length > 1 && iconButton("right", labels.next, () => move(1), { className: "btn btn-icon media-step" })),
    h("footer", { className: "small" }, photo.notes && h("p", null, photo.notes), photo.person && h("p", { className: "media-by" }, `${labels.by} ${photo.person}`)));
}

function Compare({ pair, close, words, labels, lang }) {
  const [turned, setTurned] = useState(false);
  const [sliding, setSliding] = useState(false);
  const [at, setAt] = useState(50);
  const [one, other] = turned ? [pair[1], pair[0]] : pair;
  const legend = (photo) => h("span", { className: "media-legend" }, `${dateText(lang, photo.taken, "until")} · ${words(photo)}`);
  const mode = (on, icon, label) => h("button", { type: "button", className: "chip", "aria-pressed": sliding === on, onClick: () => setSliding(on) }, mark(icon, 14), " ", label);
  const days = Math.abs(Math.round((new Date(other.taken) - new Date(one.taken)) / 86400000));
  const picture = (photo, extra) => h("img", { src: photo.picture, alt: `${words(photo)}, ${dateText(lang, photo.taken, "long")}`, ...extra });
  const slider = h("div", { className: "media-slider" },
    picture(other), picture(one, { className: "over", style: { clipPath: `inset(0 ${100 - at}% 0 0)` } }), h("i", { className: "media-line", style: { left: `${at}%` }, "aria-hidden": true }),
    h("input", { type: "range", min: 0, max: 100, value: at, "aria-label": labels.slide, onChange: (event) => setAt(Number(event.target.value)) }), h("div", { className: "media-legends" }, legend(one), legend(other)));
  const sides = h("div", { className: "media-sides" }, [one, other].map((photo) => h("figure", { key: photo.id }, picture(photo), h("figcaption", null, legend(photo)))));
  return h(Large, { label: labels.compare, onClose: close },
    h("header", null, h("strong", { className: "grow" }, labels.compare, h("span", { className: "small media-days" }, days === 0 ? labels.same : days === 1 ? labels.day : labels.days.replace("{n}", days))), mode(false, "columns", labels.sides), mode(true, "swap", labels.slider), iconButton("again", labels.turn, () => setTurned(!turned)), iconButton("x", labels.close, close, { autoFocus: true })),
    h("div", { className: "media-stage" }, sliding ? slider : sides));
}

let stale = 0;

/** The albums: groups of photos; press one to see it large, or two to compare them. */
export function MediaAlbum({ groups, patient, lang, labels, areas, canWrite, onEdit, onRetry, onStale }) {
  const [open, setOpen] = useState(0); // the id of the photo that is large
  const [picking, setPicking] = useState(false);
  const [picks, setPicks] = useState([]);
  const photos = useMemo(() => groups.flatMap((group) => group.photos), [groups]);
  const words = (photo) => areas[photo.area] || photo.area;
  const at = photos.findIndex((photo) => photo.id === open);
  const refresh = () => Date.now() - stale > 60000 && ((stale = Date.now()), onStale && onStale()); // links end: ask for new ones, not for ever
  const press = (photo) => (picking ? setPicks((kept) => (kept.includes(photo.id) ? kept.filter((id) => id !== photo.id) : [...kept, photo.id].slice(-2))) : setOpen(photo.id));
  const pair = picks.map((id) => photos.find((photo) => photo.id === id)).filter(Boolean).sort((a, b) => (a.taken < b.taken ? -1 : a.taken > b.taken ? 1 : a.id - b.id));
  const still = photos.filter((photo) => photo.kind === "foto" && photo.status === "lista").length;
  const stop = () => (setPicking(false), setPicks([]));
  const title = (group) => (group.area ? areas[group.area] : dateText(lang, group.iso, "long"));
  return h("div", { className: "media-albums" },
    still > 1 && h("div", { className: "media-bar" }, h("button", { type: "button", className: "btn btn-sm", "aria-pressed": picking, onClick: () => (picking ? stop() : setPicking(true)) }, mark(picking ? "x" : "columns", 14), picking ? labels.stop : labels.compare), picking && h("span", { className: "small muted", role: "status" }, labels.pick)),
    groups.map((group) => h("section", { key: group.key, "aria-label": title(group) },
      h("h3", { className: "media-title" }, title(group), h("span", { className: "muted small" }, ` · ${group.photos.length}`)),
      h("ul", { className: "plain media-grid" }, group.photos.map((photo) => h(Tile, { key: photo.id, photo, words: words(photo), labels, lang, picking, picked: picks.includes(photo.id), canWrite, onPress: () => press(photo), onRetry: () => onRetry && onRetry(photo.id), onStale: refresh }))))),
    at >= 0 && h(Lightbox, { photos, at, show: (next) => setOpen(next < 0 ? 0 : photos[next].id), patient, words, labels, lang, canWrite, onEdit, onStale: refresh }),
    pair.length === 2 && h(Compare, { pair, close: stop, words, labels, lang }));
}
