// Model, view, label, count, seed and temperature: how the codes are drawn. All of it stands in the page's address
// while the tab is open.

const TAB = "sample";
const LABELS = Array.from({ length: 10 }, (_, label) => label);
const FIXED = { styles: 100, labels: 100, manifold: 400, flower: 441 }; // pictures of the views that count for themselves
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample.controls.${key}`, values);
const find = (selector) => element.querySelector(selector);
const modelPicker = find("#sample-model select");
const viewPicker = find("#sample-view select");
const labelPicker = find("#sample-label select");
const countField = find("#sample-count input");
const seedField = find("#sample-seed input");
const slider = find("#sample-temperature input");
const again = find("#sample-again");
const wrong = find("#sample-wrong");

// --- what is wrong, one sentence at a time -----------------------------------------------------------------

let complaint = null; // {key, kept}: which setting was wrong, and what it stays at

function complain(key, kept = null) {
  complaint = key === null ? null : { key, kept };
  wrong.hidden = key === null;
  wrong.textContent = key === null ? "" : playground.text(`sample.wrong.${key}`, { kept: kept ?? words("label.any") });
  countField.setAttribute("aria-invalid", key === "count");
  seedField.setAttribute("aria-invalid", key === "seed");
}

const isCount = (text) => playground.wholeNumber(text, 1, sampling.largest.count);
const isSeed = (text) => playground.wholeNumber(text, 0, sampling.largest.seed);
const isLabel = (text) => playground.wholeNumber(text, 0, 9);
function isTemperature(text) {
  const value = Number(text);
  return text.trim() !== "" && value >= 0 && value <= sampling.largest.temperature ? value : null;
}

// --- from and to the page's address ------------------------------------------------------------------------

const READERS = { count: isCount, seed: isSeed, temperature: isTemperature, label: isLabel };

// What a link says; what is wrong in it is told and left at the start's value.
function fromAddress(state) {
  const asked = { ...sampling.start };
  complain(null);
  if (state.sampler) {
    if (sampling.models.includes(state.sampler)) asked.model = state.sampler;
    else complain("model", playground.model(asked.model)?.title);
  }
  if (state.draw_view && sampling.views(asked.model).includes(state.draw_view)) asked.view = state.draw_view;
  else if (state.draw_view) complain("view");
  for (const [name, read] of Object.entries(READERS)) {
    const text = state[`draw_${name}`];
    if (text === undefined) continue;
    const value = read(text);
    if (value === null) complain(name, asked[name]);
    else asked[name] = value;
  }
  return asked;
}

function toAddress() {
  const { model, view, count, seed, temperature, label } = sampling.settings;
  const open = playground.tab === TAB;
  playground.setState({
    sampler: open ? model : null,
    draw_view: open && view !== "grid" ? view : null,
    draw_count: open ? count : null,
    draw_seed: open ? seed : null,
    draw_temperature: open ? temperature : null,
    draw_label: open ? label : null,
    picked: open ? sampling.picked : null,
  });
}

// An address that changed with every step of a slider would be refused by some browsers.
let timer = null;
function later() {
  clearTimeout(timer);
  timer = setTimeout(toAddress, 200);
}

// --- what is shown -----------------------------------------------------------------------------------------

function fill(picker, options, value) {
  const listed = options.map(([key, name]) => `${key}=${name}`).join();
  if (picker.dataset.listed !== listed) {
    picker.dataset.listed = listed;
    picker.replaceChildren(...options.map(([key, name]) => new Option(name, key)));
  }
  picker.value = value;
}

function show(settings) {
  const { model, view, count, seed, temperature, label } = settings;
  const drawn = view !== "manifold" && view !== "flower"; // the others draw no random numbers
  fill(modelPicker, sampling.models.map((name) => [name, playground.model(name).title]), model);
  fill(viewPicker, sampling.views(model).map((name) => [name, words(`views.${name}`)]), view);
  find("#sample-label").hidden = !sampling.takesLabel(model) || view !== "grid";
  find("#sample-label span").textContent = words(sampling.isConditional(model) ? "label.label" : "label.petal");
  fill(labelPicker, [["", words("label.any")], ...LABELS.map((one) => [one, one])], label ?? "");
  countField.disabled = view !== "grid";
  if (document.activeElement !== countField || countField.disabled) countField.value = FIXED[view] ?? count;
  seedField.disabled = again.disabled = slider.disabled = !drawn;
  if (document.activeElement !== seedField) seedField.value = seed;
  slider.max = sampling.largest.temperature;
  slider.value = temperature;
  const said = `τ = ${temperature.toFixed(2)}`;
  find("output").textContent = said;
  slider.setAttribute("aria-valuetext", said);
  find(".explanation").textContent = words(`explained.${view}`);
}

// --- what is done ------------------------------------------------------------------------------------------

function set(patch) {
  complain(null);
  sampling.set(patch);
}

function typed(input, name, read) {
  input.addEventListener("input", () => {
    const value = read(input.value);
    if (value === null) complain(name, sampling.settings[name]);
    else set({ [name]: value });
  });
  // What cannot be used is taken back; why stays until something else is set.
  input.addEventListener("blur", () => show(sampling.settings));
}
typed(countField, "count", isCount);
typed(seedField, "seed", isSeed);

modelPicker.addEventListener("change", () => set({ model: modelPicker.value }));
viewPicker.addEventListener("change", () => set({ view: viewPicker.value }));
labelPicker.addEventListener("change", () => set({ label: isLabel(labelPicker.value) }));
slider.addEventListener("input", () => set({ temperature: Number(slider.value) }));
again.addEventListener("click", () => set({ seed: (sampling.settings.seed + 1) % (sampling.largest.seed + 1) }));

playground.onState((state) => {
  if (state.tab !== TAB) return;
  sampling.picked = playground.wholeNumber(state.picked ?? "0", 0, 999) ?? 0;
  sampling.set(fromAddress(state));
});
playground.onTab(toAddress);
sampling.onPick(later);
sampling.onSettings((settings) => {
  show(settings);
  later();
});
playground.onLanguage(() => {
  show(sampling.settings);
  if (complaint) complain(complaint.key, complaint.kept);
});

// The examples are asked for once, when the tab is first opened.
async function takeExamples() {
  let found = null;
  try {
    found = await server.examples({});
  } catch {
    // asked again below
  }
  if (Array.isArray(found)) sampling.setExamples(found);
  else setTimeout(takeExamples, 2000);
}
let waiting = true;
playground.onTab((tab) => {
  if (tab !== TAB || !waiting) return;
  waiting = false;
  takeExamples();
});
