// A map computed anew. What is to be computed is a view's `pending`, whether a button or a link asked for it; this widget
// starts it, follows it, and puts it in the place of the old map.

const OFTEN = 400; // milliseconds between two questions
const SAMPLES = [1000, 2000, 5000, 10000];
const START = { neighbours: 15, minimum_distance: 0.1, metric: "euclidean", sample: 2000, seed: 1, dimensions: 2 };
/* From where to where a stage fills the bar. */
const STAGES = { starting: [0, 0.1], neighbours: [0.1, 0.25], layout: [0.25, 0.95], trust: [0.95, 1] };
const words = (key, values) => playground.text(`map_compute.${key}`, values);
const find = (selector) => element.querySelector(selector);
const form = find("form");
const field = (name) => form.elements.namedItem(name);
const seedField = field("seed");
const problem = find(".problem");
const largestSeed = props.largest_seed;
const { map } = playground;

let current = null; // {at, settings, model, job, since}: what is being computed
let outcome = null; // {key, values}: how the last one ended

// --- the form -------------------------------------------------------------------------------------------------------

function complain(key, values) {
  problem.hidden = key === null;
  problem.textContent = key === null ? "" : words(playground.hasText(`map_compute.problem.${key}`) ? `problem.${key}` : "problem.failed", values);
  seedField.setAttribute("aria-invalid", key === "seed");
}

/* The settings of the form, or null where the seed is none. */
function chosen() {
  const seed = playground.wholeNumber(seedField.value, 0, largestSeed);
  if (seed === null) return null;
  const numbers = ["neighbours", "minimum_distance", "sample", "dimensions"].map((name) => [name, Number(field(name).value)]);
  return { ...Object.fromEntries(numbers), metric: field("metric").value, seed };
}

function option(picker, value, name) {
  const there = [...picker.options].find((one) => one.value === String(value));
  if (there) there.textContent = name;
  else picker.append(new Option(name, value));
}
function nameOptions() {
  for (const metric of playground.mapMetrics) option(field("metric"), metric, words(`metric.${metric}`));
  const samples = new Set([...SAMPLES, ...[...field("sample").options].map(({ value }) => Number(value))]);
  for (const count of samples) option(field("sample"), count, words("sample_count", { count: playground.count(count) }));
  for (const count of [2, 3]) option(field("dimensions"), count, words("dimensions.count", { count }));
  ["first", "second"].forEach((name, at) => option(field("target"), at, words(`target.${name}`)));
}

function setForm(settings) {
  if (!SAMPLES.includes(settings.sample)) option(field("sample"), settings.sample, words("sample_count", { count: playground.count(settings.sample) }));
  for (const [name, value] of Object.entries(settings)) field(name).value = value;
  showForm();
}
function showForm() {
  for (const slider of form.querySelectorAll("input[type=range]")) {
    const said = slider.name === "neighbours" ? slider.value : Number(slider.value).toFixed(2);
    slider.parentElement.querySelector("output").textContent = said;
    slider.setAttribute("aria-valuetext", said);
  }
  find(".target").hidden = map.views.length < 2;
  if (map.views.length < 2) field("target").value = 0;
}

form.addEventListener("input", () => {
  complain(null);
  showForm();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const settings = chosen();
  if (settings) playground.setView(Number(field("target").value), { pending: settings });
  else complain("seed", { largest: playground.count(largestSeed) });
});

// --- the work -------------------------------------------------------------------------------------------------------

const isCurrent = ({ sequence }) => current?.sequence === sequence;
let sequence = 0;

const sendStart = playground.newest(server.compute, (answer) => {
  if (!isCurrent(answer)) {
    if (answer.job) server.cancel({ job: answer.job }).catch(() => {}); // given up meanwhile; forgotten in any case
  } else if (answer.error) finish(answer.error);
  else {
    current.job = answer.job;
    ask();
  }
});
const sendProgress = playground.newest(server.progress, (answer) => {
  if (!isCurrent(answer)) return;
  if (answer.error) finish(answer.error);
  else if (answer.state === "done") take(answer);
  else if (answer.state === "running" || answer.state === "waiting") {
    current.answer = answer;
    showProgress();
    setTimeout(ask, OFTEN);
  } else finish(answer.state);
});
function ask() {
  if (current?.job) sendProgress({ sequence: current.sequence, job: current.job });
}

function begin(at) {
  const { pending, wish } = map.views[at];
  sequence += 1;
  current = { at, settings: pending, model: wish.model, job: null, answer: null, since: Date.now(), sequence };
  outcome = null;
  complain(null);
  setForm(pending);
  field("target").value = at;
  showProgress();
  sendStart({ sequence, model: wish.model, ...pending });
}

/* Its end without a map: "cancelled", or why not. */
function finish(reason) {
  const { at, settings } = current;
  current = null;
  if (reason === "cancelled") outcome = { key: "cancelled", values: {} };
  else complain(reason);
  showProgress();
  if (map.views[at]?.pending === settings) playground.setView(at, { pending: null });
}

function take(answer) {
  const { at, model } = current;
  const { dimensions, settings, label_accuracy: accuracy } = answer;
  const trust = playground.pixels(answer.trust);
  const indices = new Int32Array(playground.pixels(answer.indices).buffer);
  const whole = indices.length === map.views[at].atlas?.count;
  current = null;
  outcome = { key: "done", values: { count: playground.count(trust.length), accuracy: playground.number(100 * accuracy) } };
  playground.showComputed(
    at,
    playground.mapLayout({
      model, dimensions, trust, key: "computed", job: answer.job,
      points: playground.floats(answer.points),
      indices: whole ? null : indices,
      facts: { method: "umap", dimensions, settings, label_accuracy: accuracy },
    }),
  );
  showProgress();
  playground.say(words(outcome.key, outcome.values));
}

function giveUp() {
  const { job } = current;
  if (job) server.cancel({ job }).catch(() => {}); // a server that is gone forgets it by itself
  finish("cancelled");
}
find("#map-compute-cancel").addEventListener("click", giveUp);

// --- how far it is --------------------------------------------------------------------------------------------------

function stateWords({ answer }) {
  if (!answer) return words("state.asked");
  if (answer.state === "waiting") return answer.place > 0 ? words("state.waiting", { place: answer.place }) : words("state.next");
  return words(`state.${answer.stage}`, { percent: Math.round(100 * answer.share) });
}
function shareOf({ answer }) {
  const [from, to] = STAGES[answer?.stage] ?? [0, 0];
  return from + (answer?.stage === "layout" ? answer.share : 0) * (to - from);
}

function showProgress() {
  element.querySelector(".panel").dataset.state = current ? (current.answer?.state ?? "asked") : "idle";
  find(".running").hidden = !current;
  find("#map-compute-start").disabled = current !== null;
  find(".result").textContent = outcome ? words(outcome.key, outcome.values) : "";
  if (!current) return;
  const percent = Math.round(100 * shareOf(current));
  find(".state").textContent = stateWords(current);
  find(".elapsed").textContent = words("elapsed", { seconds: Math.round((Date.now() - current.since) / 1000) });
  find(".level i").style.width = `${percent}%`;
  find(".level").setAttribute("aria-valuenow", percent);
}

// --- the page ---------------------------------------------------------------------------------------------------------

nameOptions();
setForm(START);
showProgress();
playground.onMap((_, changed) => {
  if (!changed.has("views")) return;
  showForm();
  if (current && map.views[current.at]?.pending !== current.settings) giveUp();
  if (current) return;
  const next = map.views.findIndex(({ pending }) => pending);
  if (next >= 0) begin(next);
});
playground.onLanguage(() => {
  nameOptions();
  complain(null);
  showProgress();
});
