// The maps and what is around them: ways to touch them, their legend, their keys. The drawing is done in map_frame.js.

const LABELS = 10;
const STEP = 1.5; // by which a button or a key enlarges
const DESCRIBED = ["views", "mode", "ground", "trust"]; // what words, buttons and notes depend on
const coarse = matchMedia("(pointer: coarse)");
const { map } = playground;
const words = (key, values) => playground.text(`map_view.${key}`, values);
const find = (selector) => element.querySelector(selector);
const maps = find(".maps");

// --- the frames ------------------------------------------------------------------------------------------

const coloured = new Set(); // labels; none: all of them
const grounds = new Map(); // by model, key and job: ground, or null where it is not known
const fail = ({ reason }) => playground.tell(find(".problem"), { error: reason ?? "model_broken" });
const shared = { labels: coloured, ground: groundOf, mine: null, fail };

/* The second map is made of the first. */
const second = find(".map").cloneNode(true);
second.dataset.at = 1;
second.hidden = true;
second.querySelector(".chart").id = "latent-map-beside";
maps.append(second);

const figures = [...element.querySelectorAll(".map")];
const frames = figures.map((figure, at) => playground.mapFrame(figure, at, shared));
playground.mapFrames = frames;

figures.forEach((figure, at) => {
  figure.addEventListener("click", (event) => {
    const action = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (action === "whole") frames[at].whole();
    else if (action) frames[at].zoom(action === "in" ? 1 / STEP : STEP);
  });
});

// --- ground that does not come back ----------------------------------------------------------------------

let sequence = 0;
const askGround = playground.newest(server.ground, (answer, { model, key, job }) => {
  const usable = !answer.error && answer.model === model && answer.key === key;
  const { side, reach, limit } = answer;
  grounds.set(groundName(model, key, job), usable ? { side, reach, limit, shifts: playground.floats(answer.shifts) } : null);
  frames.forEach((frame) => frame.repaint());
  describe();
  askGrounds();
});
function groundOf({ model, key, layout }) {
  return layout.dimensions === 2 ? (grounds.get(nameOf({ model, key, layout })) ?? null) : null;
}
const groundName = (model, key, job) => `${model} ${key} ${job ?? ""}`;
const nameOf = ({ model, key, layout }) => groundName(model, key, layout.job);
/* Asks for what is missing, one after the other. */
function askGrounds() {
  if (!map.ground || !playground.isOpen(element)) return;
  const view = map.views.find((one) => one?.layout?.dimensions === 2 && !grounds.has(nameOf(one)));
  if (!view) return;
  sequence += 1;
  askGround({ sequence, model: view.model, key: view.key, job: view.layout.job });
}

// --- ways to touch it ------------------------------------------------------------------------------------

for (const button of element.querySelectorAll("[data-mode]")) {
  button.addEventListener("click", () => playground.setMap({ mode: button.dataset.mode }));
}
find(".layer").addEventListener("click", () => playground.setMap({ ground: !map.ground }));

for (let label = 0; label < LABELS; label++) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.label = label;
  button.style.setProperty("--colour", `var(--label-${label})`);
  button.setAttribute("aria-pressed", "false");
  button.append(playground.mapMarks.icon(label), String(label));
  button.addEventListener("click", () => {
    if (!coloured.delete(label)) coloured.add(label);
    if (coloured.size === LABELS) coloured.clear();
    for (const other of find(".legend").children) other.setAttribute("aria-pressed", coloured.has(Number(other.dataset.label)));
    for (const frame of frames) frame.recolour();
  });
  find(".legend").append(button);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function press(frame, { key }) {
  if (key === "+" || key === "=") frame.zoom(1 / STEP);
  else if (key === "-" || key === "_") frame.zoom(STEP);
  else if (key === "0") frame.whole();
  else if (key in ARROWS || key === "Enter") {
    const index = frame.towards(ARROWS[key] ?? null);
    if (index === null) return true;
    playground.setMap({ picked: index, point: null });
    frame.reveal(index);
  } else if (key === "Escape") {
    if (map.picked !== null || map.point) playground.setMap({ picked: null, point: null });
    else playground.choose(null);
  } else return false;
  return true;
}
frames.forEach((frame) => {
  frame.node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(frame, event)) event.preventDefault();
  });
});

let withoutWebGL = false;
/* Once the first dots are on the screen: asking takes a while. */
setTimeout(() => {
  withoutWebGL = !playground.hasWebGL();
  describe();
}, 1000);

// --- words -----------------------------------------------------------------------------------------------

function describe() {
  const views = map.views.filter((view) => view?.layout);
  figures.forEach((figure, at) => {
    const view = map.views[at];
    figure.hidden = !view && at > 0;
    if (!view?.layout) return;
    const values = {
      model: playground.model(view.model).title,
      map: playground.text(`map.layouts.${view.key}`),
      count: playground.count(view.layout.count),
    };
    figure.querySelector("figcaption").textContent = words("caption", values);
    frames[at].node.setAttribute("aria-label", words("label", values));
    figure.querySelector(".waiting").hidden = true;
  });
  Object.assign(maps.dataset, { count: map.views.length, mode: map.mode });
  const flat = views.some(({ layout }) => layout.dimensions === 2);
  for (const button of element.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", button.dataset.mode === map.mode);
    button.disabled = views.length > 0 && !flat;
  }
  find(".layer").setAttribute("aria-pressed", map.ground);
  find(".layer").disabled = views.length > 0 && !flat;
  const looked = map.mode === "look" && coarse.matches ? "look_touch" : map.mode;
  find(".doing").textContent = words(views.length > 0 && !flat ? "doing.turn" : `doing.${looked}`);
  const notes = {
    ground: map.ground && flat,
    no_ground: map.ground && views.some((view) => grounds.has(nameOf(view)) && !grounds.get(nameOf(view))),
    trust: map.trust,
    no_webgl: withoutWebGL,
  };
  for (const [name, shown] of Object.entries(notes)) find(`[data-note="${name}"]`).hidden = !shown;
}
function nameLegend() {
  for (const button of find(".legend").children) {
    const { label } = button.dataset;
    button.setAttribute("aria-label", words("only", { label }));
    button.title = words("only", { label });
  }
}

// --- the page --------------------------------------------------------------------------------------------

let drawn = null; // the digit on the pad
/* What marks one's own place: the drawn digit, or the picture of a code that is marked in its stead. */
function showMine() {
  const pixels = playground.map.mine?.pixels ?? drawn?.pixels;
  shared.mine = pixels ? document.createElement("canvas") : null;
  if (pixels) playground.paintGray(shared.mine, pixels, 28, 28);
}
playground.onDigit((digit) => (drawn = digit)); // painted with its place, which comes next
playground.onMap((_, changed) => {
  if (changed.has("mine")) showMine();
  if (DESCRIBED.some((name) => changed.has(name))) describe(); // before the frames: a map that was hidden has no size
  for (const frame of frames) frame.update(changed);
  if (changed.has("ground") || changed.has("views")) askGrounds();
  if (changed.has("selection")) {
    const nothing = map.selection !== null && map.selection.indices.length === 0;
    const problem = find(".problem");
    playground.tell(problem, {});
    problem.hidden = !nothing;
    if (nothing) problem.dataset.text = "map_selection.nothing"; // so that it changes with the language
    playground.translate(problem);
  }
});
playground.onTab(askGrounds);
playground.onLanguage(() => {
  describe();
  nameLegend();
});
