// PSNR against the amount of noise. Lines of this digit, the means of the test set paler behind them. It is asked for
// when digit, kind or seed change, and only after the networks of the live panels have answered.

const networks = ["mnist-dense-32", "mnist-denoising-32", "mnist-denoising-conv", "mnist-stacked-denoising"];
const filters = ["gaussian", "median", "total_variation", "non_local_means", "pca"];
const best = "mnist-denoising-conv";
const ENVELOPE = "best_filter"; // the best of all filters at each amount
const NOISY = "noisy";
const SERIES = [NOISY, ...networks, ENVELOPE, ...filters];
const DASHES = {
  [NOISY]: "1 4",
  "mnist-dense-32": "2 4",
  "mnist-denoising-32": "9 4",
  "mnist-stacked-denoising": "9 3 2 3",
  gaussian: "9 4",
  median: "2 4",
  total_variation: "9 3 2 3",
  non_local_means: "14 4",
  pca: "5 3",
};
const REST = 150; // ms without a change before the question is asked
const CEILING = 45; // dB: what is above is as good as perfect
const MARGIN = { left: 38, right: 14, top: 26, bottom: 40 };
const TICKS = 5;
const POINTS = 120; // of a line
const words = (key, values) => playground.text(`noise.curve.${key}`, values);
const find = (selector) => element.querySelector(selector);
const svg = find("svg");
const legend = find(".legend");
const problem = find(".problem");

let wanted = null; // the newest answer of the networks
let curves = null; // the newest answer of this panel
let hidden = new Set(filters);
let pointed = null; // an amount under the mouse or the arrow keys
let emphasised = null; // a series
let size = { width: 0, height: 0 };

const title = (name) => {
  if (networks.includes(name)) return playground.text(`models.${name}.title`);
  if (filters.includes(name)) return playground.text(`noise.filters.${name}`);
  return words(`series.${name}`);
};
const kindOf = (name) => {
  if (name === NOISY) return "noisy";
  return networks.includes(name) ? "network" : "filter";
};

// --- asking ----------------------------------------------------------------------------------------------

let sequence = 0;
let askedFor = "";
let timer = null;
const send = playground.newest(
  async (request) => {
    const answer = await server.curve(request);
    if (answer?.sequence !== request.sequence) throw new Error("no answer");
    return answer;
  },
  (answer) => {
    problem.hidden = !answer.error;
    if (answer.error) {
      problem.dataset.text = `errors.${answer.error}`;
      problem.textContent = playground.text(problem.dataset.text);
      return;
    }
    delete problem.dataset.text;
    for (const curve of [answer.digit, answer.mean]) curve.values = valuesOf(curve);
    curves = answer;
    show();
  },
);
/* All series of a curve by name; without any error a PSNR is null. */
function valuesOf({ noisy, networks: learned, filters: classical }) {
  const finite = (values) => values.map((value) => value ?? Infinity);
  const rows = Object.values(classical).map(finite);
  const envelope = noisy.map((_, index) => Math.max(...rows.map((values) => values[index])));
  const all = { [NOISY]: noisy, ...learned, ...classical };
  const values = Object.fromEntries(Object.entries(all).map(([name, row]) => [name, finite(row)]));
  return { ...values, [ENVELOPE]: envelope };
}
function ask() {
  const { digit, noise, seed } = wanted.request;
  const key = [digit, noise, seed].join(" ");
  if (key === askedFor) return;
  askedFor = key;
  sequence += 1;
  send({ sequence, digit, noise, seed });
}
const askSoon = playground.whileSeen(element, () => {
  clearTimeout(timer);
  timer = setTimeout(ask, REST);
});

// --- the drawing -----------------------------------------------------------------------------------------

const draw = (name, attributes, parent = svg) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
};
const write = (text, attributes) => {
  draw("text", attributes).textContent = text;
};

/* The scales of the current curves: from amount and dB to pixels. */
function axes() {
  const shown = SERIES.filter((name) => !hidden.has(name));
  const levels = [curves.digit, curves.mean]
    .flatMap(({ values }) => shown.flatMap((name) => values[name]))
    .filter(Number.isFinite);
  const low = Math.floor(Math.min(...levels, 15) / 5) * 5;
  const high = Math.min(CEILING, Math.ceil(Math.max(...levels, 20) / 5) * 5);
  const last = curves.mean.amounts.at(-1);
  const { width, height } = size;
  const across = width - MARGIN.left - MARGIN.right;
  const down = height - MARGIN.top - MARGIN.bottom;
  return {
    low,
    high,
    last,
    x: (amount) => MARGIN.left + (across * Math.min(amount, last)) / last,
    y: (level) => MARGIN.top + (down * (high - Math.min(level, 2 * high))) / (high - low),
    amount: (x) => Math.min(last, Math.max(0, ((x - MARGIN.left) / across) * last)),
  };
}

/* Between two measured amounts root mean squared errors are joined by straight lines, not decibels: the error of
   noise left alone is such a line, and its decibels begin at infinity. */
const errorOf = (level) => 10 ** (-level / 20);
const levelOf = (error) => -20 * Math.log10(error);
function valueAt({ amounts, values }, name, amount) {
  const next = amounts.findIndex((measured) => measured >= amount);
  if (next <= 0) return values[name][next === 0 ? 0 : amounts.length - 1];
  const [from, to] = [values[name][next - 1], values[name][next]].map(errorOf);
  return levelOf(from + ((to - from) * (amount - amounts[next - 1])) / (amounts[next] - amounts[next - 1]));
}

function path(curve, name, { x, y, last }) {
  const points = Array.from({ length: POINTS + 1 }, (_, index) => (last * index) / POINTS);
  return points
    .map((amount, index) => `${index ? "L" : "M"}${x(amount).toFixed(1)} ${y(valueAt(curve, name, amount)).toFixed(1)}`)
    .join("");
}

function drawAxes(scale) {
  const bottom = size.height - MARGIN.bottom;
  for (let level = scale.low; level <= scale.high; level += 5) {
    const y = scale.y(level);
    draw("line", { class: "grid", x1: MARGIN.left, x2: size.width - MARGIN.right, y1: y, y2: y });
    write(String(level), { class: "tick", x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" });
  }
  write("dB", { class: "tick", x: MARGIN.left - 6, y: 12, "text-anchor": "end" });
  for (let tick = 0; tick <= TICKS; tick++) {
    const amount = (scale.last * tick) / TICKS;
    const anchor = tick === TICKS ? "end" : "middle";
    const x = scale.x(amount) + (tick === TICKS ? MARGIN.right - 2 : 0);
    write(words(`tick.${curves.noise}`, tickValues(amount)), { class: "tick", x, y: bottom + 16, "text-anchor": anchor });
  }
  write(playground.text(`noise.controls.unit.${curves.noise}`), {
    class: "tick",
    x: (MARGIN.left + size.width - MARGIN.right) / 2,
    y: bottom + 34,
    "text-anchor": "middle",
  });
}
const tickValues = (amount) => ({
  number: String(Number(amount.toFixed(1))),
  percent: Math.round(100 * amount),
  side: Math.round(28 * amount),
});

/* Where the best network beats every filter: from the crossing on, or, where a filter is ahead at the end, over
   the widest stretch before. */
function winning({ amounts, values, crossing }) {
  if (crossing !== null) return crossing === 0 ? { key: "always" } : { key: "from", from: crossing };
  const lead = values[best].map((level, index) => errorOf(values[ENVELOPE][index]) - errorOf(level));
  const zero = (index) => {
    const step = amounts[index + 1] - amounts[index];
    return amounts[index] + (step * lead[index]) / (lead[index] - lead[index + 1]);
  };
  let widest = { from: 0, to: 0 };
  let start = null;
  for (let index = 0; index < lead.length; index++) {
    if (lead[index] > 0) start ??= index === 0 ? 0 : zero(index - 1);
    else if (start !== null) {
      const to = zero(index - 1);
      if (to - start > widest.to - widest.from) widest = { from: start, to };
      start = null;
    }
  }
  if (widest.to === 0) return { key: "never" };
  return widest.from === 0 ? { key: "until", to: widest.to } : { key: "between", ...widest };
}
function spanWords(key, { from, to }) {
  const said = (amount) => (amount === undefined ? "" : playground.noiseAmount(curves.noise, amount));
  return words(key, { from: said(from), to: said(to) });
}

/* Lines with a name for the mean, dots for this digit. */
function drawCrossings(scale) {
  const bottom = size.height - MARGIN.bottom;
  const edges = ({ from, to }) => [from, to].filter((amount) => amount !== undefined);
  const mean = winning(curves.mean);
  for (const amount of edges(mean)) {
    const x = scale.x(amount);
    draw("line", { class: "cross", x1: x, x2: x, y1: MARGIN.top, y2: bottom });
  }
  if (edges(mean).length > 0) {
    const x = scale.x(edges(mean)[0]);
    const left = x < size.width / 2;
    const label = { class: "cross-label", x: left ? Math.max(MARGIN.left + 2, x - 2) : x + 2, y: 12 };
    draw("text", { ...label, "text-anchor": left ? "start" : "end" }).textContent = spanWords(`label.${mean.key}`, mean);
  }
  for (const amount of edges(winning(curves.digit))) {
    const y = scale.y(valueAt(curves.digit, best, amount));
    draw("circle", { class: "cross-dot", cx: scale.x(amount), cy: y, r: 5 });
  }
}

function paint() {
  if (!curves || size.width === 0) return;
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  const scale = axes();
  drawAxes(scale);
  const clip = draw("clipPath", { id: "noise-curve-clip" });
  draw("rect", {
    x: MARGIN.left,
    y: MARGIN.top - 2,
    width: size.width - MARGIN.left - MARGIN.right,
    height: size.height - MARGIN.top - MARGIN.bottom + 4,
  }, clip);
  for (const part of ["mean", "digit"]) {
    const group = draw("g", { class: part, "clip-path": "url(#noise-curve-clip)" });
    for (const name of SERIES.filter((one) => !hidden.has(one))) {
      const line = draw("path", { d: path(curves[part], name, scale), "data-series": name, "data-kind": kindOf(name) }, group);
      if (DASHES[name]) line.setAttribute("stroke-dasharray", DASHES[name]);
    }
  }
  drawCrossings(scale);
  cursor = draw("line", { class: "cursor", y1: MARGIN.top, y2: size.height - MARGIN.bottom });
  now = draw("line", { class: "now", y1: MARGIN.top, y2: size.height - MARGIN.bottom });
  knob = draw("path", { class: "now-knob", d: "" });
  moveCursor();
  emphasise();
}
let cursor = null;
let now = null;
let knob = null;

/* The slider's amount, and what the curves are there or under the pointer. */
function moveCursor() {
  if (!curves || !cursor) return;
  const { kind, amount } = playground.noise;
  const scale = axes();
  const at = pointed ?? Math.min(amount, scale.last);
  const place = (line, x) => {
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
  };
  const x = scale.x(amount);
  const bottom = size.height - MARGIN.bottom;
  place(now, x);
  knob.setAttribute("d", `M${x - 6} ${bottom + 6}L${x} ${bottom - 3}L${x + 6} ${bottom + 6}Z`);
  now.style.display = knob.style.display = kind === curves.noise ? "" : "none";
  place(cursor, scale.x(at));
  cursor.style.display = pointed === null ? "none" : "";
  find(".at b").textContent = playground.noiseAmount(curves.noise, at);
  for (const [name, { digit, mean }] of rows) {
    digit.textContent = said(valueAt(curves.digit, name, at));
    mean.textContent = said(valueAt(curves.mean, name, at));
  }
}
const said = (level) => (Number.isFinite(level) ? level.toFixed(1) : "∞");

// --- the legend, which is the readout too ----------------------------------------------------------------

const rows = new Map();
for (const name of SERIES) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.series = name;
  button.dataset.kind = kindOf(name);
  button.innerHTML =
    '<svg viewBox="0 0 30 12" aria-hidden="true"><path d="M1 6H29"></path></svg><span class="name"></span><b class="number"></b><span class="number mean"></span>';
  if (DASHES[name]) button.querySelector("path").setAttribute("stroke-dasharray", DASHES[name]);
  button.addEventListener("click", () => {
    if (!hidden.delete(name)) hidden.add(name);
    paint();
    nameRows();
  });
  for (const [event, value] of [["pointerenter", name], ["focus", name], ["pointerleave", null], ["blur", null]]) {
    button.addEventListener(event, () => {
      emphasised = value;
      emphasise();
    });
  }
  rows.set(name, {
    button,
    label: button.querySelector(".name"),
    digit: button.querySelector("b"),
    mean: button.querySelector(".mean"),
  });
  legend.append(button);
}
function nameRows() {
  for (const [name, { button, label }] of rows) {
    label.textContent = title(name);
    button.setAttribute("aria-pressed", !hidden.has(name));
  }
}
function emphasise() {
  const one = emphasised !== null && !hidden.has(emphasised);
  svg.classList.toggle("emphasising", one);
  for (const line of svg.querySelectorAll("[data-series]")) line.classList.toggle("emphasised", one && line.dataset.series === emphasised);
}

// --- words and table -------------------------------------------------------------------------------------

function crossingWords(part) {
  const won = winning(curves[part]);
  return spanWords(`crossing.${part}.${won.key}`, won);
}

function fillTable() {
  const { amounts, values } = curves.mean;
  const cell = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });
  const row = (...cells) => {
    const node = document.createElement("tr");
    node.append(...cells);
    return node;
  };
  const listed = SERIES.filter((name) => name !== ENVELOPE);
  const kind = playground.text(`noise.controls.kinds.${curves.noise}`);
  const head = row(
    cell("th", words("table_head", { kind }), { scope: "col" }),
    ...amounts.map((amount) => cell("th", words(`tick.${curves.noise}`, { ...tickValues(amount), number: String(Number(amount.toFixed(2))) }), { scope: "col" })),
  );
  const tops = amounts.map((_, index) => Math.max(...listed.map((name) => values[name][index])));
  const body = listed.map((name) =>
    row(
      cell("th", title(name), { scope: "row" }),
      ...values[name].map((level, index) => cell("td", said(level), { className: level === tops[index] ? "top" : "" })),
    ),
  );
  find("table").replaceChildren(head, ...body);
}

function show() {
  if (!curves) return;
  find(".panel").dataset.noise = curves.noise;
  find(".crossing").textContent = `${crossingWords("digit")} ${crossingWords("mean")}`;
  svg.setAttribute("aria-label", find(".crossing").textContent);
  fillTable();
  paint();
}

// --- the page --------------------------------------------------------------------------------------------

const plot = find(".plot");
plot.addEventListener("pointermove", (event) => {
  if (!curves) return;
  pointed = axes().amount(event.clientX - plot.getBoundingClientRect().left);
  moveCursor();
});
plot.addEventListener("pointerleave", () => {
  pointed = null;
  moveCursor();
});
new ResizeObserver(([entry]) => {
  size = { width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) };
  paint();
}).observe(plot);

playground.onNoise((answer) => {
  wanted = answer;
  askSoon();
});
playground.onNoiseSetting(moveCursor);
playground.onLanguage(() => {
  nameRows();
  show();
});
