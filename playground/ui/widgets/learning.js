// How a network learned: its curve as an SVG on a logarithmic scale, and fixed digits at the epochs when
// pictures were kept. One slider moves through those epochs; a network without pictures moves through all.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CURVES = ["train_loss", "validation_loss"];
const DEFAULT = "mnist-dense-32";
const HEIGHT = 220; // css pixels of the chart
const MARGIN = { left: 46, right: 14, top: 10, bottom: 36 };
const SECONDS_A_STEP = 0.7;
const words = (key, values) => playground.text(`learning.${key}`, values);
const find = (selector) => element.querySelector(selector);
const picker = find("select");
const slider = find("input[type=range]");
const chart = find("svg");

const histories = new Map();
let wanted = DEFAULT;
let learned = null; // the history that is shown
let stops = []; // epochs that the slider can reach
let playing = null;

// Networks that stand in the model cards only, as a comparison, have no title of their own.
function title(model) {
  const key = `models.${model}.title`;
  return playground.hasText(key) ? playground.text(key) : model;
}

// --- the chart ---------------------------------------------------------------------------------------

function svg(name, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

// 1, 2 and 5 in every decade that lies between the limits; all nine where that gives fewer than two lines.
function logarithmicTicks(least, most) {
  const within = (digits) => {
    const ticks = [];
    for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
      for (const digit of digits) ticks.push(Number(`${digit}e${power}`));
    }
    return ticks.filter((tick) => tick >= least && tick <= most);
  };
  const few = within([1, 2, 5]);
  return few.length >= 2 ? few : within([1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

function linearTicks(last) {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200].find((size) => last / size <= 6) ?? last;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
}

function scales() {
  const width = chart.clientWidth || 600;
  const values = CURVES.flatMap((curve) => learned[curve]).filter((value) => value > 0);
  const least = Math.min(...values) * 0.9;
  const most = Math.max(...values) * 1.1;
  const last = learned.epochs.at(-1);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  return {
    width, least, most, last,
    x: (epoch) => MARGIN.left + (epoch / last) * inner.width,
    y: (value) => MARGIN.top + (Math.log(most / value) / Math.log(most / least)) * inner.height,
    epochAt: (x) => ((x - MARGIN.left) / inner.width) * last,
  };
}

function drawChart() {
  const { width, least, most, last, x, y } = scales();
  const bottom = HEIGHT - MARGIN.bottom;
  const nodes = [];
  for (const tick of logarithmicTicks(least, most)) {
    nodes.push(svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }));
    nodes.push(svg("text", { class: "tick", x: MARGIN.left - 6, y: y(tick) + 4, "text-anchor": "end" }, String(tick)));
  }
  for (const tick of linearTicks(last)) {
    nodes.push(svg("text", { class: "tick", x: x(tick), y: bottom + 16, "text-anchor": "middle" }, String(tick)));
  }
  nodes.push(svg("text", { class: "tick", x: width - MARGIN.right, y: HEIGHT - 2, "text-anchor": "end" }, words("axis")));
  nodes.push(svg("line", { class: "axis", x1: MARGIN.left, x2: width - MARGIN.right, y1: bottom, y2: bottom }));
  const epoch = stops[slider.value];
  nodes.push(svg("line", { class: "cursor", x1: x(epoch), x2: x(epoch), y1: MARGIN.top, y2: bottom }));
  const at = learned.epochs.indexOf(epoch);
  for (const curve of CURVES) {
    const points = learned[curve].map((value, index) => `${x(learned.epochs[index])},${y(value)}`).join(" ");
    nodes.push(svg("polyline", { class: "curve", "data-curve": curve, points }));
    if (at >= 0) nodes.push(svg("circle", { class: "dot", "data-curve": curve, cx: x(epoch), cy: y(learned[curve][at]), r: 4.5 }));
  }
  chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  chart.replaceChildren(...nodes);
}

// --- the pictures ------------------------------------------------------------------------------------

function picture(ink) {
  const frame = document.createElement("div");
  frame.className = "picture";
  if (ink) frame.dataset.ink = ink;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  frame.append(canvas);
  return { frame, canvas };
}

function buildPictures() {
  const count = learned.snapshots.length ? playground.pixels(learned.snapshots[0].pictures).length / PIXELS : 0;
  const originals = learned.originals && playground.pixels(learned.originals);
  const figures = Array.from({ length: count }, (_, label) => {
    const figure = document.createElement("figure");
    if (originals) {
      const { frame, canvas } = picture("");
      canvas.dataset.role = "original";
      playground.paintGray(canvas, originals.subarray(label * PIXELS, (label + 1) * PIXELS), SIDE, SIDE);
      figure.append(frame);
    }
    const { frame, canvas } = picture("reconstruction");
    canvas.dataset.role = "snapshot";
    figure.append(frame);
    return figure;
  });
  find(".pictures").replaceChildren(...figures);
}

function paintPictures() {
  const epoch = stops[slider.value];
  const kept = learned.snapshots[slider.value];
  if (!kept) return;
  const pixels = playground.pixels(kept.pictures);
  element.querySelectorAll(".pictures figure").forEach((figure, label) => {
    const canvas = figure.querySelector('[data-role="snapshot"]');
    playground.paintGray(canvas, pixels.subarray(label * PIXELS, (label + 1) * PIXELS), SIDE, SIDE);
    canvas.setAttribute("aria-label", words("rebuilt", { label, epoch }));
    figure.querySelector('[data-role="original"]')?.setAttribute("aria-label", words("original", { label }));
  });
}

// --- one epoch of one model --------------------------------------------------------------------------

function showEpoch() {
  const epoch = stops[slider.value];
  const spoken = epoch === 0 ? words("before") : words("epoch", { epoch, last: learned.epochs.at(-1) });
  find(".epoch").textContent = spoken;
  slider.setAttribute("aria-valuetext", spoken);
  const at = learned.epochs.indexOf(epoch);
  for (const item of element.querySelectorAll(".legend li")) {
    item.querySelector("b").textContent = at < 0 ? "–" : playground.number(learned[item.dataset.curve][at]);
  }
  drawChart();
  paintPictures();
}

function showWords() {
  for (const option of picker.options) option.textContent = title(option.value);
  const hasCurve = learned !== null && !learned.error && learned.epochs.length > 0;
  const hasPictures = hasCurve && learned.snapshots.length > 0;
  let sentence = "";
  if (learned === null) sentence = words("loading");
  else if (learned.error) sentence = words("unknown_model");
  else if (!hasCurve) sentence = words(playground.model(learned.model).family === "pca" ? "closed_form" : "no_history");
  find(".sentence").textContent = sentence;
  find(".curves").hidden = !hasCurve;
  find(".pictures").hidden = !hasPictures;
  find(".pictures-hint").hidden = !hasCurve;
  let hint = "nothing";
  if (hasPictures) hint = learned.originals ? "pairs" : "rebuilt";
  find(".pictures-hint").textContent = hasCurve ? words(`hint.${hint}`) : "";
  const play = find(".play");
  play.textContent = words(playing ? "pause" : "play");
  play.setAttribute("aria-pressed", playing !== null);
  if (hasCurve) showEpoch();
}

function showModel() {
  stop();
  learned = histories.get(wanted) ?? null;
  if (learned && !learned.error && learned.epochs.length > 0) {
    stops = learned.snapshots.length ? learned.snapshots.map(({ epoch }) => epoch) : learned.epochs;
    slider.max = stops.length - 1;
    slider.value = stops.length - 1;
    buildPictures();
  }
  showWords();
}

const ask = playground.newest(server.history, (answer, { model }) => {
  histories.set(model, answer);
  if (model === wanted) showModel();
});

function choose(model) {
  wanted = model;
  picker.value = model;
  showModel();
  if (!histories.has(model)) ask({ model });
}

// --- hands -------------------------------------------------------------------------------------------

function stop() {
  clearInterval(playing);
  playing = null;
}

function play() {
  if (Number(slider.value) === stops.length - 1) slider.value = 0;
  playing = setInterval(() => {
    slider.value = Number(slider.value) + 1;
    if (Number(slider.value) === stops.length - 1) stop();
    showWords();
  }, 1000 * SECONDS_A_STEP);
}

find(".play").addEventListener("click", () => {
  if (playing) stop();
  else play();
  showWords();
});
slider.addEventListener("input", () => {
  stop();
  showWords();
});
function reach(event) {
  const { epochAt } = scales();
  const epoch = epochAt(event.clientX - chart.getBoundingClientRect().left);
  const distances = stops.map((stop) => Math.abs(stop - epoch));
  slider.value = distances.indexOf(Math.min(...distances));
  stop();
  showWords();
}
chart.addEventListener("pointerdown", (event) => {
  chart.setPointerCapture(event.pointerId);
  reach(event);
});
chart.addEventListener("pointermove", (event) => {
  if (chart.hasPointerCapture(event.pointerId)) reach(event);
});
picker.addEventListener("change", () => {
  playground.setState({ learning: picker.value === DEFAULT ? null : picker.value });
  choose(picker.value);
});

picker.append(...playground.models.map(({ name }) => new Option(name, name)));
new ResizeObserver(() => {
  if (learned?.epochs?.length) drawChart();
}).observe(chart);
playground.onLanguage(showWords);

// Nobody waits for what nobody sees: the history is asked for when the panel comes near.
const arrival = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  arrival.disconnect();
  playground.onState((state) => {
    const model = playground.model(state.learning) ? state.learning : DEFAULT;
    if (model !== wanted || learned === null) choose(model);
  });
}, { rootMargin: "400px" });
arrival.observe(element);
