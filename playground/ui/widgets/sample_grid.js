// The samples as one sheet of crisp digits, one of them picked by pointer or keys, and saved as picture or numbers.

const SIDE = 28;
const LARGEST_ZOOM = 6;
const TALLEST = 640; // css pixels of a sheet that is laid out freely
const SAVED_ZOOM = 4;
const LINE = 44; // gray value between two digits of a sheet
const LATTICES = ["manifold", "flower"]; // drawn without lines, as one picture
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample.grid.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const room = find(".room");
const board = find(".board");
const canvas = board.querySelector("canvas");
const cursor = find(".cursor");

let sequence = 0;
let layout = null; // {columns, rows, cell (sheet pixels), zoom (css pixels of one)}

// --- where each digit is -----------------------------------------------------------------------------------

// As many columns as fit, or a few less if that leaves no gap in the last row.
function wholeRows(count, most) {
  if (count <= most) return count;
  for (let columns = most; columns >= 0.75 * most; columns--) if (count % columns === 0) return columns;
  return most;
}

// The largest whole zoom at which a sheet fits; lattices on a small screen are crisp in the screen's own pixels.
function arrange(samples, width) {
  const lattice = LATTICES.includes(samples.view);
  const cell = SIDE + (lattice ? 0 : 1);
  const fitting = (zoom, columns) => columns * cell * zoom <= width + zoom;
  if (samples.columns !== null) {
    const { columns } = samples;
    let zoom = LARGEST_ZOOM;
    while (zoom > 1 && !(fitting(zoom, columns) && columns * cell * zoom <= TALLEST)) zoom -= 1;
    if (!fitting(zoom, columns)) {
      const ratio = window.devicePixelRatio || 1;
      zoom = Math.max(1, Math.floor((width * ratio) / (columns * cell))) / ratio;
    }
    return { columns, rows: samples.count / columns, cell, zoom, lattice };
  }
  let zoom = LARGEST_ZOOM;
  const columnsAt = (size) => wholeRows(samples.count, Math.max(1, Math.floor((width + size) / (cell * size))));
  const rowsAt = (size) => Math.ceil(samples.count / columnsAt(size));
  while (zoom > 1 && (!fitting(zoom, columnsAt(zoom)) || rowsAt(zoom) * cell * zoom > TALLEST)) zoom -= 1;
  return { columns: columnsAt(zoom), rows: rowsAt(zoom), cell, zoom, lattice };
}

const placeOf = (index) => [index % layout.columns, Math.floor(index / layout.columns)];

// --- painting ----------------------------------------------------------------------------------------------

// The colours of dark mode whatever the light: digits always stand on black.
function labelColours() {
  const probe = document.createElement("i");
  probe.className = "dark";
  element.append(probe);
  const style = getComputedStyle(probe);
  const colours = Array.from({ length: 10 }, (_, label) => {
    const hex = style.getPropertyValue(`--label-${label}`).trim();
    return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  });
  probe.remove();
  return colours;
}

// Every petal in its label's colour, fading to gray where the prior has no mass; null where a digit is simply white.
function tints(samples) {
  if (!samples.petals) return null;
  const colours = labelColours();
  const [petals, density] = [playground.pixels(samples.petals), playground.pixels(samples.density)];
  return (index) => {
    const share = (density[index] / 255) ** 0.35;
    return colours[petals[index]].map((channel) => 0.35 * (1 - share) + share * channel);
  };
}

function paintSheet(samples) {
  const { columns, rows, cell, lattice } = layout;
  const [width, height] = lattice ? [columns * cell, rows * cell] : [columns * cell - 1, rows * cell - 1];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.fillStyle = `rgb(${LINE} ${LINE} ${LINE})`;
  context.fillRect(0, 0, width, height);
  const tint = tints(samples);
  const image = context.createImageData(SIDE, SIDE);
  for (let index = 0; index < columns * rows; index++) {
    const [column, row] = placeOf(index);
    const digit = index < samples.count ? sampling.picture(index) : null;
    const colour = tint?.(index) ?? [1, 1, 1];
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const gray = digit ? digit[pixel] : LINE;
      for (let channel = 0; channel < 3; channel++) image.data[4 * pixel + channel] = gray * colour[channel];
      image.data[4 * pixel + 3] = 255;
    }
    context.putImageData(image, column * cell, row * cell);
  }
  board.style.width = `${width * layout.zoom}px`;
  board.style.height = `${height * layout.zoom}px`;
  board.dataset.ink = tint ? "coloured" : "reconstruction";
}

// The labels along a side of the views that vary them.
function paintHeads(samples) {
  const size = `${layout.cell * layout.zoom}px`;
  for (const [node, view] of [[find(".across"), "styles"], [find(".down"), "labels"]]) {
    node.hidden = samples.view !== view;
    node.style.setProperty("--cell", size);
    node.replaceChildren(
      ...Array.from({ length: 10 }, (_, label) => {
        const head = document.createElement("b");
        head.textContent = label;
        head.style.color = `var(--label-${label})`;
        return head;
      }),
    );
  }
}

function paintPicked() {
  const { samples, picked } = sampling;
  if (!samples || !layout) return;
  const [column, row] = placeOf(picked);
  const { cell, zoom } = layout;
  Object.assign(cursor.style, {
    left: `${column * cell * zoom}px`,
    top: `${row * cell * zoom}px`,
    width: `${SIDE * zoom}px`,
    height: `${SIDE * zoom}px`,
  });
  panel.dataset.picked = picked;
  const name = words("name", { number: picked + 1, count: samples.count });
  const label = sampling.label(picked);
  const judged = sampling.judged?.sequence === samples.sequence ? sampling.judged : null;
  find(".picked .name").textContent = name;
  find(".told").textContent = label === null ? "" : words(samples.conditional ? "told" : "petal", { label });
  find(".read").textContent = judged
    ? words("read", { label: judged.labels[picked], share: playground.number((100 * judged.confidences[picked]) / 255) })
    : "";
  canvas.setAttribute("aria-label", name);
  const small = find(".picked .picture canvas");
  playground.paintGray(small, sampling.picture(picked), SIDE, SIDE);
  small.setAttribute("aria-label", name);
  const code = sampling.code(picked);
  playground.paintCode(find(".code"), code, Math.max(3, ...code.map(Math.abs)));
  find(".norm").textContent = words("norm", { norm: playground.number(Math.hypot(...code)), size: code.length });
}

function drawnFrom({ view, prior, temperature, latent_dim: size }) {
  if (view === "flower") return words("plane");
  return words(`prior.${view === "manifold" ? view : prior}`, { temperature, size });
}

function say() {
  const { samples } = sampling;
  find("#sample-grid-title").textContent = words("title", {
    count: playground.count(samples?.count ?? sampling.settings.count),
    model: playground.model(samples?.model ?? sampling.settings.model)?.title ?? "",
  });
  find(".prior").textContent = samples ? drawnFrom(samples) : "";
  find(".notice").hidden = samples?.prior !== "matched";
  find(".notice").textContent = words("not_generative");
}

const paint = playground.whileSeen(element, () => {
  const { samples } = sampling;
  if (!samples || room.clientWidth === 0) return;
  const heads = samples.view === "labels" ? 24 : 0; // css pixels of the labels on the left
  layout = arrange(samples, room.clientWidth - heads);
  paintSheet(samples);
  paintHeads(samples);
  paintPicked();
  panel.dataset.model = samples.model;
  panel.dataset.count = samples.count;
  panel.dataset.columns = layout.columns;
  panel.dataset.seed = samples.seed ?? "";
  canvas.dataset.sequence = samples.sequence; // last: what is read after it is painted
});

// --- asking ------------------------------------------------------------------------------------------------

const send = playground.newest(
  async (request) => playground.inflated(await server.draw(request), ["pixels"]),
  (answer) => {
    if (!playground.tell(find(".problem"), answer)) sampling.answer(answer);
  },
);

function ask() {
  if (!playground.isOpen(element)) return;
  sequence += 1;
  panel.dataset.sequence = sequence;
  const { model, view, count, seed, temperature, label } = sampling.settings;
  send({ sequence, model, view, count, seed, temperature, label });
}

// --- picking -----------------------------------------------------------------------------------------------

function pickAt(event) {
  const box = canvas.getBoundingClientRect();
  const size = layout.cell * layout.zoom;
  const column = Math.floor((event.clientX - box.left) / size);
  const row = Math.floor((event.clientY - box.top) / size);
  const index = row * layout.columns + column;
  if (column < 0 || column >= layout.columns || row < 0 || index >= sampling.samples.count) return;
  if (index !== sampling.picked) sampling.pick(index);
}

canvas.addEventListener("pointerdown", (event) => {
  if (!layout || event.button > 0) return;
  canvas.setPointerCapture(event.pointerId);
  pickAt(event);
});
canvas.addEventListener("pointermove", (event) => {
  if (canvas.hasPointerCapture(event.pointerId)) pickAt(event);
});
canvas.addEventListener("keydown", (event) => {
  if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
  const { columns } = layout;
  const last = sampling.samples.count - 1;
  const goals = {
    ArrowLeft: sampling.picked - 1,
    ArrowRight: sampling.picked + 1,
    ArrowUp: sampling.picked - columns,
    ArrowDown: sampling.picked + columns,
    Home: 0,
    End: last,
  };
  if (!(event.key in goals)) return;
  event.preventDefault();
  const goal = goals[event.key];
  if (goal >= 0 && goal <= last && goal !== sampling.picked) sampling.pick(goal);
});

// --- saving ------------------------------------------------------------------------------------------------

function fileName(kind) {
  const { model, view, seed, temperature, count } = sampling.samples;
  const how = seed === null ? view : `seed-${seed}-temperature-${temperature}`;
  return `${model}-${how}-${count}.${kind}`;
}

const digits = (value) => Number(value.toPrecision(9)); // what a float32 needs to come back the same

function origin() {
  const { model, sha256, view, prior, seed, temperature } = sampling.samples;
  return { model, sha256, view, prior, seed, temperature };
}

function asJson() {
  const { samples } = sampling;
  const rows = Array.from({ length: samples.count }, (_, index) => ({
    number: index + 1,
    label: sampling.label(index),
    code: Array.from(sampling.code(index), digits),
  }));
  return JSON.stringify({ ...origin(), latent_dim: samples.latent_dim, samples: rows }, null, 1);
}

function asCsv() {
  const { samples } = sampling;
  const from = origin();
  const names = [...Object.keys(from), "number", "label", ...Array.from({ length: samples.latent_dim }, (_, at) => `z${at + 1}`)];
  const rows = Array.from({ length: samples.count }, (_, index) =>
    [...Object.values(from), index + 1, sampling.label(index), ...Array.from(sampling.code(index), digits)].map((value) => value ?? ""),
  );
  return [names, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function asPicture() {
  const enlarged = document.createElement("canvas");
  enlarged.width = canvas.width * SAVED_ZOOM;
  enlarged.height = canvas.height * SAVED_ZOOM;
  const context = enlarged.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, enlarged.width, enlarged.height);
  return new Promise((resolve) => enlarged.toBlob(resolve, "image/png"));
}

const savers = {
  png: asPicture,
  json: () => new Blob([asJson()], { type: "application/json" }),
  csv: () => new Blob([asCsv()], { type: "text/csv" }),
};
for (const button of element.querySelectorAll("[data-save]")) {
  button.addEventListener("click", async () => {
    const kind = button.dataset.save;
    if (layout) playground.download(await savers[kind](), fileName(kind));
  });
}

// --- the rest of the page ----------------------------------------------------------------------------------

sampling.onSettings(ask);
playground.onTab(ask);
sampling.onSamples(() => {
  say();
  paint();
});
sampling.onPick(paintPicked);
sampling.onJudged(paintPicked);
playground.onTheme(paint);
playground.onLanguage(() => {
  say();
  paintPicked();
});
new ResizeObserver(paint).observe(room);
