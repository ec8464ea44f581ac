// Network, threshold, smallest object, view and opacity: what they are set to stands in the page's address.

const TAB = "segment";
const { segment } = playground;
const words = (key, values) => playground.text(`segment.controls.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const threshold = find("#segment-threshold input");
const opacity = find("#segment-opacity input");
const smallest = find("#segment-smallest");
const modelPicker = find("#segment-model select");
const viewPicker = find("#segment-view-kind select");
const wrong = find("#segment-smallest-wrong");
const more = find(".more");

// --- what is shown -----------------------------------------------------------------------------------------------

function fill(picker, options, value) {
  const listed = options.map(([key, name, off]) => `${key}=${name}=${off}`).join();
  if (picker.dataset.listed !== listed) {
    picker.dataset.listed = listed;
    picker.replaceChildren(
      ...options.map(([key, name, off]) => Object.assign(new Option(name, key), { disabled: Boolean(off) })),
    );
  }
  picker.value = value;
}

function complain(shown) {
  wrong.hidden = !shown;
  wrong.textContent = shown ? words("smallest_wrong", { largest: playground.count(playground.largestSmallest), kept: playground.count(segment.smallest) }) : "";
  smallest.setAttribute("aria-invalid", shown);
}

function say(slider, text) {
  slider.parentElement.querySelector("output").textContent = text;
  slider.setAttribute("aria-valuetext", text);
}

/* What its card says of it, on pictures that it was not trained on. */
function measured(metrics) {
  const found = metrics?.cross_validation ?? metrics;
  if (found?.dice === undefined) return "";
  const values = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Number(value).toFixed(3)]));
  values.pixel_error = `${playground.number(100 * found.pixel_error)}\u00a0%`;
  return words(metrics.cross_validation ? "measured.slices" : "measured.pictures", values);
}

function show() {
  const { model, view, picture } = segment;
  if (!model) return;
  threshold.value = segment.threshold;
  say(threshold, segment.threshold.toFixed(2));
  opacity.value = segment.opacity;
  say(opacity, `${Math.round(100 * segment.opacity)}\u00a0%`);
  if (document.activeElement !== smallest) smallest.value = segment.smallest;
  fill(modelPicker, segment.models.map(({ name }) => [name, playground.model(name)?.title ?? name]), model);
  fill(viewPicker, playground.segmentViews.map((name) => [name, words(`views.${name}`), name === "truth" && !picture?.truth]), view);
  find(".about").textContent = words(playground.hasText(`segment.controls.about.${model}`) ? `about.${model}` : "about.other");
  find(".measured").textContent = measured(playground.model(model)?.metrics);
  const words_more = words(panel.dataset.open === undefined ? "more" : "less");
  more.setAttribute("aria-label", words_more);
  more.title = words_more;
  more.textContent = panel.dataset.open === undefined ? "⋯" : "×";
}

// --- what is done ------------------------------------------------------------------------------------------------

threshold.addEventListener("input", () => playground.setSegment({ threshold: Number(threshold.value) }));
opacity.addEventListener("input", () => playground.setSegment({ opacity: Number(opacity.value) }));
smallest.addEventListener("input", () => {
  const value = playground.wholeNumber(smallest.value, 0, playground.largestSmallest);
  complain(value === null);
  if (value !== null) playground.setSegment({ smallest: value });
});
smallest.addEventListener("blur", show); // what cannot be used is taken back
modelPicker.addEventListener("change", () => playground.setSegment({ model: modelPicker.value }));
viewPicker.addEventListener("change", () => playground.setSegment({ view: viewPicker.value }));
more.addEventListener("click", () => {
  if (panel.dataset.open === undefined) panel.dataset.open = "";
  else delete panel.dataset.open;
  more.setAttribute("aria-expanded", panel.dataset.open !== undefined);
  show();
});

// --- the page ----------------------------------------------------------------------------------------------------

playground.setSegment({ models: props.models, examples: props.examples });
playground.setSegment({ model: props.models[0]?.name });
playground.onState((state) => {
  if (state.tab === TAB) playground.segmentFromAddress(state);
});
playground.onSegment((_, changed) => {
  if (["model", "threshold", "smallest", "view", "opacity", "picture"].some((name) => changed.has(name))) show();
});
playground.onLanguage(() => {
  show();
  complain(!wrong.hidden);
});
