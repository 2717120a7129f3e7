// WHO's lines and a child's points. Plotly comes only with the pages that draw; without it the table beside the chart says the same.
import { createElement as h, useEffect, useRef, useState } from "react";
import { dateText } from "./intl.js";

let coming = null;
const plotly = () => (coming = coming || import("plotly.js-basic-dist-min").then((it) => it.default || it).catch((error) => { coming = null; throw error; }));
const LINE = { 0: ["--z0", "solid", 2.4], 1: ["--z1", "dash", 1.1], 2: ["--z2", "solid", 1.6], 3: ["--z3", "dot", 1.8] }; // told apart without colour too
const SYMBOL = { verde: "circle", amarillo: "diamond", rojo: "square" };
const COLOUR = { verde: "--text", amarillo: "--warn-dot", rojo: "--bad-dot" };

const css = () => { const style = getComputedStyle(document.documentElement); return (name) => style.getPropertyValue(name).trim(); };

// Several lines in one trace, with a gap between them: each trace costs as much as hundreds of points.
function joined(lines) {
  const x = [], y = [];
  for (const line of lines) {
    if (x.length) { x.push(null); y.push(null); }
    x.push(...line.x); y.push(...line.y);
  }
  return { x, y };
}

function reference(figure, colour) {
  const still = { mode: "lines", hoverinfo: "skip" };
  const made = [], [low, high] = figure.lines.filter((line) => line.weight === 2);
  if (low && high) {
    const back = (values) => [...values].reverse();
    made.push({ ...still, x: [...low.x, ...back(high.x)], y: [...low.y, ...back(high.y)], line: { width: 0 }, fill: "toself", fillcolor: colour("--zband") });
  }
  for (const weight of [3, 2, 1, 0]) {
    const [name, dash, width] = LINE[weight], lines = figure.lines.filter((line) => line.weight === weight);
    if (lines.length) made.push({ ...still, ...joined(lines), line: { color: colour(name), dash, width } });
  }
  const ends = figure.lines.filter((line) => line.y.length);
  made.push({ mode: "text", hoverinfo: "skip", cliponaxis: false, textposition: "middle right", textfont: { size: 11, color: colour("--text-2") },
    x: ends.map((line) => line.x[line.x.length - 1]), y: ends.map((line) => line.y[line.y.length - 1]), text: ends.map((line) => " " + line.label) });
  return made;
}

function traces(figure, colour, { lang, values, levels, own }) {
  const made = reference(figure, colour);
  if (figure.own.length) {
    made.push({ x: figure.own.map((one) => one[0]), y: figure.own.map((one) => one[1]), mode: "lines+markers", name: own, hovertemplate: own + "<extra></extra>",
      line: { color: colour("--text-3"), dash: "dot", width: 1.2 }, marker: { symbol: "circle-open", size: 7, color: colour("--text-3") } });
  }
  const large = figure.points.length > 40 ? 6 : 9;
  made.push({
    x: figure.points.map((one) => one.x), y: figure.points.map((one) => one.y), mode: values ? "lines+markers+text" : "lines+markers",
    text: figure.points.map((one) => one.said.split(" ")[0]), textposition: "bottom center", textfont: { color: colour("--text-2"), size: 11 },
    customdata: figure.points.map((one) => one.id), cliponaxis: false,
    hovertext: figure.points.map((one) => `${dateText(lang, one.on, "numeric")}<br><b>${one.said}</b><br>${levels[one.level] || ""}`), hovertemplate: "%{hovertext}<extra></extra>",
    line: { color: colour("--text"), width: 2 },
    marker: { size: figure.points.map((_one, index) => (index === figure.points.length - 1 ? large + 3 : large)), symbol: figure.points.map((one) => SYMBOL[one.level] || "circle"),
      color: figure.points.map((one) => colour(COLOUR[one.level] || "--text")), line: { color: colour("--surface"), width: 1.5 } },
  });
  return made;
}

function ticks(figure, labels) {
  if (figure.by_size) return { title: { text: labels.size } };
  const long = figure.last > 24;
  const step = long ? (figure.last > 60 ? 24 : 12) : figure.last > 6 ? 3 : 1;
  const tickvals = [];
  for (let at = figure.first; at <= figure.last; at += step) tickvals.push(at);
  return { tickvals, ticktext: tickvals.map((at) => String(long ? at / 12 : at)), title: { text: long ? labels.years : labels.months } };
}

function layout(figure, colour, labels) {
  const axis = { gridcolor: colour("--line"), zeroline: false, linecolor: colour("--line-2"), tickfont: { color: colour("--text-2"), size: 12 } };
  const title = (text) => ({ text, font: { color: colour("--text-2"), size: 12 } });
  const below = ticks(figure, labels);
  const still = !window.matchMedia("(hover: hover)").matches; // a finger scrolls the page
  return {
    margin: { l: 44, r: 34, t: 10, b: 44 }, showlegend: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", dragmode: still ? false : "zoom",
    font: { family: colour("--font"), size: 12 }, hoverlabel: { bgcolor: colour("--surface"), bordercolor: colour("--line-2"), font: { color: colour("--text") }, align: "left" },
    xaxis: { ...axis, ...below, title: title(below.title.text), range: [figure.first, figure.last], fixedrange: still },
    yaxis: { ...axis, title: title(figure.unit), range: [figure.low, figure.high], fixedrange: still },
  };
}

const SETTINGS = { displayModeBar: false, responsive: true };
const WARMED = [{ x: [0, 1], y: [0, 1], mode: "lines+markers", fill: "toself" }, { x: [0, 1], y: [0, 1], text: ["a", "b"], mode: "text" }];
let used = false;

// While the page waits for the child's data: the first drawing of all takes twice as long as the others, so it is one that nobody sees.
async function warm() {
  const Plotly = await plotly();
  if (used) return;
  const box = document.createElement("div");
  box.style.cssText = "position:absolute;left:-999px;width:300px;height:200px;visibility:hidden";
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  try {
    await Plotly.newPlot(box, WARMED, { showlegend: false, xaxis: { title: { text: "x" } }, yaxis: { title: { text: "y" } } }, { displayModeBar: false });
    Plotly.purge(box);
  } finally { box.remove(); }
}
if (typeof window !== "undefined") {
  plotly().catch(() => {}); // fetched beside the child's data, not after them
  (window.requestIdleCallback || setTimeout)(() => warm().catch(() => {}));
}

export function GrowthChart({ figure, labels, levels, lang, values, label, onPick }) {
  const box = useRef(null), pick = useRef(onPick), words = useRef(labels);
  const [state, setState] = useState("loading");
  useEffect(() => { pick.current = onPick; words.current = labels; });
  useEffect(() => {
    let gone = false;
    const node = box.current;
    const draw = (began) => plotly().then(async (Plotly) => {
      if (gone) return;
      used = true;
      const colour = css(), said = words.current;
      await Plotly.react(node, traces(figure, colour, { lang, values, levels, own: said.own }), layout(figure, colour, said), SETTINGS);
      if (gone) return;
      performance.measure("growth-chart", { start: began, detail: figure.points.length });
      node.dataset.ms = (performance.now() - began).toFixed(1);
      node.removeAllListeners("plotly_click");
      node.on("plotly_click", (event) => { const id = event.points[0].customdata; if (id && pick.current) pick.current(id); });
      setState("drawn");
    }).catch((error) => { console.warn(error); if (!gone) setState("failed"); });
    draw(performance.now());
    const watcher = new MutationObserver(() => draw(performance.now())); // light and dark
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
    return () => { gone = true; watcher.disconnect(); };
  }, [figure, lang, values]); // the words follow the language
  useEffect(() => { const node = box.current; return () => { if (used) plotly().then((Plotly) => Plotly.purge(node)).catch(() => {}); }; }, []);
  const told = state === "drawn" ? null : h("p", { className: "growth-chart-wait muted small", role: "status" }, state === "failed" ? labels.failed : labels.loading);
  return h("div", { className: "growth-chart", "data-state": state }, told, h("div", { ref: box, className: "growth-plot", role: "img", "aria-label": label }));
}
