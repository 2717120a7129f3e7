// What the patient screens need beyond HTML: places that complete themselves, sending a scan, tabs that follow the page.
import { createElement as h, useEffect, useRef, useState } from "react";
import { tr } from "./i18n.js";

const MOST = 30;
let known = null;
/** All districts as [code, department, province, district], asked once and only when somebody types a place. */
const places = () => (known ??= fetch("/api/ubigeo/todos/", { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : Promise.reject())).catch(() => ((known = null), [])));
const fold = (text) => (text || "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

function Choices({ id, options, active, pick, label }) {
  const items = options.map((one, index) =>
    h("li", { key: one.key, id: `${id}-${index}`, role: "option", "aria-selected": index === active, onMouseDown: (event) => (event.preventDefault(), pick(one)) }, one.text, one.detail && h("span", { className: "detail" }, one.detail)),
  );
  return h("ul", { id: `${id}-list`, role: "listbox", className: "combo-list", "aria-label": label }, items);
}

/** An input with a list of what fits; accents do not matter. Nothing is forced: what is typed stays. */
function Combo({ id, label, optional, error, hint, value, type, options, pick, inputMode, maxLength }) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const fitting = open ? options() : [];
  const choose = (one) => (pick(one), setOpen(false), setActive(-1));
  const onKeyDown = (event) => {
    if (!fitting.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") setActive((active + (event.key === "ArrowDown" ? 1 : fitting.length - (active < 0 ? 0 : 1))) % fitting.length);
    else if (event.key === "Enter" && active >= 0) choose(fitting[active]);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault(); // Enter must not send the form, Escape must not close the dialog
    event.stopPropagation();
  };
  useEffect(() => {
    const item = active >= 0 && document.getElementById(`${id}-${active}`);
    if (item) item.scrollIntoView({ block: "nearest" });
  }, [active]);
  const shown = fitting.length > 0;
  const input = h("input", {
    id, name: id, className: "input", value, inputMode, maxLength, autoComplete: "off", role: "combobox", "aria-autocomplete": "list", "aria-expanded": shown,
    "aria-controls": shown ? `${id}-list` : undefined, "aria-activedescendant": shown && active >= 0 ? `${id}-${active}` : undefined,
    "aria-describedby": `${id}-hint ${id}-error`, "aria-invalid": error ? "true" : "false",
    onChange: (event) => (type(event.target.value), setOpen(true), setActive(-1)), onClick: () => setOpen(true), onFocus: (event) => event.target.select(), onBlur: () => setOpen(false), onKeyDown,
  });
  return h("div", { className: "field combo" },
    h("div", { className: "label" }, h("label", { htmlFor: id }, label, " ", h("span", { className: "optional" }, "(", optional, ")"))),
    input, shown && h(Choices, { id, options: fitting, active, pick: choose, label }),
    h("p", { id: `${id}-hint`, className: "hint" }, hint), h("div", { id: `${id}-error`, role: "alert" }, error && h("span", { className: "field-error" }, error)));
}

/** Department, province, district and code: choosing one fills what it settles and drops what it contradicts. */
export function PlaceFields({ names, values, labels, errors }) {
  const [all, setAll] = useState([]);
  const [at, setAt] = useState(() => Object.fromEntries(["department", "province", "district", "code"].map((part) => [part, values[names[part]] || ""])));
  useEffect(() => void places().then(setAll), []);
  const same = (one, other) => fold(one) === fold(other);
  const inDepartment = (row) => !at.department || !all.some((one) => same(one[1], at.department)) || same(row[1], at.department);
  const inProvince = (row) => inDepartment(row) && (!at.province || !all.some((one) => inDepartment(one) && same(one[2], at.province)) || same(row[2], at.province));
  const settle = (next) => {
    const found = all.filter((row) => same(row[3], next.district) && (!next.department || same(row[1], next.department)) && (!next.province || same(row[2], next.province)));
    return { ...next, code: found.length === 1 ? found[0][0] : all.some((row) => row[0] === next.code) ? "" : next.code };
  };
  // A whole name that was typed drops the province and the district of another place; half a name drops nothing.
  const agreeing = (next) => {
    const within = all.filter((row) => same(row[1], next.department) || !all.some((one) => same(one[1], next.department)));
    const lost = next.province && all.some((row) => same(row[2], next.province)) && !within.some((row) => same(row[2], next.province));
    const province = lost ? "" : next.province;
    const inside = within.filter((row) => same(row[2], province));
    const gone = lost || (inside.length && next.district && all.some((row) => same(row[3], next.district)) && !inside.some((row) => same(row[3], next.district)));
    return { ...next, province, district: gone ? "" : next.district };
  };
  const matching = (rows, column, typed, detail) => {
    const words = fold(typed).split(/\s+/).filter(Boolean), whole = rows.some((row) => same(row[column], typed)), seen = new Map();
    for (const row of rows) {
      const key = row.slice(1, column + 1).join("|");
      const text = fold(column === 3 ? `${row[3]} ${row[2]} ${row[1]}` : row[column]);
      if (!seen.has(key) && (whole ? column !== 3 || same(row[3], typed) : words.every((word) => text.includes(word)))) seen.set(key, { key, text: row[column], detail: detail(row), row });
    }
    const begins = (one) => (fold(one.text).startsWith(fold(typed)) ? 0 : 1);
    return [...seen.values()].sort((one, other) => begins(one) - begins(other) || one.text.localeCompare(other.text, "es")).slice(0, MOST);
  };
  const fields = {
    department: {
      options: () => matching(all, 1, at.department, () => ""), type: (text) => setAt(settle(agreeing({ ...at, department: text }))),
      pick: ({ row }) => setAt(same(row[1], at.department) ? settle({ ...at, department: row[1] }) : { department: row[1], province: "", district: "", code: "" }),
    },
    province: {
      options: () => matching(all.filter(inDepartment), 2, at.province, (row) => (at.department ? "" : row[1])), type: (text) => setAt(settle(agreeing({ ...at, province: text }))),
      pick: ({ row }) => setAt(same(row[2], at.province) ? settle({ ...at, department: row[1], province: row[2] }) : { department: row[1], province: row[2], district: "", code: "" }),
    },
    district: {
      options: () => (at.district || at.province || at.department ? matching(all.filter(inProvince), 3, at.district, (row) => `${row[2]}, ${row[1]}`) : []), type: (text) => setAt(settle({ ...at, district: text })),
      pick: ({ row }) => setAt({ department: row[1], province: row[2], district: row[3], code: row[0] }),
    },
    code: {
      options: () => [], pick: () => {}, inputMode: "numeric", maxLength: 6,
      type: (text) => {
        const row = all.find((one) => one[0] === text.trim());
        setAt(row ? { department: row[1], province: row[2], district: row[3], code: row[0] } : { ...at, code: text });
      },
    },
  };
  return Object.entries(fields).map(([part, rest]) => h(Combo, { key: part, id: names[part], label: labels[part], hint: labels[`${part}_hint`] || "", optional: labels.optional, error: errors[part], value: at[part], ...rest }));
}

const sizeOf = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

/** Chooses or takes a photo and sends it with the words of its form; the answer's sentence stands in the form, nothing typed is lost. */
export function DocumentUpload({ action, clinic, lang, labels, onDone, onCancel, children }) {
  const [file, setFile] = useState(null);
  const [sent, setSent] = useState(-1);
  const [error, setError] = useState("");
  const [view, setView] = useState("");
  const request = useRef(null);
  useEffect(() => {
    if (!file || !file.type.startsWith("image/") || /hei[cf]/.test(file.type)) return setView("");
    const url = URL.createObjectURL(file);
    setView(url);
    return () => URL.revokeObjectURL(url);
  }, [file]);
  useEffect(() => () => request.current && request.current.abort(), []);
  const take = (event) => {
    setFile(event.target.files[0] || null);
    setError("");
  };
  const fail = (answer) => {
    setSent(-1);
    const said = answer && (answer.detail || Object.values(answer).flat()[0]);
    setError(said ? tr(lang, said) : labels.failed);
  };
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!file) return setError(labels.missing);
    const body = new FormData(event.currentTarget);
    body.delete("source");
    body.set("archivo", file);
    const call = (request.current = new XMLHttpRequest());
    call.open("POST", action);
    call.setRequestHeader("x-clinic", clinic);
    call.responseType = "json";
    call.upload.onprogress = (progress) => progress.lengthComputable && setSent(progress.loaded / progress.total);
    call.onload = () => (call.status === 201 ? onDone && onDone() : fail(call.response));
    call.onerror = () => fail(null);
    setSent(0);
    setError("");
    call.send(body);
  };
  const source = (id, label, extra, className) => h("label", { className: `btn ${className}` }, label, h("input", { type: "file", id, name: "source", className: "sr-only", onChange: take, "aria-describedby": "document-error", ...extra }));
  const busy = sent >= 0;
  return h("form", { className: "stack gap-16", onSubmit: submit, noValidate: true },
    h("div", { className: "upload-box" },
      view ? h("img", { src: view, alt: "", className: "upload-view" }) : null,
      h("p", { className: "small muted", "aria-live": "polite" }, file ? `${file.name} · ${sizeOf(file.size)}` : labels.hint),
      h("div", { className: "row wrap" }, source("document-file", labels.choose, { accept: "image/*,.heic,.heif,application/pdf" }, "btn-soft"), source("document-camera", labels.camera, { accept: "image/*", capture: "environment" }, "only-phone"))),
    children,
    h("div", { id: "document-error", role: "alert" }, error && h("p", { className: "note t-bad" }, error)),
    busy && h("progress", { value: sent, max: 1, "aria-label": labels.sending }),
    h("div", { className: "form-foot" }, h("button", { type: "button", className: "btn", onClick: () => onCancel && onCancel() }, labels.cancel), h("button", { type: "submit", className: "btn btn-solid", disabled: busy }, busy ? labels.sending : labels.send)));
}

const LINE = 140; // pixels below the top: the part that crosses it is the one being read

/** Links to the parts of a page; the one that is being read is marked. */
export function SectionTabs({ parts, label, ...rest }) {
  const [here, setHere] = useState(parts[0][0]);
  const held = useRef(0);
  useEffect(() => {
    const look = () => {
      if (Date.now() < held.current) return;
      const tops = parts.map(([name]) => [name, document.getElementById(name)]).filter(([, part]) => part).map(([name, part]) => [name, part.getBoundingClientRect().top]);
      const passed = tops.filter(([, top]) => top <= LINE).sort((one, other) => other[1] - one[1]);
      setHere(passed.length ? passed[0][0] : tops.sort((one, other) => one[1] - other[1])[0]?.[0] ?? parts[0][0]);
    };
    look();
    document.addEventListener("scroll", look, { passive: true, capture: true });
    return () => document.removeEventListener("scroll", look, { capture: true });
  }, [parts.length]);
  const go = (name) => () => {
    held.current = Date.now() + 800; // the page scrolls there; the last part may never reach the top
    setHere(name);
  };
  return h("nav", { ...rest, "aria-label": label }, parts.map(([name, words]) => h("a", { key: name, href: `#${name}`, onClick: go(name), "aria-current": here === name ? "true" : undefined }, words)));
}

/** Where not all pages of a record fit beside each other, the one that is open is not behind the edge. */
export function CurrentTabInView() {
  useEffect(() => {
    const tab = document.querySelector(".record-tab[aria-current]");
    if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  });
  return null;
}
