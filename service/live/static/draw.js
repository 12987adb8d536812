// The flow and the curves: SVG whose numbers stand in the text beside it.

import { count, plural, rate, say, span } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_S = 60;
const GAP_S = 15;
const narrow = matchMedia("(max-width: 52rem)");

export function flow(sums, rates) {
  for (const node of document.querySelectorAll("#flow .node[data-kind]")) {
    const kind = node.dataset.kind;
    say(node.querySelector(".rate"), `${rate(rates[kind])}/s`);
    say(node.querySelector(".total"), `${count(sums[kind])} ${kind}`);
  }
  const [into, out] = document.querySelectorAll("#flow .pipe svg");
  pipes(into, ["consumed"], rates);
  pipes(out, ["enriched", "rejected", "skipped"], rates);
}

export function sum(sums) {
  const made = sums.enriched + sums.rejected + sums.skipped;
  const holds = made === sums.consumed;
  const line = document.getElementById("sum");
  say(
    line,
    `${count(sums.consumed)} consumed = ${count(sums.enriched)} enriched + ${count(sums.rejected)} rejected + ` +
      `${count(sums.skipped)} skipped ${holds ? "✓ adds up" : `✗ does not add up: ${count(made)}`}`,
  );
  line.dataset.tone = holds ? "good" : "bad";
}

function pipes(svg, kinds, rates) {
  const shape = `${narrow.matches}${kinds.length}`;
  if (svg.dataset.shape !== shape) {
    svg.dataset.shape = shape;
    svg.replaceChildren(...kinds.flatMap((kind, place) => [pipe(kind, place, kinds.length), pipe(kind, place, kinds.length)]));
    for (const [place, path] of [...svg.children].entries()) path.classList.toggle("moving", place % 2 === 1);
  }
  for (const path of svg.children) {
    const now = rates[path.dataset.kind];
    path.style.strokeWidth = path.classList.contains("moving") ? 2 : 2 + 2.6 * Math.log10(1 + now);
    path.classList.toggle("still", !(now > 0));
  }
}

function pipe(kind, place, of) {
  const end = (100 * (2 * place + 1)) / (2 * of);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", narrow.matches ? `M50 0C50 60 ${end} 40 ${end} 100` : `M0 50C60 50 40 ${end} 100 ${end}`);
  path.dataset.kind = kind;
  return path;
}

const CURVES = {
  rate: { lines: [1], now: (p) => `${rate(p[1])}/s`, peak: (v) => `${rate(v)}/s` },
  lag: { lines: [2], now: (p) => known(p[2], (v) => plural(v, "record")), peak: count },
  wait: { lines: [3], now: (p) => known(p[3], (v) => (v === 0 ? "nothing waits" : span(v))), peak: span },
  age: { lines: [5, 4], now: (p) => known(p[4], (v) => `${span(v)} mean`, "nothing committed"), peak: span },
};

const known = (value, words, unknown = "unknown") => (value === null ? unknown : words(value));

export function curves(points) {
  if (!points.length) return;
  const last = points[points.length - 1];
  for (const [name, curve] of Object.entries(CURVES)) {
    const figure = document.getElementById(`curve-${name}`);
    const values = curve.lines.flatMap((at) => points.map((p) => p[at])).filter((v) => v !== null);
    const most = Math.max(0, ...values);
    say(figure.querySelector(".now"), curve.now(latest(points, curve.lines)));
    say(figure.querySelector(".span"), values.length ? `peak ${curve.peak(most)} in ${span(Math.max(last[0] - points[0][0], 1))}` : "");
    lines(figure.querySelector("svg"), points, curve.lines, most || 1);
  }
}

/** Of a curve with gaps, as the age of a stream with pauses, the last value known this minute. */
function latest(points, at) {
  const last = points[points.length - 1];
  const from = points.length - 1;
  for (let place = from; place >= 0 && place > from - 60; place -= 1) {
    if (points[place][at[0]] !== null) return points[place];
  }
  return last;
}

function lines(svg, points, columns, most) {
  const paths = columns.map((at, place) => {
    const path = svg.children[place] ?? svg.appendChild(document.createElementNS(SVG, "path"));
    path.setAttribute("class", `line-${place}`);
    path.setAttribute("d", trace(points, at, most));
    return path;
  });
  svg.replaceChildren(...paths);
}

/** A line; a pause of some seconds between two batches is no gap in it. */
function trace(points, at, most) {
  const end = points[points.length - 1][0];
  const width_s = Math.max(LEAST_S, end - points[0][0]);
  let drawn = "";
  let before = -Infinity;
  for (const point of points) {
    if (point[at] === null) continue;
    const x = (100 * (1 - (end - point[0]) / width_s)).toFixed(2);
    const y = (38 - (36 * point[at]) / most).toFixed(2);
    drawn += point[0] - before > GAP_S ? `M${x} ${y}h.01L${x} ${y}` : `L${x} ${y}`;
    before = point[0];
  }
  return drawn;
}
