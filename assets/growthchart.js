// WHO's lines and a child's points. Plotly comes only when a chart is drawn; without it the table beside the chart says the same.
import { createElement as h, useEffect, useRef, useState } from "react";
import { dateText } from "./intl.js";

let coming = null;
const plotly = () => (coming = coming || import("plotly.js-basic-dist-min").then((it) => it.default || it).catch((error) => { coming = null; throw error; }));
const LINE = { 0: ["--z0", "solid", 2.4], 1: ["--z1", "dash", 1.1], 2: ["--z2", "solid", 1.6], 3: ["--z3", "dot", 1.8] }; // told apart without colour too
const SYMBOL = { verde: "circle", amarillo: "diamond", rojo: "square" };
const COLOUR = { verde: "--text", amarillo: "--warn-dot", rojo: "--bad-dot" };

const css = () => { const style = getComputedStyle(document.documentElement); return (name) => style.getPropertyValue(name).trim(); };

function lineTrace(line, colour, band) {
  const [name, dash, width] = LINE[line.weight];
  return { x: line.x, y: line.y, mode: "lines", hoverinfo: "skip", line: { color: colour(name), dash, width }, ...(band && { fill: "tonexty", fillcolor: colour("--zband") }) };
}

function traces(figure, colour, { lang, values, levels, own }) {
  const edges = figure.lines.filter((line) => line.weight === 2);
  const inner = figure.lines.filter((line) => line.weight !== 2);
  const made = [...edges.map((line, index) => lineTrace(line, colour, index === 1)), ...inner.map((line) => lineTrace(line, colour, false))];
  if (figure.own.length) {
    made.push({ x: figure.own.map((one) => one[0]), y: figure.own.map((one) => one[1]), mode: "lines+markers", name: own, hovertemplate: own + "<extra></extra>",
      line: { color: colour("--text-3"), dash: "dot", width: 1.2 }, marker: { symbol: "circle-open", size: 7, color: colour("--text-3") } });
  }
  made.push({
    x: figure.points.map((one) => one.x), y: figure.points.map((one) => one.y), mode: values ? "lines+markers+text" : "lines+markers",
    text: figure.points.map((one) => one.said.split(" ")[0]), textposition: "bottom center", textfont: { color: colour("--text-2"), size: 11 },
    customdata: figure.points.map((one) => one.id),
    hovertext: figure.points.map((one) => `${dateText(lang, one.on, "numeric")}<br><b>${one.said}</b><br>${levels[one.level] || ""}`), hovertemplate: "%{hovertext}<extra></extra>",
    line: { color: colour("--text"), width: 2 },
    marker: { size: figure.points.map((_one, index) => (index === figure.points.length - 1 ? 12 : 9)), symbol: figure.points.map((one) => SYMBOL[one.level] || "circle"),
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
  const title = (text) => ({ text, font: { color: colour("--text-2"), size: 12 }, standoff: 6 });
  const below = ticks(figure, labels);
  const still = !window.matchMedia("(hover: hover)").matches; // a finger scrolls the page
  return {
    margin: { l: 44, r: 34, t: 10, b: 44 }, showlegend: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", dragmode: still ? false : "zoom",
    font: { family: colour("--font"), size: 12 }, hoverlabel: { bgcolor: colour("--surface"), bordercolor: colour("--line-2"), font: { color: colour("--text") }, align: "left" },
    xaxis: { ...axis, ...below, title: title(below.title.text), range: [figure.first, figure.last], fixedrange: still },
    yaxis: { ...axis, title: title(figure.unit), range: [figure.low, figure.high], fixedrange: still },
    annotations: figure.lines.filter((line) => line.y.length).map((line) => ({
      x: line.x[line.x.length - 1], y: line.y[line.y.length - 1], text: line.label, showarrow: false, xanchor: "left", xshift: 4, font: { size: 11, color: colour("--text-2") },
    })),
  };
}

export function GrowthChart({ figure, labels, levels, lang, values, label, onPick }) {
  const box = useRef(null), pick = useRef(onPick);
  const [state, setState] = useState("loading");
  useEffect(() => { pick.current = onPick; });
  useEffect(() => {
    let gone = false;
    const draw = () => plotly().then(async (Plotly) => {
      if (gone || !box.current) return;
      const began = performance.now(), colour = css();
      await Plotly.react(box.current, traces(figure, colour, { lang, values, levels, own: labels.own }), layout(figure, colour, labels), { displayModeBar: false, responsive: true });
      if (gone || !box.current) return;
      box.current.dataset.ms = (performance.now() - began).toFixed(1);
      box.current.removeAllListeners("plotly_click");
      box.current.on("plotly_click", (event) => { const id = event.points[0].customdata; if (id && pick.current) pick.current(id); });
      setState("drawn");
    }).catch((error) => { console.warn(error); if (!gone) setState("failed"); });
    draw();
    const watcher = new MutationObserver(draw); // light and dark
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
    return () => { gone = true; watcher.disconnect(); };
  }, [figure, labels, lang, values]);
  useEffect(() => () => { plotly().then((Plotly) => box.current && Plotly.purge(box.current)).catch(() => {}); }, []);
  const words = state === "drawn" ? null : h("p", { className: "growth-chart-wait muted small", role: "status" }, state === "failed" ? labels.failed : labels.loading);
  return h("div", { className: "growth-chart", "data-state": state }, words, h("div", { ref: box, className: "growth-plot", role: "img", "aria-label": label }));
}
