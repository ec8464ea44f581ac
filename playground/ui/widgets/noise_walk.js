// The answer goes in again, ten times. Whether it settles or drifts is read off the pictures themselves: how many
// gray levels a step changes. Where it has become another digit is left to the eye.

const MODELS = ["mnist-denoising-conv", "mnist-denoising-32", "mnist-dense-32", "mnist-stacked-denoising"];
const DEFAULT = "mnist-denoising-conv";
const SIDE = 28;
const STILL = 1; // of 255 gray levels, root mean square: a step that changes less has settled
const LOST = 0.1; // dB below the best step that are worth saying
const PACE = 200; // ms between two walks while the slider moves
const HEIGHT = 76; // css pixels of the chart
const MARGIN = { top: 8, bottom: 8 };
const words = (key, values) => playground.text(`noise_walk.${key}`, values);
const find = (selector) => element.querySelector(selector);
const decibel = (value) => `${playground.number(value)}\u00a0dB`;
const picker = find("select");
const chart = find("svg");

let digit = null;
let looked = null; // the newest answer of the networks: the walk begins at its noisy picture
let walked = null; // the newest answer, its pixels unpacked
let sequence = 0;
let asked = -Infinity; // when
let timer = null;
let figures = [];

// --- what the numbers say ------------------------------------------------------------------------------

function change(one, other) {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] - other[index]) ** 2;
  return Math.sqrt(sum / one.length);
}

// The first step after which every further step changes less than STILL; null where the last still does not.
function settledAt(steps) {
  let settled = null;
  for (let step = steps.length - 1; step >= 1; step--) {
    if (change(steps[step].pixels, steps[step - 1].pixels) >= STILL) break;
    settled = step;
  }
  return settled;
}

function settling(steps) {
  const settled = settledAt(steps);
  if (settled === 1) return words("settles.at_once", { levels: STILL });
  if (settled !== null) return words("settles.later", { step: settled, levels: STILL });
  const last = change(steps.at(-1).pixels, steps.at(-2).pixels);
  return words("drifts", { step: steps.length - 1, change: playground.number(last) });
}

function nearest(steps) {
  const best = steps.reduce((found, { psnr }, step) => (psnr > steps[found].psnr ? step : found), 0);
  const last = steps.length - 1;
  const values = { step: best, last, psnr: decibel(steps[best].psnr), lost: decibel(steps[best].psnr - steps[last].psnr) };
  if (steps[0].psnr === Infinity) return words("nearest.clean", { last, psnr: decibel(steps[last].psnr) });
  if (best === 0) return words("nearest.noisy", values);
  return words(steps[best].psnr - steps[last].psnr < LOST ? "nearest.kept" : "nearest.lost", values);
}

// --- painting ------------------------------------------------------------------------------------------

function build(count) {
  figures = Array.from({ length: count }, (_, step) => {
    const item = document.createElement("li");
    const ink = step === 0 ? "" : ' data-ink="reconstruction"';
    item.innerHTML = `<div class="picture"${ink}><canvas role="img"></canvas></div><span class="step"></span><b class="number"></b>`;
    item.dataset.step = step;
    return item;
  });
  find("ol").replaceChildren(...figures);
}

function svg(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

// PSNR step by step, each dot below its picture where the strip is one row. A copy without error has no finite
// PSNR: it stands at the upper edge.
function drawChart() {
  const width = chart.clientWidth;
  if (!width) return;
  const values = walked.steps.map(({ psnr }) => psnr);
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const span = Math.max(most - least, 2); // a flat walk is a flat line, not magnified noise
  const inner = HEIGHT - MARGIN.top - MARGIN.bottom;
  const x = (step) => ((step + 0.5) / values.length) * width;
  const y = (value) => MARGIN.top + Math.max(0, Math.min(1, (most - value) / span)) * inner;
  const level = y(values[0]);
  chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  chart.replaceChildren(
    svg("line", { class: "noisy", x1: 0, x2: width, y1: level, y2: level }),
    svg("polyline", { class: "curve", points: values.map((value, step) => `${x(step)},${y(value)}`).join(" ") }),
    ...values.map((value, step) => svg("circle", { class: step === 0 ? "dot input" : "dot", cx: x(step), cy: y(value), r: 4 })),
  );
}

const paint = playground.whileSeen(element, () => {
  if (!walked) return;
  const { steps } = walked;
  if (figures.length !== steps.length) build(steps.length);
  const best = Math.max(...steps.map(({ psnr }) => psnr));
  steps.forEach(({ pixels, psnr }, step) => {
    const canvas = figures[step].querySelector("canvas");
    playground.paintGray(canvas, pixels, SIDE, SIDE);
    canvas.dataset.sequence = walked.sequence;
    canvas.setAttribute("aria-label", words(step === 0 ? "picture.noisy" : "picture.step", { step, psnr: decibel(psnr) }));
    figures[step].classList.toggle("best", psnr === best);
    figures[step].querySelector(".step").textContent = step === 0 ? words("noisy") : words("step", { step });
    figures[step].querySelector("b").textContent = decibel(psnr);
  });
  drawChart();
  find(".settling").textContent = settling(steps);
  find(".nearest").textContent = nearest(steps);
});

function show() {
  find(".empty").hidden = digit !== null;
  find(".content").hidden = digit === null || walked === null;
  paint();
}

// --- asking --------------------------------------------------------------------------------------------

const send = playground.newest(server.walk, (answer) => {
  find(".problem").hidden = !answer.error;
  if (answer.error) {
    find(".problem").textContent = playground.text(`errors.${answer.error}`);
    return;
  }
  const steps = answer.steps.map(({ pixels, psnr }) => ({ pixels: playground.pixels(pixels, SIDE * SIDE), psnr: psnr ?? Infinity }));
  walked = { sequence: answer.sequence, steps };
  show();
});

// Ten passes are slower than one: while the slider moves the walk follows now and then, and when the hand rests.
const ask = playground.whileSeen(element, () => {
  if (!digit || !looked) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    asked = performance.now();
    sequence += 1;
    send({ ...looked.request, sequence, model: picker.value });
  }, Math.max(0, asked + PACE - performance.now()));
}, "0px");

picker.append(...MODELS.map((model) => new Option(model, model)));
picker.addEventListener("change", () => {
  playground.setState({ walk: picker.value === DEFAULT ? null : picker.value });
  ask();
});
playground.onState((state) => {
  picker.value = MODELS.includes(state.walk) ? state.walk : DEFAULT;
  ask();
});
playground.onDigit((newest) => {
  digit = newest;
  show();
});
// The networks have answered: the walk follows without holding them up.
playground.onNoise((answer) => {
  if (!answer?.request) return;
  looked = answer;
  ask();
});
playground.onLanguage(() => {
  for (const option of picker.options) option.textContent = playground.text(`models.${option.value}.title`);
  show();
});
new ResizeObserver(() => {
  if (walked) drawChart();
}).observe(chart);
