// log p(x) of one digit against the number of samples: codes drawn blindly from the prior, codes drawn where the encoder
// says, and the ELBO. With two numbers the true posterior fits on a grid, and the encoder's can be held against it.

const MODELS = ["mnist-vae-16", "mnist-vae-2"];
const CURVES = ["naive", "importance"];
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLOSE = 1; // nat: an estimate that is nearer than this to the best has arrived
const FEW = 20; // draws from which on the naive estimate must be in the frame …
const DEEPEST = 400; // … unless it is still this many nats below the best
const EDGE = 0.1; // of the highest density: one that is higher at the grid's edge goes on beyond it
const LEAN = 0.2; // correlation from which a cloud is said to lean
const REST = 250; // ms without a change before 4,000 codes are decoded
const HEIGHT = 280;
const MARGIN = { left: 46, right: 14, top: 22, bottom: 40 };
const words = (key, values) => playground.text(`latent_evidence.${key}`, values);
const find = (selector) => element.querySelector(selector);
const nats = (value) => playground.number(value);
const slider = find("input");
const chart = find("svg");

let digit = null;
let chosen = null; // what was chosen here; otherwise the tab's model, where it is one of these
let answer = null;
let plot = null;
let cursor = null;
let sequence = 0;
let timer = null;

const model = () => {
  if (MODELS.includes(chosen)) return chosen;
  return MODELS.includes(playground.latent?.model) ? playground.latent.model : MODELS[0];
};

// --- the chart ---------------------------------------------------------------------------------------------

// From the best estimate down to what a few blind draws come to; the very first may begin far below the frame.
function levels() {
  const { counts, naive, importance, elbo } = answer;
  const high = Math.max(...importance, ...naive, elbo);
  const low = Math.min(naive[counts.findIndex((count) => count >= FEW)], naive.at(-1), elbo, ...importance);
  const room = Math.max(2, 0.06 * (high - low));
  return { low: Math.max(low, high - DEEPEST) - room, high: high + room };
}

// Each decade, and the last count where there is room for its name.
function countTicks(width) {
  const { counts } = answer;
  const last = counts.at(-1);
  const apart = (count) => (Math.log(last / count) / Math.log(last / counts[0])) * width > 44;
  const decades = counts.filter((count) => Number.isInteger(Math.log10(count)) && (count === last || apart(count)));
  return [...new Set([...decades, last])].map((count) => ({ at: count, text: playground.count(count) }));
}

function drawChart() {
  const width = chart.clientWidth;
  if (!answer || !width) return;
  const { counts } = answer;
  const { low, high } = levels();
  plot = playground.plot(chart, {
    width,
    height: HEIGHT,
    margin: MARGIN,
    across: {
      low: counts[0],
      high: counts.at(-1),
      logarithmic: true,
      ticks: countTicks(width - MARGIN.left - MARGIN.right),
      name: words("axis.samples"),
    },
    up: { low, high, ticks: playground.ticks(low, high, 5).map((at) => ({ at, text: nats(at) })), name: words("axis.nats") },
  });
  const { x, y, left, right, top, bottom } = plot;
  const group = plot.group();
  const elbo = y(answer.elbo);
  playground.svg("path", { "data-estimate": "elbo", d: playground.linePath([[left, elbo], [right, elbo]]) }, group);
  for (const name of CURVES) {
    const points = counts.map((count, index) => [x(count), y(answer[name][index])]);
    playground.svg("path", { "data-estimate": name, d: playground.linePath(points) }, group);
  }
  cursor = playground.svg("line", { class: "cursor", y1: top, y2: bottom }, chart);
  element.style.setProperty("--left", `${left}px`);
  element.style.setProperty("--inner", `${right - left}px`);
  showCursor();
}

function showCursor() {
  const index = Number(slider.value);
  const { counts } = answer;
  const at = words("at", { count: playground.count(counts[index]) });
  find(".at").textContent = at;
  slider.setAttribute("aria-valuetext", at);
  const values = { naive: answer.naive[index], importance: answer.importance[index], elbo: answer.elbo };
  for (const [name, value] of Object.entries(values)) find(`tr[data-estimate="${name}"] td`).textContent = nats(value);
  if (!plot) return;
  cursor.setAttribute("x1", plot.x(counts[index]));
  cursor.setAttribute("x2", plot.x(counts[index]));
}

// --- what the numbers say ------------------------------------------------------------------------------------

// A factor e^nats in words: plain where it is small, as a power of ten where it is not.
function factor(gap) {
  const size = Math.exp(gap);
  if (size < 1000) return playground.number(size);
  const raised = [...String(Math.round(gap / Math.LN10))].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]).join("");
  return `10${raised}`;
}

function verdict() {
  const { counts, naive, importance, elbo } = answer;
  const [blind, led] = [naive.at(-1), importance.at(-1)];
  const best = Math.max(blind, led);
  const gap = Math.abs(led - blind);
  const arrived = importance.findIndex((value) => best - value < CLOSE);
  const values = {
    count: playground.count(counts.at(-1)),
    naive: nats(blind),
    importance: nats(led),
    gap: nats(gap),
    factor: factor(gap),
    arrived: playground.count(counts[Math.max(0, arrived)]),
    loose: nats(best - elbo),
  };
  const loose = words("loose", values);
  if (gap > CLOSE && blind > led) return `${words("lost.beside", values)} ${loose}`;
  return [words(gap > CLOSE ? "lost.far" : "lost.close", values), words("arrived", values), loose].join(" ");
}

// The cloud of a density on a grid: its mass, and how much it leans.
function cloud(bytes, side) {
  const place = (index) => (2 * index) / (side - 1) - 1;
  const sums = { mass: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  bytes.forEach((level, index) => {
    const [x, y] = [place(index % side), place(Math.floor(index / side))];
    sums.mass += level;
    sums.x += level * x;
    sums.y += level * y;
    sums.xx += level * x * x;
    sums.yy += level * y * y;
    sums.xy += level * x * y;
  });
  const [x, y] = [sums.x / sums.mass, sums.y / sums.mass];
  const [wide, tall] = [Math.sqrt(sums.xx / sums.mass - x * x), Math.sqrt(sums.yy / sums.mass - y * y)];
  return { mass: sums.mass, correlation: (sums.xy / sums.mass - x * y) / (wide * tall) };
}

function isCut(bytes, side) {
  return bytes.some((level, index) => {
    const [row, column] = [Math.floor(index / side), index % side];
    return level > 255 * EDGE && (row % (side - 1) === 0 || column % (side - 1) === 0);
  });
}

function compared({ side, exact, approximate }) {
  const [truth, guess] = [cloud(exact, side), cloud(approximate, side)];
  let shared = 0;
  exact.forEach((level, index) => {
    shared += Math.min(level / truth.mass, approximate[index] / guess.mass);
  });
  const sentence = words("posterior.overlap", { percent: Math.round(100 * shared) });
  if (isCut(exact, side)) return `${sentence} ${words("posterior.cut")}`;
  const leaning = Math.abs(truth.correlation) >= LEAN ? "posterior.leans" : "posterior.upright";
  return `${sentence} ${words(leaning, { correlation: playground.number(truth.correlation) })}`;
}

// --- painting ------------------------------------------------------------------------------------------------

// A density as ink of the canvas's own colour; rows come with the second number rising, so the last is on top.
function paintDensity(canvas, bytes, side) {
  canvas.width = canvas.height = side;
  const color = getComputedStyle(canvas).color.match(/\d+/g).slice(0, 3).map(Number);
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  bytes.forEach((level, index) => {
    const row = side - 1 - Math.floor(index / side);
    image.data.set([...color, level], 4 * (row * side + (index % side)));
  });
  context.putImageData(image, 0, 0);
}

function showPosterior() {
  const { posterior } = answer;
  find(".posterior").hidden = posterior === null;
  if (!posterior) return;
  const { side, centre, half_width: reach } = posterior;
  for (const role of ["exact", "approximate"]) paintDensity(find(`canvas[data-role="${role}"]`), posterior[role], side);
  find(".overlap").textContent = compared(posterior);
  const [left, right, bottom, top] = [centre[0] - reach[0], centre[0] + reach[0], centre[1] - reach[1], centre[1] + reach[1]];
  find(".range").textContent = words("posterior.range", {
    left: nats(left),
    right: nats(right),
    bottom: nats(bottom),
    top: nats(top),
  });
}

const paint = playground.whileSeen(element, () => {
  if (!answer) return;
  playground.paintGray(find('[data-role="binary"]'), playground.pixels(answer.binary, PIXELS), SIDE, SIDE);
  find(".verdict").textContent = verdict();
  drawChart();
  showCursor();
  showPosterior();
});

function show() {
  for (const button of find(".models").children) {
    button.textContent = playground.text(`models.${button.dataset.model}.title`);
    button.setAttribute("aria-pressed", button.dataset.model === model());
  }
  find(".empty").hidden = answer !== null;
  find(".content").hidden = answer === null;
  paint();
}

// --- asking --------------------------------------------------------------------------------------------------

const lowest = (value) => value ?? -Infinity; // JSON has no infinity

function unpacked(found) {
  const grid = found.posterior;
  return {
    ...found,
    naive: found.naive.map(lowest),
    importance: found.importance.map(lowest),
    posterior: grid && {
      ...grid,
      exact: playground.pixels(grid.exact, grid.side ** 2),
      approximate: playground.pixels(grid.approximate, grid.side ** 2),
    },
  };
}

const send = playground.newest(server.evidence, (found) => {
  if (playground.tell(find(".problem"), found)) return;
  const isFirst = answer === null;
  answer = unpacked(found);
  slider.max = answer.counts.length - 1;
  if (isFirst) slider.value = slider.max;
  find(".panel").dataset.sequence = found.sequence;
  find(".panel").dataset.model = found.model;
  show();
});

const ask = playground.whileSeen(element, () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!digit) return;
    sequence += 1;
    send({ sequence, digit: digit.key, model: model() });
  }, REST);
}, "0px");

find(".models").append(
  ...MODELS.filter((name) => playground.model(name)).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.model = name;
    button.addEventListener("click", () => {
      chosen = name;
      playground.setState({ evidence: name });
      show();
      ask();
    });
    return button;
  }),
);
slider.addEventListener("input", showCursor);
new ResizeObserver(drawChart).observe(chart);
playground.onState((state) => {
  chosen = state.evidence ?? null;
  show();
  ask();
});
playground.onDigit((newest) => {
  digit = newest;
  ask();
});
playground.onLatent((_, change) => {
  if (change?.what !== "model") return;
  show();
  ask();
});
playground.onTheme(show);
playground.onLanguage(show);
