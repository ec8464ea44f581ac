// Directions with a meaning. Each slider adds its direction, times its amount, to the code that the other sliders of the
// tab have made: `base` is the code without what these sliders have added.

const NAMES = ["label", "slant", "thickness"];
const DIGITS = 10;
const DEFAULT_LABELS = { away: 4, towards: 9 };
const STEPS = 200; // of a slider of slant or thickness, from end to end
const KNOWN = 0.5; // R²: half of what varies is explained
const words = (key, values) => playground.text(`latent_directions.${key}`, values);
const find = (selector) => element.querySelector(selector);
const signed = (value) => (value > 0 ? `+${playground.number(value)}` : playground.number(value));

const rows = Object.fromEntries(
  NAMES.map((name) => {
    const node = find(`[data-direction="${name}"]`);
    return [name, { slider: node.querySelector("input"), output: node.querySelector("output"), told: node.querySelector(".told") }];
  }),
);
const pickers = Object.fromEntries(Object.keys(DEFAULT_LABELS).map((role) => [role, find(`[data-role="${role}"]`)]));

let found = null; // the directions of the tab's model
let space = null;
let base = null;
let moving = false; // while this panel sets the code

const amount = (name) => Number(rows[name].slider.value);

// Code change per unit of each slider.
function direction(name) {
  if (name !== "label") return found[name].direction;
  const [away, towards] = [pickers.away.value, pickers.towards.value].map((label) => found.label_means[Number(label)]);
  return towards.map((value, index) => value - away[index]);
}

function added() {
  const sum = new Float32Array(space.latent_dim);
  for (const name of NAMES) {
    const times = amount(name);
    if (times !== 0) direction(name).forEach((value, index) => (sum[index] += times * value));
  }
  return sum;
}

function move() {
  if (!found || !base) return;
  const offset = added();
  moving = true;
  playground.setLatent({ code: base.map((value, index) => value + offset[index]) });
  moving = false;
  showAmounts();
}

function reset() {
  for (const name of NAMES) rows[name].slider.value = 0;
}

// --- words -------------------------------------------------------------------------------------------------------

function amountWords(name) {
  if (name !== "label") return words(`${name}.amount`, { amount: signed(amount(name)) });
  return words("label.amount", { percent: signed(Math.round(100 * amount(name))) });
}

// How far apart the two mean codes are, in standard deviations of the test digits' codes: little where the code does
// not say the label.
function distance() {
  const squares = direction("label").map((value, index) => (space.active[index] ? (value / space.deviation[index]) ** 2 : 0));
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

function labelWords() {
  const values = { away: pickers.away.value, towards: pickers.towards.value, distance: playground.number(distance()) };
  if (values.away === values.towards) return words("label.same");
  return words(distance() < 1 ? "label.near" : "label.apart", values);
}

function attributeWords(name) {
  const { r2, low, high } = found[name];
  const values = { percent: Math.round(100 * r2), r2: r2.toFixed(2), low: playground.number(low), high: playground.number(high) };
  return `${words(`${name}.range`, values)} ${words(r2 >= KNOWN ? "fit.good" : "fit.poor", values)}`;
}

function showAmounts() {
  for (const name of NAMES) {
    const said = amountWords(name);
    rows[name].output.textContent = said;
    rows[name].slider.setAttribute("aria-valuetext", said);
  }
  find(".reset").disabled = NAMES.every((name) => amount(name) === 0);
}

function show() {
  find(".empty").hidden = found !== null;
  find(".content").hidden = found === null;
  if (!found) return;
  rows.label.told.textContent = labelWords();
  rows.slant.told.textContent = attributeWords("slant");
  rows.thickness.told.textContent = attributeWords("thickness");
  showAmounts();
}

// --- asking --------------------------------------------------------------------------------------------------------

const send = playground.newest(server.directions, (answer) => {
  if (answer.model && answer.model !== space?.model) return; // another network has been chosen meanwhile
  found = playground.tell(find(".problem"), answer) ? null : answer;
  if (found) {
    for (const name of ["slant", "thickness"]) {
      const { low, high, mean } = found[name];
      const reach = Math.max(mean - low, high - mean);
      Object.assign(rows[name].slider, { min: -reach, max: reach, step: (2 * reach) / STEPS, value: 0 });
    }
  }
  show();
});

const ask = playground.whileSeen(element, () => {
  if (space && found?.model !== space.model) send({ model: space.model });
});

// --- the page --------------------------------------------------------------------------------------------------------

for (const [role, picker] of Object.entries(pickers)) {
  picker.append(...Array.from({ length: DIGITS }, (_, label) => new Option(label, label)));
  picker.addEventListener("change", () => {
    playground.setState({ [role]: Number(picker.value) === DEFAULT_LABELS[role] ? null : picker.value });
    show();
    move();
  });
}
for (const { slider } of Object.values(rows)) {
  slider.addEventListener("input", move);
  slider.addEventListener("dblclick", () => {
    slider.value = 0;
    move();
  });
}
find(".reset").addEventListener("click", () => {
  reset();
  move();
});

playground.onState((state) => {
  for (const [role, picker] of Object.entries(pickers)) {
    picker.value = /^\d$/.test(state[role] ?? "") ? state[role] : DEFAULT_LABELS[role];
  }
  show();
});
// A new model or a new beginning takes back what was added; any other change of the code is one to its base.
playground.onLatent((latent, { what }) => {
  if (moving || what === "label") return;
  if (what === "model") {
    space = latent.space;
    found = null;
  }
  if (what === "model" || what === "start") reset();
  const offset = found ? added() : null;
  base = offset ? latent.values.map((value, index) => value - offset[index]) : latent.values;
  show();
  if (what === "model") ask();
});
playground.onLanguage(show);
