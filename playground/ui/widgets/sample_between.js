// From one digit to another: the way through the code space above the way through the pixels, step by step.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const START = { first: "own", second: "sample-0", method: "linear", steps: 12 };
const METHODS = ["linear", "spherical"];
const FEWEST = 2;
const MOST = 100;
const MOST_LINES = 3; // of enlarged digits
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample_between.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const slider = find(".walk input");
const stepsField = find(".steps input");
const labelPicker = find(".path select");
const wrong = find(".wrong");
const strip = find(".strip");

const chosen = { ...START, label: null };
let place = null; // of the slider: null is the middle
let sequence = 0;
let walk = null; // the newest answer, unpacked

// --- the strip: one column a step, codes above pixels, as many lines as it takes ------------------------------

function cells() {
  const linesAt = (size) => Math.ceil(walk.steps / Math.max(1, Math.floor(strip.clientWidth / (SIDE * size))));
  const zoom = linesAt(2) <= MOST_LINES ? 2 : 1;
  const lines = linesAt(zoom);
  const perLine = Math.ceil(walk.steps / lines); // even lines
  return { zoom, perLine, lines };
}

function paintStrip() {
  if (strip.clientWidth === 0) return;
  const { zoom, perLine, lines } = cells();
  const canvases = Array.from({ length: lines }, (_, line) => {
    const first = line * perLine;
    const count = Math.min(perLine, walk.steps - first);
    const pair = document.createElement("div");
    pair.className = "pair";
    for (const lane of ["codes", "pixels"]) {
      const holder = document.createElement("div");
      holder.className = "picture";
      holder.dataset.ink = lane === "codes" ? "reconstruction" : "input";
      const canvas = document.createElement("canvas");
      canvas.width = count * SIDE;
      canvas.height = SIDE;
      const context = canvas.getContext("2d");
      const image = context.createImageData(SIDE, SIDE);
      for (let step = 0; step < count; step++) {
        const digit = walk[lane].subarray((first + step) * PIXELS, (first + step + 1) * PIXELS);
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          image.data.fill(digit[pixel], 4 * pixel, 4 * pixel + 3);
          image.data[4 * pixel + 3] = 255;
        }
        context.putImageData(image, step * SIDE, 0);
      }
      holder.style.width = `${count * SIDE * zoom}px`;
      holder.style.height = `${SIDE * zoom}px`;
      holder.append(canvas);
      pair.append(holder);
    }
    const mark = document.createElement("i");
    mark.className = "mark";
    mark.style.width = `${SIDE * zoom}px`;
    pair.append(mark);
    return pair;
  });
  strip.replaceChildren(...canvases);
  markStep();
}

function markStep() {
  if (!strip.firstElementChild) return;
  const { zoom, perLine } = cells();
  const step = Number(slider.value);
  [...strip.children].forEach((pair, line) => {
    const mark = pair.querySelector(".mark");
    mark.hidden = Math.floor(step / perLine) !== line;
    mark.style.left = `${(step % perLine) * SIDE * zoom}px`;
  });
}

function stepAt(event) {
  const pair = event.target.closest(".pair");
  if (!pair) return;
  const { zoom, perLine } = cells();
  const line = [...strip.children].indexOf(pair);
  const column = Math.floor((event.clientX - pair.getBoundingClientRect().left) / (SIDE * zoom));
  go(Math.max(0, Math.min(walk.steps - 1, line * perLine + column)));
}

// --- what is shown -------------------------------------------------------------------------------------------

function go(step) {
  slider.value = step;
  place = step;
  showStep();
}

function showStep() {
  if (!walk) return;
  const step = Number(slider.value);
  for (const figure of element.querySelectorAll("[data-lane]")) {
    const canvas = figure.querySelector("canvas");
    const { lane } = figure.dataset;
    playground.paintGray(canvas, walk[lane].subarray(step * PIXELS, (step + 1) * PIXELS), SIDE, SIDE);
    canvas.setAttribute("aria-label", `${words(lane)}: ${words("step", { step: step + 1, steps: walk.steps })}`);
  }
  const share = step / (walk.steps - 1);
  const said = words("at", { step: step + 1, steps: walk.steps, share: Math.round(100 * share) });
  find(".walk output").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  panel.dataset.step = step;
  markStep();
}

function showSettings() {
  for (const button of element.querySelectorAll("[data-method]")) {
    button.setAttribute("aria-pressed", button.dataset.method === chosen.method);
  }
  if (document.activeElement !== stepsField) stepsField.value = chosen.steps;
  const conditional = sampling.isConditional(sampling.settings.model);
  find(".path").hidden = !conditional;
  const names = ["", ...Array.from({ length: 10 }, (_, label) => String(label))];
  labelPicker.replaceChildren(...names.map((name) => new Option(name || words("label.first"), name)));
  labelPicker.value = chosen.label ?? "";
}

// How long the codes are at the ends and half way: what tells the two methods apart.
function verdict() {
  const norm = (step) => Math.hypot(...walk.points.subarray(step * walk.latent_dim, (step + 1) * walk.latent_dim));
  const [first, middle, last] = [0, Math.floor((walk.steps - 1) / 2), walk.steps - 1].map(norm);
  const said = { first: playground.number(first), middle: playground.number(middle), last: playground.number(last) };
  const sentences = [words("lengths.said", said)];
  if (walk.method === "spherical") sentences.push(words("lengths.even"));
  else if (middle < Math.min(first, last)) sentences.push(words("lengths.short"));
  if (walk.label !== null) sentences.push(words(walk.estimated ? "label.estimated" : "label.told", { label: walk.label }));
  return sentences.join(" ");
}

const paint = playground.whileSeen(element, () => {
  if (!walk) return;
  slider.max = walk.steps - 1;
  slider.value = place === null ? Math.floor((walk.steps - 1) / 2) : Math.min(place, walk.steps - 1);
  paintStrip();
  showStep();
  find(".verdict").textContent = verdict();
  panel.dataset.sequence = walk.sequence;
});

// --- asking --------------------------------------------------------------------------------------------------

const send = playground.newest(
  async (request) => playground.inflated(await server.between(request), ["pixels", "blends"]),
  (answer) => {
    if (playground.tell(find(".told"), answer)) return;
    const { codes, pixels, blends, ...settings } = answer;
    walk = { ...settings, points: playground.floats(codes), codes: pixels, pixels: blends };
    sampling.tellWalk(walk);
    paint();
  },
);

function request() {
  const [first, second] = [sampling.end(chosen.first), sampling.end(chosen.second)];
  if (!first || !second) return null;
  const { model } = sampling.settings;
  const label = sampling.isConditional(model) ? chosen.label : null;
  return { sequence, model, first: first.asked, second: second.asked, steps: chosen.steps, method: chosen.method, label };
}

let asked = ""; // what was asked last: a new sheet need not change the ends
const ask = playground.whileSeen(element, () => {
  if (!playground.isOpen(element)) return;
  for (const show of pickers) show();
  const wanted = request();
  const words = JSON.stringify({ ...wanted, sequence: 0 });
  if (!wanted || words === asked) return;
  asked = words;
  sequence += 1;
  panel.dataset.asked = sequence;
  send({ ...wanted, sequence });
}, "0px");

// --- what is done --------------------------------------------------------------------------------------------

function set(patch) {
  Object.assign(chosen, patch);
  playground.setState({
    between: `${chosen.first}_${chosen.second}`,
    between_method: chosen.method,
    between_steps: chosen.steps,
    between_label: chosen.label,
  });
  showSettings();
  ask();
}

const pickers = ["first", "second"].map((name) =>
  sampling.endPicker(find(`[data-end="${name}"]`), `sample_between.${name}`, () => chosen[name], (end) => set({ [name]: end })),
);

function complain(isWrong) {
  wrong.hidden = !isWrong;
  wrong.textContent = isWrong ? words("wrong_steps", { kept: chosen.steps }) : "";
  stepsField.setAttribute("aria-invalid", isWrong);
}

for (const button of element.querySelectorAll("[data-method]")) {
  button.addEventListener("click", () => set({ method: button.dataset.method }));
}
stepsField.addEventListener("input", () => {
  const steps = playground.wholeNumber(stepsField.value, FEWEST, MOST);
  complain(steps === null);
  if (steps === null) return;
  place = null;
  set({ steps });
});
stepsField.addEventListener("blur", showSettings);
labelPicker.addEventListener("change", () => set({ label: labelPicker.value === "" ? null : Number(labelPicker.value) }));
slider.addEventListener("input", () => go(Number(slider.value)));
strip.addEventListener("pointerdown", stepAt);
strip.addEventListener("pointermove", (event) => {
  if (event.buttons) stepAt(event);
});

find('[data-save="gif"]').addEventListener("click", async (event) => {
  const wanted = request();
  if (!wanted) return;
  const button = event.currentTarget;
  button.disabled = true;
  try {
    const answer = await server.film(wanted);
    if (playground.tell(find(".told"), answer)) return;
    const gif = playground.pixels(answer.gif);
    playground.download(new Blob([gif], { type: "image/gif" }), `${wanted.model}-${wanted.method}-${wanted.steps}.gif`);
  } finally {
    button.disabled = false;
  }
});

// --- the rest of the page ------------------------------------------------------------------------------------

playground.onState((state) => {
  const [first, second] = (state.between ?? "").split("_");
  const steps = playground.wholeNumber(state.between_steps ?? String(START.steps), FEWEST, MOST);
  Object.assign(chosen, {
    first: sampling.isEnd(first) ? first : START.first,
    second: sampling.isEnd(second) ? second : START.second,
    method: METHODS.includes(state.between_method) ? state.between_method : START.method,
    steps: steps ?? START.steps,
    label: playground.wholeNumber(state.between_label ?? "", 0, 9),
  });
  complain(steps === null);
  showSettings();
  ask();
});
sampling.onSettings(() => {
  showSettings();
  ask();
});
sampling.onEnds(ask);
playground.onTab(ask);
sampling.onPick(() => {
  for (const show of pickers) show();
});
playground.onLanguage(() => {
  for (const show of pickers) show();
  showSettings();
  paint();
});
new ResizeObserver(paint).observe(strip);
