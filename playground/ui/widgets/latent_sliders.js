// A slider for every number of the code, on a film-strip of what that number does while the others stay. Strips are
// made in a worker, or by the server where it decodes, and never hold the picture up.

const SIDE = 28;
const FRAME = 28; // css pixels, the width of a slider's thumb, too: it is a window on the film
const MOST_FRAMES = 24;
const PRIOR_REACH = 3; // standard deviations of N(0, 1)
const STEPS = { plain: 0.01, shift: 0.05, page: 0.1 }; // shares of the range that a key goes
const words = (key, values) => playground.text(`latent.sliders.${key}`, values);
const find = (selector) => element.querySelector(selector);
const template = find("template").content.firstElementChild;
const [activeRows, collapsedRows] = element.querySelectorAll(".rows");
const collapsed = find(".collapsed");

let rows = []; // in the order of the screen: {dimension, node, input, …, low, high}
let model = null;
let frames = 0;

// --- one row ---------------------------------------------------------------------------------------------

function build(latent) {
  const { space } = latent;
  model = space.model;
  rows = space.order.map((dimension) => row(dimension, space));
  const isActive = ({ dimension }) => space.active[dimension];
  activeRows.replaceChildren(...rows.filter(isActive).map(({ node }) => node));
  collapsedRows.replaceChildren(...rows.filter((one) => !isActive(one)).map(({ node }) => node));
  collapsed.hidden = rows.every(isActive);
  collapsed.open = false;
  find(".tools").hidden = false;
  describe();
}

function row(dimension, space) {
  const node = template.cloneNode(true);
  const input = node.querySelector("input");
  const made = {
    dimension,
    node,
    input,
    name: node.querySelector("b"),
    measure: node.querySelector(".measure"),
    output: node.querySelector("output"),
    canvas: node.querySelector("canvas"),
    posterior: node.querySelector(".posterior"),
    lock: node.querySelector(".lock"),
    mute: node.querySelector(".mute"),
    shown: null, // the value that the row says
  };
  node.dataset.dimension = dimension;
  made.name.innerHTML = `z<sub>${dimension + 1}</sub>`;
  const sure = space.kl ? Math.min(1, space.kl[dimension] / Math.max(...space.kl)) : 1;
  node.style.setProperty("--informative", sure.toFixed(3));
  input.addEventListener("input", () => playground.turnLatent(dimension, Number(input.value)));
  input.addEventListener("dblclick", () => restore(made));
  input.addEventListener("keydown", (event) => step(event, made));
  made.lock.addEventListener("click", () => {
    playground.holdLatent({ locked: [[dimension, !playground.latent.locked.has(dimension)]] });
  });
  made.mute.addEventListener("click", () => {
    playground.holdLatent({ muted: [[dimension, !playground.latent.muted.has(dimension)]] });
  });
  return made;
}

const restore = ({ dimension }) => playground.turnLatent(dimension, playground.latent.start.code[dimension]);

function step(event, made) {
  const { dimension, low, high } = made;
  const size = event.shiftKey ? STEPS.shift : STEPS.plain;
  const steps = {
    ArrowRight: size,
    ArrowUp: size,
    ArrowLeft: -size,
    ArrowDown: -size,
    PageUp: STEPS.page,
    PageDown: -STEPS.page,
    Home: -Infinity,
    End: Infinity,
  };
  if (event.key === "Backspace" || event.key === "Delete") restore(made);
  else if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const value = playground.latent.values[dimension] + steps[event.key] * (high - low);
    playground.turnLatent(dimension, Math.min(high, Math.max(low, value)));
  } else return;
  event.preventDefault();
}

/* Three significant digits, but near zero no more than three decimals: nothing moves there. */
const spoken = (value) => (Math.abs(value) < 0.1 ? value.toFixed(3).replace("-", "−") : playground.number(value));

// --- what is shown ---------------------------------------------------------------------------------------

/* A range holds the percentiles of the test digits' codes, and the start where that lies beyond them. The means of a
   collapsed number hardly move, but its draws are the prior's. */
function setRanges({ space, start }) {
  for (const made of rows) {
    const { dimension, input, posterior } = made;
    const reach = space.kl && !space.active[dimension] ? PRIOR_REACH : -Infinity;
    made.low = Math.min(space.low[dimension], start.code[dimension], -reach);
    made.high = Math.max(space.high[dimension], start.code[dimension], reach);
    input.min = made.low;
    input.max = made.high;
    made.shown = null;
    posterior.hidden = start.std === null;
    if (start.std === null) continue;
    const share = (value) => Math.min(1, Math.max(0, (value - made.low) / (made.high - made.low)));
    const [middle, spread] = [start.code[dimension], start.std[dimension]];
    posterior.style.setProperty("--middle", share(middle));
    posterior.style.setProperty("--from", share(middle - spread));
    posterior.style.setProperty("--to", share(middle + spread));
  }
}

function showValues({ values, locked, muted }) {
  for (const made of rows) {
    const { dimension, node, input, output } = made;
    const value = values[dimension];
    const state = `${locked.has(dimension)} ${muted.has(dimension)}`;
    if (made.state !== state) {
      made.state = state;
      made.lock.setAttribute("aria-pressed", locked.has(dimension));
      made.mute.setAttribute("aria-pressed", muted.has(dimension));
      node.classList.toggle("muted", muted.has(dimension));
      input.disabled = locked.has(dimension) || muted.has(dimension);
    }
    if (made.shown === value) continue;
    made.shown = value;
    if (Number(input.value) !== value) input.value = value;
    const said = spoken(value);
    output.textContent = said;
    input.setAttribute("aria-valuetext", said);
  }
  const all = rows.length > 0 && rows.every(({ dimension }) => locked.has(dimension));
  find(".lock-all").setAttribute("aria-pressed", all);
}

function describe() {
  const { space, start } = playground.latent;
  if (!space) return;
  find(".lead").textContent = words(space.kl ? "lead_kl" : "lead_spread");
  for (const { dimension, input, measure, lock, mute } of rows) {
    const name = words("name", { number: dimension + 1 });
    input.setAttribute("aria-label", name);
    const amount = space.kl ? space.kl[dimension] : space.deviation[dimension];
    measure.textContent = words(space.kl ? "kl" : "deviation", { value: spoken(amount) });
    for (const [button, key] of [[lock, "lock"], [mute, "mute"]]) {
      button.setAttribute("aria-label", words(`${key}_name`, { number: dimension + 1 }));
      button.title = words(`${key}_title`);
    }
  }
  find(".collapsed summary").textContent = words("collapsed", { count: collapsedRows.children.length });
  const { redraw } = playground.latentWish;
  find(".resample").hidden = start.std === null;
  find(".drawn").textContent = start.std !== null && redraw > 0 ? words("drawn", { seed: redraw }) : "";
}

// --- film-strips -----------------------------------------------------------------------------------------

const visible = ({ node }) => collapsed.open || node.parentElement === activeRows;

const askStrips = playground.whileSeen(element, () => {
  const { space, decoder, code, label } = playground.latent;
  if (!space || frames < 2 || !playground.isOpen(element)) return;
  const low = new Float32Array(space.latent_dim);
  const high = new Float32Array(space.latent_dim);
  for (const made of rows) {
    low[made.dimension] = made.low;
    high[made.dimension] = made.high;
  }
  const dimensions = rows.filter(visible).map(({ dimension }) => dimension);
  const asked = model;
  decoder.strips({ code, label, frames, low, high, dimensions }, (dimension, pixels, count) => {
    if (asked === model && count === frames) paintStrip(dimension, pixels);
  });
});

/* Frame after frame in memory, side by side on the film. */
function paintStrip(dimension, pixels) {
  const { canvas } = rows.find((one) => one.dimension === dimension);
  const width = frames * SIDE;
  const film = new Uint8ClampedArray(width * SIDE);
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < SIDE; y++) {
      const at = (frame * SIDE + y) * SIDE;
      film.set(pixels.subarray(at, at + SIDE), y * width + frame * SIDE);
    }
  }
  playground.paintGray(canvas, film, width, SIDE);
  canvas.dataset.frames = frames;
}

// As many whole frames as fit; a slider is as long as its film.
new ResizeObserver(() => {
  const track = activeRows.querySelector(".track");
  if (!track) return;
  const fit = Math.min(MOST_FRAMES, Math.floor(track.clientWidth / FRAME));
  if (fit < 2 || fit === frames) return;
  frames = fit;
  find(".panel").style.setProperty("--film", `${frames * FRAME}px`);
  askStrips();
}).observe(activeRows);

// --- the page --------------------------------------------------------------------------------------------

find(".resample").addEventListener("click", () => {
  playground.setLatent({ redraw: playground.latentWish.redraw + 1 });
});
find(".reset").addEventListener("click", () => {
  const held = [...playground.latent.locked].map((dimension) => [dimension, false]);
  const muted = [...playground.latent.muted].map((dimension) => [dimension, false]);
  playground.holdLatent({ locked: held, muted });
  playground.setLatent({ redraw: 0, code: playground.latent.start.code });
});
find(".lock-all").addEventListener("click", (event) => {
  const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
  playground.holdLatent({ locked: rows.map(({ dimension }) => [dimension, on]) });
});
collapsed.addEventListener("toggle", askStrips);
playground.onLatent((latent, { what }) => {
  if (latent.space.model !== model) build(latent);
  if (what !== "code") {
    setRanges(latent);
    describe();
  }
  showValues(latent);
  askStrips();
});
playground.onLatentWish(describe);
playground.onTab(askStrips);
playground.onLanguage(describe);
