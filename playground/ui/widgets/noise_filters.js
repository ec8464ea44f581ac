// The weights of the first layer as pictures. All three networks are fetched when the panel comes into view, so that
// the slider answers at once; what a filter says to the current digit is asked for with every digit.

const MODELS = ["mnist-filters-0", "mnist-filters-25", "mnist-filters-50"];
const PERCENT = [0, 25, 50]; // of the pixels that were masked in training
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const ROWS = 8; // that are shown before all are asked for
const words = (key, values) => playground.text(`noise_filters.${key}`, values);
const find = (selector) => element.querySelector(selector);
const grid = find(".grid");
const slider = find("input[type=range]");
const enlarged = find('[data-role="enlarged"]');

const kernels = new Map(); // by model, the weights unpacked
const answers = new Map(); // by model, the responses to the current digit
let chosen = 0; // which of MODELS
let order = "edges";
let all = false;
let digit = null;
let sequence = 0;
let selected = 0; // a filter, in the order of the kernels
let pointed = null; // the one under the mouse; leaving brings `selected` back
let cells = [];

const model = () => MODELS[chosen];
const current = () => kernels.get(model());
const responses = () => (digit ? answers.get(model()) : undefined);

// --- which filters, in which order -----------------------------------------------------------------------

function columns() {
  return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
}

function sorted() {
  const filters = Array.from({ length: current().count }, (_, filter) => filter);
  const said = responses();
  if (order === "responses" && said) filters.sort((one, other) => said[other] - said[one]);
  return filters;
}

// A part of them must not be the best part: from edge-like to noise-like it takes one filter in every few. The
// strongest responses are simply the first.
function shown() {
  const filters = sorted();
  const room = Math.min(filters.length, ROWS * columns());
  if (all || room === filters.length) return filters;
  if (order === "responses" && responses()) return filters.slice(0, room);
  return Array.from({ length: room }, (_, place) => filters[Math.round((place * (filters.length - 1)) / (room - 1))]);
}

// --- the grid --------------------------------------------------------------------------------------------

function build(count) {
  if (cells.length === count) return;
  cells = Array.from({ length: count }, (_, place) => {
    if (cells[place]) return cells[place];
    const cell = document.createElement("div");
    cell.className = "filter";
    cell.setAttribute("role", "option");
    cell.innerHTML = '<div class="picture" data-ink="error"><canvas></canvas></div><span class="response" aria-hidden="true"><i></i></span>';
    return cell;
  });
  grid.replaceChildren(...cells);
}

function weights(filter) {
  const { values } = current();
  return values.subarray(filter * PIXELS, (filter + 1) * PIXELS);
}

const SILENT = 0.0005; // a response that rounds to nothing
const response = (value) => (value < SILENT ? "< 0.001" : playground.number(value));
const strongest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function describe(filter) {
  const { concentration, count } = current();
  const said = responses();
  return words(said ? "filter.responding" : "filter.quiet", {
    filter: filter + 1,
    count,
    concentration: playground.number(concentration[filter]),
    response: said ? response(said[filter]) : "",
  });
}

function paintGrid() {
  const filters = shown();
  const { concentration } = current();
  build(filters.length);
  if (!filters.includes(selected)) selected = filters[0];
  cells.forEach((cell, place) => {
    const filter = filters[place];
    const values = weights(filter);
    playground.paintDiverging(cell.querySelector("canvas"), values, SIDE, SIDE, strongest(values));
    cell.dataset.filter = filter;
    cell.dataset.concentration = concentration[filter];
  });
  grid.dataset.model = model();
}

function showResponses() {
  const said = responses();
  grid.classList.toggle("responding", Boolean(said));
  for (const cell of cells) {
    const filter = Number(cell.dataset.filter);
    if (said) {
      cell.dataset.response = said[filter];
      cell.style.setProperty("--response", said[filter]);
    } else delete cell.dataset.response;
    cell.setAttribute("aria-label", describe(filter));
  }
}

function showDetail() {
  const filter = pointed ?? selected;
  const { concentration, count } = current();
  const said = responses();
  const values = weights(filter);
  playground.paintDiverging(enlarged, values, SIDE, SIDE, strongest(values));
  find(".detail").dataset.filter = filter;
  find(".detail h4").textContent = words("detail.title", { filter: filter + 1, count });
  find('[data-value="concentration"]').textContent = playground.number(concentration[filter]);
  find('[data-value="response"]').textContent = said ? response(said[filter]) : "–";
  find('[data-value="bound"]').textContent = `± ${playground.number(strongest(values) * current().bound)}`;
  for (const cell of cells) {
    const mine = Number(cell.dataset.filter);
    cell.tabIndex = mine === selected ? 0 : -1;
    cell.setAttribute("aria-selected", mine === selected);
  }
}

// --- one number for all of them --------------------------------------------------------------------------

// A network a row, from 0 to 1: every filter as a stroke, their mean as a dot.
const rows = MODELS.map((name, stop) => {
  const row = document.createElement("div");
  row.className = "row";
  row.dataset.model = name;
  row.innerHTML = '<span class="number percent"></span><div class="track"><svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><path></path></svg><i></i></div><b class="number"></b>';
  row.querySelector(".percent").textContent = `${PERCENT[stop]}\u00a0%`;
  return row;
});
find(".rows").append(...rows);

function trend() {
  const means = MODELS.map((name) => kernels.get(name)?.mean_concentration);
  if (means.some((mean) => mean === undefined)) return "";
  const rising = means.every((mean, index) => index === 0 || mean > means[index - 1]);
  const falling = means.every((mean, index) => index === 0 || mean < means[index - 1]);
  if (rising) return words("trend.rising");
  return words(falling ? "trend.falling" : "trend.mixed");
}

function showConcentration() {
  const { mean_concentration: mean, noise_concentration: noise } = current();
  find(".scale").style.setProperty("--noise", noise);
  find(".noise span").textContent = words("white_noise", { value: playground.number(noise) });
  rows.forEach((row, stop) => {
    const known = kernels.get(MODELS[stop]);
    row.classList.toggle("now", stop === chosen);
    row.querySelector("i").hidden = !known;
    if (!known) return;
    row.dataset.mean = known.mean_concentration;
    row.style.setProperty("--mean", known.mean_concentration);
    row.querySelector("path").setAttribute("d", known.concentration.map((share) => `M${(1000 * share).toFixed(1)} 0V10`).join(""));
    row.querySelector("b").textContent = playground.number(known.mean_concentration);
  });
  const values = { percent: PERCENT[chosen], mean: playground.number(mean), times: playground.number(mean / noise) };
  find(".mean").textContent = `${words("mean", values)} ${trend()}`;
}

// --- all of it -------------------------------------------------------------------------------------------

function showSettings() {
  find(".lead").textContent = words("lead", { count: playground.model(model())?.latent_dim ?? "?" });
  slider.value = chosen;
  slider.setAttribute("aria-valuetext", `${PERCENT[chosen]} %`);
  find(".masking output").textContent = `${PERCENT[chosen]}\u00a0%`;
  find(".stops").replaceChildren(
    ...PERCENT.map((percent) => Object.assign(document.createElement("span"), { textContent: `${percent}\u00a0%` })),
  );
  for (const button of element.querySelectorAll("[data-order]")) {
    button.setAttribute("aria-pressed", button.dataset.order === (digit ? order : "edges"));
    button.disabled = !digit && button.dataset.order === "responses";
  }
}

function showFooter() {
  const { count } = current();
  const values = { shown: cells.length, count };
  const part = cells.length < count;
  const byResponse = order === "responses" && responses();
  let key = "shown.all";
  if (part) key = byResponse ? "shown.strongest" : "shown.sample";
  find(".shown").textContent = words(key, values);
  const more = find(".more");
  more.hidden = !all && !part;
  more.textContent = all ? words("more.fewer") : words("more.all", values);
  more.setAttribute("aria-expanded", all);
}

const paint = playground.whileSeen(element, () => {
  showSettings();
  if (!current()) return;
  paintGrid();
  showResponses();
  showDetail();
  showConcentration();
  showFooter();
});

// While the digit changes and the order does not, the pictures stay: only what they say is written again.
const follow = playground.whileSeen(element, () => {
  if (!current()) return;
  showSettings();
  if (order === "responses") paint();
  else {
    showResponses();
    showDetail();
  }
});

const askResponses = playground.newest(server.responses, (answer, request) => {
  if (answer.error || request.digit !== digit?.key) return; // of a digit that is no longer there
  answers.set(answer.model, answer.responses);
  follow();
});

const ask = playground.whileSeen(element, () => {
  if (!digit || answers.has(model())) return;
  sequence += 1;
  askResponses({ sequence, digit: digit.key, model: model() });
});

const askKernels = playground.newest(server.kernels, (answer) => {
  find(".problem").hidden = !answer.error;
  if (answer.error) {
    find(".problem").textContent = playground.text(`errors.${answer.error}`);
    return;
  }
  const values = Float32Array.from(playground.pixels(answer.pixels), (byte) => (byte - 128) / 127);
  kernels.set(answer.model, { ...answer, values });
  paint();
  fetchKernels();
});

// One after the other, the one that is looked at first.
function fetchKernels() {
  const missing = [model(), ...MODELS].find((name) => !kernels.has(name));
  if (missing) askKernels({ model: missing });
}

// --- hands -----------------------------------------------------------------------------------------------

function choose(stop) {
  chosen = stop;
  pointed = null;
  paint();
  ask();
}

slider.addEventListener("input", () => {
  choose(Number(slider.value));
  playground.setState({ masking: chosen === 0 ? null : PERCENT[chosen] });
});
for (const button of element.querySelectorAll("[data-order]")) {
  button.addEventListener("click", () => {
    order = button.dataset.order;
    paint();
  });
}
find(".more").addEventListener("click", () => {
  all = !all;
  paint();
});

const filterOf = (target) => {
  const cell = target.closest?.(".filter");
  return cell ? Number(cell.dataset.filter) : null;
};
function select(target) {
  const filter = filterOf(target);
  if (filter === null) return;
  selected = filter;
  showDetail();
}
grid.addEventListener("click", (event) => select(event.target));
grid.addEventListener("focusin", (event) => select(event.target));
grid.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  pointed = filterOf(event.target);
  showDetail();
});
grid.addEventListener("pointerleave", () => {
  pointed = null;
  if (current()) showDetail();
});
grid.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns() };
  const place = cells.indexOf(event.target.closest(".filter"));
  const next = cells[place + steps[event.key]];
  if (place < 0 || !next) return;
  event.preventDefault();
  pointed = null;
  next.focus();
});

playground.onState((state) => {
  choose(Math.max(0, PERCENT.indexOf(Number(state.masking ?? 0))));
});
playground.onDigit((newest) => {
  answers.clear();
  digit = newest;
  follow();
  ask();
});
playground.onLanguage(paint);
playground.onTheme(paint);
new ResizeObserver(() => {
  if (current() && !all && cells.length !== ROWS * columns()) paint();
}).observe(grid);

// Nobody waits for what nobody sees: the weights are fetched when the panel comes near.
const arrival = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  arrival.disconnect();
  fetchKernels();
}, { rootMargin: "400px" });
arrival.observe(element);
