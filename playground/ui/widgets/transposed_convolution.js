// Transposed convolution by hand. A transposed convolution lays one copy of its kernel into the output for
// every input cell, `stride` cells apart, and adds up where copies overlap. How often a cell is written depends
// on geometry alone, so it is counted here without any weight: that count is the checkerboard.
// Both axes are alike, so everything is counted along one axis and multiplied.

const SIZE_LIMITS = { input: [2, 5], kernel: [1, 5], stride: [1, 3], padding: [0, 2], outputPadding: [0, 2] };
const PRESETS = {
  uneven: { input: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1 },
  even: { input: 4, kernel: 4, stride: 2, padding: 1, outputPadding: 0 },
  tiles: { input: 4, kernel: 2, stride: 2, padding: 0, outputPadding: 0 },
  holes: { input: 4, kernel: 2, stride: 3, padding: 0, outputPadding: 0 },
};

function outputSize({ input, kernel, stride, padding, outputPadding }) {
  return (input - 1) * stride - 2 * padding + kernel + outputPadding;
}

// Why PyTorch refuses these settings, as the key of a sentence; null where it accepts them.
function problem(settings) {
  if (settings.outputPadding >= settings.stride) return "output_padding_too_large";
  if (outputSize(settings) < 1) return "nothing_left";
  return null;
}

// The output cells [first, last) that input cell `index` writes, cut off at the border.
function footprint(index, settings) {
  const start = index * settings.stride - settings.padding;
  const size = outputSize(settings);
  return [Math.min(Math.max(start, 0), size), Math.max(Math.min(start + settings.kernel, size), 0)];
}

// The input cells [first, last) that write output cell `index`: the footprint read backwards.
function writers(index, settings) {
  const first = Math.ceil((index + settings.padding - settings.kernel + 1) / settings.stride);
  const last = Math.floor((index + settings.padding) / settings.stride);
  return [Math.max(first, 0), Math.min(last + 1, settings.input)];
}

// The cells [first, last) of the resized picture that a convolution keeping the size reads for output cell `index`.
function readings(index, kernel, size) {
  const start = index - Math.floor((kernel - 1) / 2);
  return [Math.max(start, 0), Math.min(start + kernel, size)];
}

// Nearest-neighbour resizing: the cells [first, last) of the resized picture that repeat input cell `index`.
function copies(index, input, size) {
  return [Math.ceil((index * size) / input), Math.ceil(((index + 1) * size) / input)];
}

// The output cells [first, last) that read a copy of input cell `index`.
function reach(index, { input, kernel }, size) {
  const [first, last] = copies(index, input, size);
  if (first === last) return [0, 0]; // resizing to something smaller skips cells
  const before = Math.floor((kernel - 1) / 2);
  return [Math.max(first + before - kernel + 1, 0), Math.min(last + before, size)];
}

// The input cells [first, last) whose copies output cell `index` reads.
function sources(index, { input, kernel }, size) {
  const [first, last] = readings(index, kernel, size);
  return [Math.floor((first * input) / size), Math.floor(((last - 1) * input) / size) + 1];
}

const length = ([first, last]) => Math.max(0, last - first);
const range = (count) => Array.from({ length: count }, (_, index) => index);
const square = (axis) => axis.map((down) => axis.map((across) => down * across));

// How often each output cell is written, as rows.
function transposedCounts(settings) {
  return square(range(outputSize(settings)).map((index) => length(writers(index, settings))));
}

// How many products each output cell adds up when the picture is first resized to `size` and then convolved.
function resizeCounts(size, kernel) {
  return square(range(size).map((index) => length(readings(index, kernel, size))));
}

// How often cells far from any border are written: one value where the overlap is even.
function innerCounts({ kernel, stride }) {
  const fewest = Math.floor(kernel / stride);
  const axis = kernel % stride === 0 ? [fewest] : [fewest, fewest + 1];
  return [...new Set(axis.flatMap((down) => axis.map((across) => down * across)))].sort((a, b) => a - b);
}

playground.transposedConvolution = { outputSize, problem, transposedCounts, resizeCounts, innerCounts };

// --- the panel ---------------------------------------------------------------------------------------

const MOST_NUMBERED = 16; // cells along a side; more are too small to hold a number
const words = (key, values) => playground.text(`transposed.${key}`, values);
const all = (selector) => [...element.querySelectorAll(selector)];
const sameSettings = (one, other) => Object.keys(SIZE_LIMITS).every((name) => one[name] === other[name]);

let settings = { ...PRESETS.uneven };
let selected = { grid: "input", row: 1, column: 1 };
let pointed = null; // what the mouse is over; leaving brings `selected` back

const signed = (whole) => String(whole).replace("-", "−");

function times(count) {
  if (count === 0) return words("times.none");
  return count === 1 ? words("times.one") : words("times.many", { count });
}

function listed(counts) {
  if (counts.length === 1) return times(counts[0]);
  const head = counts.slice(0, -1).join(", ");
  return words("times.several", { head, last: counts.at(-1) });
}

function verdict() {
  const { kernel, stride, padding, outputPadding } = settings;
  const values = { kernel, stride, outputPadding, size: signed(outputSize(settings)), times: listed(innerCounts(settings)) };
  const refused = problem(settings);
  if (refused) return words(`verdict.${refused}`, values);
  let kind = "uneven";
  if (stride === 1) kind = "ordinary";
  else if (kernel === stride) kind = "tiles";
  else if (kernel % stride === 0) kind = "even";
  else if (kernel < stride) kind = "holes";
  const sentence = words(`verdict.${kind}`, values);
  const beyond = outputPadding - padding;
  return beyond > 0 ? `${sentence} ${words("verdict.beyond", { count: beyond })}` : sentence;
}

// One square of cells. It keeps its elements while its size stays, so that focus survives a slider.
class Cells {
  constructor(name) {
    this.name = name;
    this.figure = element.querySelector(`[data-grid="${name}"]`);
    this.host = this.figure.querySelector(".cells");
    this.frame = document.createElement("div");
    this.frame.className = "frame";
    this.size = 0;
    this.buttons = [];
    this.host.addEventListener("pointerover", (event) => this.point(event));
    this.host.addEventListener("pointerleave", () => this.leave());
    this.host.addEventListener("click", (event) => this.pick(event.target));
    this.host.addEventListener("focusin", (event) => this.pick(event.target));
    this.host.addEventListener("keydown", (event) => this.move(event));
  }

  place(target) {
    const index = this.buttons.indexOf(target);
    return index < 0 ? null : { grid: this.name, row: Math.floor(index / this.size), column: index % this.size };
  }

  point(event) {
    if (event.pointerType !== "mouse") return;
    pointed = this.place(event.target);
    light();
  }

  leave() {
    pointed = null;
    light();
  }

  pick(target) {
    const place = this.place(target);
    if (!place) return;
    selected = place;
    light();
  }

  move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const place = this.place(event.target);
    if (!place || !steps[event.key]) return;
    event.preventDefault();
    pointed = null;
    const [down, across] = steps[event.key];
    const row = Math.min(Math.max(place.row + down, 0), this.size - 1);
    const column = Math.min(Math.max(place.column + across, 0), this.size - 1);
    this.buttons[row * this.size + column].focus();
  }

  resize(size) {
    if (size === this.size) return;
    this.size = size;
    this.host.style.setProperty("--size", size);
    this.host.dataset.numbered = size <= MOST_NUMBERED;
    this.buttons = range(size * size).map((index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.style.gridArea = `${Math.floor(index / size) + 1} / ${(index % size) + 1}`;
      return button;
    });
    this.host.replaceChildren(...this.buttons, this.frame);
  }

  show(size, counts) {
    this.resize(size);
    if (!counts) return;
    const flat = counts.flat();
    const most = Math.max(...flat, 1);
    this.buttons.forEach((button, index) => {
      const share = flat[index] / most;
      button.textContent = flat[index];
      button.dataset.count = flat[index];
      button.dataset.dark = share > 0.8;
      button.style.setProperty("--share", share);
    });
  }

  label(describe) {
    this.buttons.forEach((button, index) => {
      button.setAttribute("aria-label", describe(Math.floor(index / this.size), index % this.size));
    });
  }

  // Light the rectangle rows x columns, each [first, last); nothing when either is empty.
  light(rows, columns) {
    const lit = rows && length(rows) > 0 && length(columns) > 0;
    this.frame.hidden = !lit;
    if (lit) this.frame.style.gridArea = `${rows[0] + 1} / ${columns[0] + 1} / ${rows[1] + 1} / ${columns[1] + 1}`;
    this.buttons.forEach((button, index) => {
      const row = Math.floor(index / this.size);
      const column = index % this.size;
      const inside = lit && row >= rows[0] && row < rows[1] && column >= columns[0] && column < columns[1];
      button.toggleAttribute("data-lit", Boolean(inside));
    });
  }

  // One cell of the grid is reached by Tab; arrow keys go on from there.
  openTo(row, column) {
    this.buttons.forEach((button, index) => {
      button.tabIndex = index === row * this.size + column ? 0 : -1;
    });
  }
}

const grids = { input: new Cells("input"), transposed: new Cells("transposed"), resize: new Cells("resize") };

function describe(grid, row, column) {
  const place = { row: row + 1, column: column + 1 };
  if (grid === "input") {
    const size = outputSize(settings);
    const written = length(footprint(row, settings)) * length(footprint(column, settings));
    const reached = length(reach(row, settings, size)) * length(reach(column, settings, size));
    return words("cell.input", { ...place, written, reached });
  }
  const count = Number(grids[grid].buttons[row * grids[grid].size + column].dataset.count);
  return words(`cell.${grid}`, { ...place, count, times: times(count) });
}

function light() {
  const usable = problem(settings) === null;
  const { grid, row, column } = pointed ?? selected;
  const size = outputSize(settings);
  const both = (along) => [along(row), along(column)];
  const cell = both((index) => [index, index + 1]);
  const none = [null, null];
  const lit = { input: none, transposed: none, resize: none };
  if (usable && grid === "input") {
    lit.input = cell;
    lit.transposed = both((index) => footprint(index, settings));
    lit.resize = both((index) => reach(index, settings, size));
  } else if (usable && grid === "transposed") {
    lit.input = both((index) => writers(index, settings));
    lit.transposed = cell;
  } else if (usable) {
    lit.input = both((index) => sources(index, settings, size));
    lit.resize = both((index) => readings(index, settings.kernel, size));
  }
  for (const [name, cells] of Object.entries(grids)) {
    cells.light(...lit[name]);
    cells.openTo(...(selected.grid === name ? [selected.row, selected.column] : [0, 0]));
  }
  element.querySelector(".selection").textContent = usable ? describe(grid, row, column) : "";
}

function show() {
  const size = outputSize(settings);
  const refused = problem(settings);
  const panel = element.querySelector(".panel");
  panel.dataset.problem = refused ?? "";
  for (const slider of all("input[type=range]")) slider.value = settings[slider.name];
  for (const place of all("[data-value]")) {
    place.textContent = place.dataset.value === "size" ? signed(size) : settings[place.dataset.value];
  }
  const shape = { input: settings.input, size };
  for (const place of all("[data-shape]")) {
    const side = shape[place.dataset.shape];
    place.textContent = refused && place.dataset.shape === "size" ? "" : `${side} × ${side}`;
  }
  for (const button of all("[data-preset]")) {
    button.setAttribute("aria-pressed", sameSettings(PRESETS[button.dataset.preset], settings));
  }
  element.querySelector(".verdict").textContent = verdict();

  grids.input.show(settings.input);
  grids.transposed.show(refused ? 0 : size, refused ? [] : transposedCounts(settings));
  grids.resize.show(refused ? 0 : size, refused ? [] : resizeCounts(size, settings.kernel));
  pointed = null;
  const limit = grids[selected.grid].size - 1;
  if (limit < 0) selected = { grid: "input", row: 0, column: 0 };
  else selected = { ...selected, row: Math.min(selected.row, limit), column: Math.min(selected.column, limit) };
  for (const [name, cells] of Object.entries(grids)) cells.label((row, column) => describe(name, row, column));
  light();
}

function change(patch) {
  settings = { ...settings, ...patch };
  const usual = sameSettings(settings, PRESETS.uneven);
  playground.setState({ transposed: usual ? null : Object.keys(SIZE_LIMITS).map((name) => settings[name]).join("-") });
  show();
}

// The settings that a link carries, "4-3-2-1-1"; anything else is ignored.
function restore(state) {
  const names = Object.keys(SIZE_LIMITS);
  const numbers = (state.transposed ?? "").split("-").map(Number);
  const within = names.every((name, index) => {
    const [least, most] = SIZE_LIMITS[name];
    return Number.isInteger(numbers[index]) && numbers[index] >= least && numbers[index] <= most;
  });
  if (!within || numbers.length !== names.length) return;
  settings = Object.fromEntries(names.map((name, index) => [name, numbers[index]]));
  show();
}

for (const slider of all("input[type=range]")) {
  [slider.min, slider.max] = SIZE_LIMITS[slider.name];
  slider.addEventListener("input", () => change({ [slider.name]: Number(slider.value) }));
}
for (const button of all("[data-preset]")) {
  button.addEventListener("click", () => change(PRESETS[button.dataset.preset]));
}
playground.onLanguage(show);
playground.onState(restore);
