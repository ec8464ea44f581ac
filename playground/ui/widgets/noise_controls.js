// Kind, amount and seed: what they are set to is the page's noise, and stands in its address while the tab is open.

const START = { gaussian: 0.5, speckle: 0.5, salt_and_pepper: 0.3, masking: 0.5, occlusion: 0.4, blur: 1.5 };
const STEPS = 100; // of the slider, from nothing to the largest amount
const TAB = "noise";
const words = (key, values) => playground.text(`noise.controls.${key}`, values);
const find = (selector) => element.querySelector(selector);
const { kinds, largest, largest_seed: largestSeed } = props;
const picker = find("select");
const slider = find("input[type=range]");
const seedField = find("#noise-seed");
const renew = find("#noise-new");

const amounts = { ...START }; // of every kind: each keeps its own

// --- from and to the page's address ----------------------------------------------------------------------

const within = (value, low, high) => Math.min(high, Math.max(low, value));

function position(text) {
  const place = (text ?? "").split("_").map(Number);
  const inside = place.length === 2 && place.every((value) => value >= 0 && value <= 1);
  return text && inside ? place : null;
}

function fromAddress(state) {
  const kind = kinds.includes(state.noise) ? state.noise : kinds[0];
  const amount = Number(state.amount ?? START[kind]);
  const seed = Math.round(Number(state.seed ?? 1));
  return {
    kind,
    amount: Number.isFinite(amount) ? within(amount, 0, largest[kind]) : START[kind],
    seed: Number.isFinite(seed) ? within(seed, 0, largestSeed) : 1,
    position: position(state.position),
  };
}

function toAddress() {
  const { kind, amount, seed, position: place } = playground.noise;
  const open = playground.tab === TAB;
  playground.setState({
    noise: open ? kind : null,
    amount: open ? amount : null,
    seed: open ? seed : null,
    position: open && kind === "occlusion" && place ? place.map((value) => value.toFixed(3)).join("_") : null,
  });
}

// --- what is shown ---------------------------------------------------------------------------------------

function show(noise) {
  const { kind, amount, seed } = noise;
  amounts[kind] = amount;
  picker.value = kind;
  slider.max = largest[kind];
  slider.step = largest[kind] / STEPS;
  slider.value = amount;
  if (document.activeElement !== seedField) seedField.value = seed;
  const said = playground.noiseAmount(kind, amount);
  find("output").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  find(".amount label").textContent = words(`unit.${kind}`);
  find(".explanation").textContent = words(`explained.${kind}`);
  renew.disabled = seedField.disabled = kind === "blur"; // it draws no random numbers
}

// --- what is done ----------------------------------------------------------------------------------------

function set(patch) {
  playground.setNoise(patch);
  later();
}

// An address that changed with every step of a slider would be refused by some browsers.
let timer = null;
function later() {
  clearTimeout(timer);
  timer = setTimeout(toAddress, 200);
}

function setSeed(text) {
  const seed = Number(text);
  if (text !== "" && Number.isInteger(seed) && seed >= 0 && seed <= largestSeed) set({ seed, position: null });
}

picker.append(...kinds.map((kind) => new Option(kind, kind)));
picker.addEventListener("change", () => set({ kind: picker.value, amount: amounts[picker.value], position: null }));
slider.addEventListener("input", () => set({ amount: Number(slider.value) }));
seedField.addEventListener("input", () => setSeed(seedField.value));
seedField.addEventListener("blur", () => show(playground.noise)); // what is no seed is taken back
renew.addEventListener("click", () => setSeed((playground.noise.seed + 1) % (largestSeed + 1)));

playground.onState((state) => {
  if (state.tab === TAB) playground.setNoise(fromAddress(state));
});
playground.onTab(toAddress);
playground.onNoiseSetting((noise) => {
  show(noise);
  later();
});
playground.onLanguage(() => {
  for (const option of picker.options) option.textContent = words(`kinds.${option.value}`);
  show(playground.noise);
});
