// The plane of a model with two numbers. Behind, the pictures that a lattice of codes decodes to; before them, where
// the test digits lie; and a cursor that decodes wherever it is put.

const SIDE = 28;
const MOST = 20; // pictures in a row of the lattice
const LABELS = 10;
const NAMED = 25; // one point in so many is written as its digit
const MARGIN = 0.06; // of the range, around the percentiles
const STEP = { plain: 0.02, shift: 0.1 }; // of the range, by an arrow key
const OUTLINE = 64; // corners of a petal's outline
const words = (key, values) => playground.text(`latent.plane.${key}`, values);
const find = (selector) => element.querySelector(selector);
const plane = find(".plane");
const surface = find(".surface");
const lattice = find(".lattice");
const points = find(".points");
const cursor = find(".cursor");
const begun = find(".begun");
const problem = find(".problem");

let shown = null; // the model whose plane it is
let found = null; // its test digits: {codes, labels, petals}
let frame = null; // {low: [x, y], high: [x, y]}: what the plane shows
let across = 0; // pictures in a row
let single = null; // the one label whose points are shown, or null

const is2d = (latent) => latent.space?.latent_dim === 2;

// --- places ----------------------------------------------------------------------------------------------

/* From a code to shares of the plane, from left and from top. */
const place = ([x, y]) => [
  (x - frame.low[0]) / (frame.high[0] - frame.low[0]),
  1 - (y - frame.low[1]) / (frame.high[1] - frame.low[1]),
];
const codeAt = (left, top) =>
  [left, 1 - top].map((share, axis) => frame.low[axis] + share * (frame.high[axis] - frame.low[axis]));

function frameOf({ codes, petals }) {
  if (petals) {
    const reach = Math.max(...petals.map(({ centre, along }) => Math.hypot(...centre) + 3 * along));
    return { low: [-reach, -reach], high: [reach, reach] };
  }
  const ranges = [0, 1].map((axis) => {
    const values = codes.filter((_, at) => at % 2 === axis).sort();
    const [low, high] = [0.005, 0.995].map((share) => values[Math.round(share * (values.length - 1))]);
    return { low: low - MARGIN * (high - low), high: high + MARGIN * (high - low) };
  });
  return { low: ranges.map(({ low }) => low), high: ranges.map(({ high }) => high) };
}

// --- the lattice -----------------------------------------------------------------------------------------

const paintLattice = playground.whileSeen(element, async () => {
  const { space, decoder, label } = playground.latent;
  if (!frame || across < 2 || shown !== space.model || !playground.isOpen(element)) return;
  const count = across;
  const codes = new Float32Array(2 * count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      codes.set(codeAt((column + 0.5) / count, (row + 0.5) / count), 2 * (row * count + column));
    }
  }
  const pixels = await decoder.pictures(codes, label);
  if (shown !== space.model || count !== across) return;
  const width = count * SIDE;
  const sheet = new Uint8ClampedArray(width * width);
  for (let cell = 0; cell < count * count; cell++) {
    const corner = Math.floor(cell / count) * SIDE * width + (cell % count) * SIDE;
    for (let y = 0; y < SIDE; y++) {
      const at = (cell * SIDE + y) * SIDE;
      sheet.set(pixels.subarray(at, at + SIDE), corner + y * width);
    }
  }
  playground.paintGray(lattice, sheet, width, width);
  lattice.dataset.across = count;
});

// --- the test digits -------------------------------------------------------------------------------------

const labelColours = () => {
  const style = getComputedStyle(element);
  return Array.from({ length: LABELS }, (_, label) => style.getPropertyValue(`--label-${label}`).trim());
};

function paintPoints() {
  if (!found || !frame) return;
  const size = Math.round(points.clientWidth * Math.max(1, window.devicePixelRatio || 1));
  if (size === 0) return;
  points.width = points.height = size;
  const context = points.getContext("2d");
  const scale = size / points.clientWidth;
  const colours = labelColours();
  const ground = getComputedStyle(element).getPropertyValue("--surface").trim();
  const at = (code) => place(code).map((share) => share * size);
  const wanted = (label) => single === null || single === label;
  const code = (index) => [found.codes[2 * index], found.codes[2 * index + 1]];

  const radius = 1.2 * scale;
  context.globalAlpha = 0.7;
  for (let index = 0; index < found.labels.length; index++) {
    if (!wanted(found.labels[index])) continue;
    const [x, y] = at(code(index));
    context.fillStyle = colours[found.labels[index]];
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
  context.globalAlpha = 1;
  context.font = `700 ${12 * scale}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3 * scale;
  context.lineJoin = "round";
  context.strokeStyle = ground;
  const write = (label, [x, y]) => {
    context.strokeText(label, x, y);
    context.fillStyle = colours[label];
    context.fillText(label, x, y);
  };
  for (let index = 0; index < found.labels.length; index += NAMED) {
    if (wanted(found.labels[index])) write(found.labels[index], at(code(index)));
  }
  found.petals?.forEach((petal, label) => {
    context.lineWidth = 2 * scale;
    context.strokeStyle = colours[label];
    context.beginPath();
    for (let corner = 0; corner <= OUTLINE; corner++) context.lineTo(...at(onPetal(petal, (2 * Math.PI * corner) / OUTLINE)));
    context.stroke();
    context.lineWidth = 3 * scale;
    context.strokeStyle = ground;
    context.font = `700 ${17 * scale}px system-ui, sans-serif`;
    write(label, at(onPetal({ ...petal, along: 1.25 * petal.along }, 0)));
  });
}

/* A point of a petal's outline, two standard deviations from its centre. */
function onPetal({ centre, along, across: width, angle }, turn) {
  const [u, v] = [2 * along * Math.cos(turn), 2 * width * Math.sin(turn)];
  return [centre[0] + u * Math.cos(angle) - v * Math.sin(angle), centre[1] + u * Math.sin(angle) + v * Math.cos(angle)];
}

// --- the cursor ------------------------------------------------------------------------------------------

const percent = (share) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(3)}%`;

function showCursor({ code }) {
  if (!frame) return;
  const [left, top] = place(code);
  cursor.hidden = false;
  Object.assign(cursor.style, { left: percent(left), top: percent(top) });
  find(".where").textContent = `z = (${[...code].map((value) => playground.number(value)).join(", ")})`;
}

function showStart({ start }) {
  if (!frame) return;
  const [left, top] = place(start.code);
  const size = (axis) => (start.std ? (2 * start.std[axis]) / (frame.high[axis] - frame.low[axis]) : 0);
  begun.hidden = start.std === null;
  Object.assign(begun.style, { left: percent(left), top: percent(top), width: percent(size(0)), height: percent(size(1)) });
}

const go = (code) => playground.setLatent({ code: Float32Array.from(code) });

let pressed = null;
const follow = (event) => {
  const box = surface.getBoundingClientRect();
  const share = (value) => Math.min(1, Math.max(0, value));
  go(codeAt(share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)));
};
surface.addEventListener("pointerdown", (event) => {
  if (event.button > 0 || !frame) return;
  event.preventDefault();
  surface.focus({ preventScroll: true });
  surface.setPointerCapture(event.pointerId);
  pressed = event.pointerId;
  follow(event);
});
surface.addEventListener("pointermove", (event) => {
  if (event.pointerId === pressed) follow(event);
});
for (const kind of ["pointerup", "pointercancel"]) surface.addEventListener(kind, () => (pressed = null));

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
surface.addEventListener("keydown", (event) => {
  const { start, values } = playground.latent;
  if (!frame) return;
  if (event.key === "Home") go(start.code);
  else if (arrows[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const size = event.shiftKey ? STEP.shift : STEP.plain;
    go(
      arrows[event.key].map((direction, axis) => {
        const moved = values[axis] + direction * size * (frame.high[axis] - frame.low[axis]);
        return Math.min(frame.high[axis], Math.max(frame.low[axis], moved));
      }),
    );
  } else return;
  event.preventDefault();
});

// --- layers and legend -----------------------------------------------------------------------------------

for (const button of element.querySelectorAll("[data-layer]")) {
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    plane.classList.toggle(`without-${button.dataset.layer}`, !on);
  });
}
for (let label = 0; label < LABELS; label++) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.style.setProperty("--colour", `var(--label-${label})`);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    single = single === label ? null : label;
    for (const other of find(".legend").children) other.setAttribute("aria-pressed", other === button && single !== null);
    paintPoints();
  });
  find(".legend").append(button);
}

// --- the page --------------------------------------------------------------------------------------------

/* Asks for a model's test digits once; the panel is there for two numbers only. */
async function open(latent) {
  const { model } = latent.space;
  shown = model;
  frame = found = null;
  cursor.hidden = begun.hidden = true;
  const answer = await server.points({ model });
  if (shown !== model) return;
  problem.hidden = !answer?.error;
  if (answer?.error) {
    problem.textContent = playground.text(`errors.${answer.error}`);
    return;
  }
  if (answer?.model !== model) {
    setTimeout(() => shown === model && open(playground.latent), 2000);
    return;
  }
  found = {
    codes: new Float32Array(playground.pixels(answer.codes).buffer),
    labels: playground.pixels(answer.labels),
    petals: answer.petals,
  };
  frame = frameOf(found);
  describe();
  paintPoints();
  paintLattice();
  showStart(playground.latent);
  showCursor(playground.latent);
}

function describe() {
  find(".lead").textContent = words(found?.petals ? "lead_flower" : "lead");
  for (const [label, button] of [...find(".legend").children].entries()) {
    button.setAttribute("aria-label", words("only", { label }));
    button.title = words("only", { label });
  }
}

playground.onLatent((latent, { what }) => {
  find(".panel").hidden = !is2d(latent);
  if (!is2d(latent)) {
    shown = frame = found = null;
    return;
  }
  if (latent.space.model !== shown) {
    open(latent);
    return;
  }
  showCursor(latent);
  if (what !== "code") showStart(latent);
});
new ResizeObserver(() => {
  const fit = Math.min(MOST, Math.floor(find(".sides").clientWidth / SIDE));
  if (fit >= 2 && fit !== across) {
    across = fit;
    find(".panel").style.setProperty("--plane", `${across * SIDE}px`);
    paintLattice();
  }
  paintPoints();
}).observe(find(".sides"));
playground.onTheme(paintPoints);
playground.onTab(paintLattice);
playground.onLanguage(describe);
