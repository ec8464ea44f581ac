// What a classifier makes of the sheet, each figure beside the real test digits'.

const REST = 250; // ms without a new sheet before it is judged: judging is slower than drawing
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample_quality.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;

let found = null; // the newest answer
let timer = null;

const bars = Array.from({ length: 10 }, (_, label) => {
  const item = document.createElement("li");
  item.innerHTML = '<div class="column"><i class="bar"></i><i class="mark"></i></div><b></b><span class="number"></span>';
  item.style.setProperty("--color", `var(--label-${label})`);
  item.querySelector("b").textContent = label;
  return item;
});
find(".bars").append(...bars);

function showFigure(name, { samples, real }, largest, say) {
  const row = find(`[data-figure="${name}"]`);
  row.dataset.samples = samples ?? "";
  row.dataset.real = real;
  row.querySelector(".ours i").style.width = `${(100 * (samples ?? 0)) / largest}%`;
  row.querySelector(".real i").style.width = `${(100 * real) / largest}%`;
  row.querySelector(".ours .number").textContent = samples === null ? "–" : say(samples);
  row.querySelector(".real .number").textContent = words("of_real", { value: say(real) });
}

function verdict({ confidence, diversity, label }) {
  const less = diversity.samples !== null && diversity.samples < 0.9 * diversity.real;
  const unsure = confidence.samples < confidence.real - 0.1;
  if (unsure) return words("verdict.unsure");
  if (label !== null) return words("verdict.one_label");
  return words(less ? "verdict.alike" : "verdict.good");
}

const paint = playground.whileSeen(element, () => {
  if (!found) return;
  find(".figures").hidden = false;
  const { confidence, diversity, histogram, real_histogram: real } = found;
  showFigure("confidence", confidence, 1, percent);
  showFigure("diversity", diversity, Math.max(diversity.real, diversity.samples ?? 0), playground.number);
  const tallest = Math.max(...histogram, ...real);
  bars.forEach((item, label) => {
    item.querySelector(".bar").style.height = `${(100 * histogram[label]) / tallest}%`;
    item.querySelector(".mark").style.bottom = `${(100 * real[label]) / tallest}%`;
    item.querySelector(".number").textContent = `${Math.round(100 * histogram[label])}\u00a0%`;
    item.setAttribute("aria-label", words("bar", { label, share: percent(histogram[label]), real: percent(real[label]) }));
    item.dataset.share = histogram[label];
  });
  find(".verdict").textContent = verdict(found);
  panel.dataset.sequence = found.sequence;
});

const send = playground.newest(server.quality, (answer, { label }) => {
  if (playground.tell(find(".problem"), answer)) return;
  found = { ...answer, label };
  sampling.judge({
    sequence: answer.sequence,
    labels: playground.pixels(answer.labels),
    confidences: playground.pixels(answer.confidences),
  });
  paint();
});

function ask({ sequence, model, view, count, seed, temperature, asked_label: label }) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (playground.isOpen(element)) send({ sequence, model, view, count, seed, temperature, label });
  }, REST);
}

sampling.onSamples(ask);
playground.onLanguage(paint);
