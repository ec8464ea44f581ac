// Each layer of the stack gives numbers between 0 and 1. Read as probabilities and drawn, they are a different code
// every time, and the layers below make a picture of it. Below, what pretraining did for the classifier.

const STACK = "mnist-stacked-denoising";
const LAYERS = [1, 2, 3];
const DEFAULT = 3; // higher up a number stands for a shape, lower down for a piece of a stroke
const COUNT = 12;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const TEST_DIGITS = 10000;
const words = (key, values) => playground.text(`noise_stack.${key}`, values);
const find = (selector) => element.querySelector(selector);
// One of 10,000 test digits is 0.01 %: more decimals would say nothing.
const points = (value) => value.toFixed(2);
const percent = (value) => `${points(value)}\u00a0%`;

let digit = null;
let layer = DEFAULT;
let seed = 0;
let sequence = 0;
let drawn = null; // the newest answer
let experiment = null;

// --- sampling --------------------------------------------------------------------------------------------

const buttons = LAYERS.map((number) => {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => {
    layer = number;
    playground.setState({ layer: number === DEFAULT ? null : number });
    showSettings();
    ask();
  });
  return button;
});
find(".layers").append(...buttons);

const figures = Array.from({ length: COUNT }, () => {
  const figure = document.createElement("figure");
  figure.innerHTML = '<div class="picture" data-ink="reconstruction"><canvas role="img" data-role="drawn"></canvas></div><figcaption><b></b></figcaption>';
  return figure;
});
find(".drawn").append(...figures);

function showSettings() {
  buttons.forEach((button, index) => {
    button.textContent = words("layer.name", { layer: LAYERS[index] });
    button.setAttribute("aria-pressed", LAYERS[index] === layer);
  });
  find(".seed").textContent = words("seed", { seed });
}

// How many are read as which digit, the most frequent first: [[label, count], …].
function tally(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

function reading(labels) {
  const [[label, count], ...others] = tally(labels);
  if (others.length === 0) return words("read.all", { count, label });
  const rest = others.map(([other, times]) => words("read.other", { label: other, count: times })).join(", ");
  return words("read.some", { count, total: labels.length, label, rest });
}

const paint = playground.whileSeen(element, () => {
  if (!digit || !drawn) return;
  playground.paintGray(find('[data-role="digit"]'), digit.pixels, SIDE, SIDE);
  playground.paintGray(find('[data-role="mean"]'), playground.pixels(drawn.mean, PIXELS), SIDE, SIDE);
  figures.forEach((figure, index) => {
    const canvas = figure.querySelector("canvas");
    const label = drawn.labels[index];
    playground.paintGray(canvas, playground.pixels(drawn.pictures[index], PIXELS), SIDE, SIDE);
    canvas.dataset.sequence = drawn.sequence;
    canvas.setAttribute("aria-label", words("picture", { number: index + 1, label }));
    figure.dataset.label = label;
    figure.style.setProperty("--color", `var(--label-${label})`);
    figure.querySelector("b").textContent = label;
  });
  find(".reading").textContent = reading(drawn.labels);
});

function show() {
  find(".empty").hidden = digit !== null;
  find(".sampling").hidden = digit === null || drawn === null;
  find(".again button").disabled = digit === null;
  paint();
}

const send = playground.newest(server.sample, (answer) => {
  find(".problem").hidden = !answer.error;
  if (answer.error) {
    find(".problem").textContent = playground.text(`errors.${answer.error}`);
    return;
  }
  drawn = answer;
  show();
});

const ask = playground.whileSeen(element, () => {
  if (!digit) return;
  sequence += 1;
  send({ sequence, digit: digit.key, layer, count: COUNT, seed });
});

find(".again button").addEventListener("click", () => {
  seed += 1;
  showSettings();
  ask();
});
playground.onState((state) => {
  layer = LAYERS.includes(Number(state.layer)) ? Number(state.layer) : DEFAULT;
  showSettings();
  ask();
});
playground.onDigit((newest) => {
  digit = newest;
  show();
  ask();
});

// --- the experiment --------------------------------------------------------------------------------------

const arm = (name) => words(`arm.${name}`);
const overlapping = (one, other) => Math.abs(one.mean - other.mean) <= one.spread + other.spread;

function verdict(rows) {
  const [best, ...others] = [...rows].sort((one, other) => one.mean - other.mean);
  const gaps = others.map((other) =>
    words(overlapping(best, other) ? "gap.overlap" : "gap.apart", {
      arm: arm(other.arm),
      gap: points(other.mean - best.mean),
    }),
  );
  return words("wins", { arm: arm(best.arm), mean: percent(best.mean), gaps: gaps.join(", ") });
}

// Ticks at 1, 2 or 5 in some decade, four or five of them.
function ticks(least, most) {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find((size) => (most - least) / size <= 6) ?? 20;
  const places = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    value: (first + index) * step,
    text: ((first + index) * step).toFixed(places),
  }));
}

function mark(kind, at, title) {
  const node = document.createElement("i");
  node.className = kind;
  node.style.setProperty("--at", at);
  if (title) node.title = title;
  return node;
}

// The three arms that had the same labels share one axis; Vincent's figures belong to the full data.
function group(rows, most) {
  const labels = rows[0].labels;
  const vincent = labels === most ? experiment.vincent : {};
  const values = [...rows.flatMap((row) => [...row.errors, row.mean - row.spread, row.mean + row.spread]), ...Object.values(vincent)];
  const margin = (Math.max(...values) - Math.min(...values)) * 0.08 || 0.1;
  const [low, high] = [Math.min(...values) - margin, Math.max(...values) + margin];
  const share = (value) => (value - low) / (high - low);

  const node = document.createElement("section");
  node.dataset.labels = labels;
  const table = document.createElement("table");
  table.innerHTML = '<caption></caption><thead><tr><th scope="col"></th><td></td><th scope="col"></th><th scope="col"></th></tr></thead><tbody></tbody><tfoot aria-hidden="true"><tr><td></td><td><div class="axis"></div></td><td></td><td></td></tr></tfoot>';
  table.querySelector("caption").textContent = words("labels", { labels: playground.count(labels) });
  const [method, ours, theirs] = table.querySelectorAll("thead th");
  method.textContent = words("column.arm");
  ours.textContent = words("column.error");
  theirs.textContent = labels === most ? words("column.vincent") : "";
  for (const row of rows) {
    const line = document.createElement("tr");
    line.dataset.arm = row.arm;
    line.innerHTML = '<th scope="row"></th><td><div class="dots"></div></td><td class="number"></td><td class="number"></td>';
    const [, plot, error, other] = line.children;
    line.firstElementChild.textContent = arm(row.arm);
    const band = mark("spread", share(row.mean - row.spread));
    band.style.setProperty("--width", share(row.mean + row.spread) - share(row.mean - row.spread));
    plot.firstElementChild.append(
      band,
      mark("middle", share(row.mean)),
      ...row.errors.map((value) => mark("seed", share(value), percent(value))),
      ...(row.arm in vincent ? [mark("vincent", share(vincent[row.arm]), percent(vincent[row.arm]))] : []),
    );
    const mean = document.createElement("b");
    mean.textContent = percent(row.mean);
    const spread = document.createElement("small");
    spread.textContent = ` ± ${points(row.spread)}`;
    error.append(mean, spread);
    other.textContent = row.arm in vincent ? percent(vincent[row.arm]) : "";
    table.tBodies[0].append(line);
  }
  table.querySelector(".axis").append(
    ...ticks(low, high).map(({ value, text }) => {
      const tick = mark("tick", share(value));
      tick.textContent = `${text}\u00a0%`;
      return tick;
    }),
  );
  const sentence = document.createElement("p");
  sentence.className = "verdict";
  sentence.textContent = verdict(rows);
  node.append(table, sentence);
  return node;
}

function showExperiment() {
  find(".experiment").hidden = experiment === null;
  if (!experiment) return;
  const counts = [...new Set(experiment.rows.map(({ labels }) => labels))].sort((one, other) => one - other);
  const most = counts.at(-1);
  find(".groups").replaceChildren(...counts.map((count) => group(experiment.rows.filter(({ labels }) => labels === count), most)));
  const best = Math.min(...experiment.rows.filter(({ labels }) => labels === most).map(({ mean }) => mean));
  const chance = 1.96 * Math.sqrt(((best / 100) * (1 - best / 100)) / TEST_DIGITS) * 100;
  find(".chance").textContent = words("chance", {
    count: playground.count(TEST_DIGITS),
    error: percent(best),
    chance: points(chance),
  });
}

const askExperiment = playground.newest(server.experiment, (answer) => {
  if (answer.error) return;
  experiment = answer;
  showExperiment();
});

playground.onLanguage(() => {
  const width = playground.model(STACK)?.latent_dim ?? "?";
  find(".lead").textContent = words("lead", { width });
  find(".experiment-lead").textContent = words("experiment.lead", { width, count: playground.count(TEST_DIGITS) });
  showSettings();
  show();
  showExperiment();
});

const arrival = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  arrival.disconnect();
  askExperiment({});
}, { rootMargin: "400px" });
arrival.observe(element);
