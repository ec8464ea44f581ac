// What it means: words that stand still, and the formulas with the current picture's own numbers in them.

const { segment } = playground;
const words = (key, values) => playground.text(`segment_meaning.${key}`, values);
const find = (selector) => element.querySelector(selector);

let counted = null; // {result, found, true, both, all}: pixels

function overlap() {
  const { result, picture } = segment;
  if (!result || !picture) return null;
  if (counted?.result !== result) counted = { result, ...playground.segmentOverlap(result.labels, picture.truth) };
  return counted;
}

function figures() {
  const pixels = overlap();
  const { result, threshold } = segment;
  if (!pixels) return { threshold: threshold.toFixed(2) };
  const { found, true: really, both, all } = pixels;
  const scores = result.scores ?? {};
  return {
    threshold: result.threshold.toFixed(2),
    found: playground.count(found),
    all: playground.count(all),
    share: `${playground.number((100 * found) / all)}\u00a0%`,
    both: playground.count(both),
    true: playground.count(really),
    dice: scores.dice === undefined ? "?" : scores.dice.toFixed(3),
    v_rand: (scores.v_rand ?? null) === null ? "?" : scores.v_rand.toFixed(3),
  };
}

function liveWords() {
  const { picture, result, model } = segment;
  if (!picture || !result) return words("seen.invite");
  const values = {
    name: playground.segmentName(picture),
    model: playground.model(model)?.title ?? model,
    count: playground.count(result.count),
    true: playground.count(picture.truthCount ?? 0),
  };
  return words(picture.truth ? "seen.live_truth" : "seen.live", values);
}

function show() {
  const { picture, result, model } = segment;
  const values = figures();
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value] ?? "?";
  find(".live").textContent = liveWords();
  const truth = Boolean(picture?.truth);
  find(".truth").hidden = !truth;
  find(".without").hidden = !picture || truth;
  for (const node of element.querySelectorAll(".rand")) node.hidden = (result?.scores?.v_rand ?? null) === null;
  const nuclei = model?.startsWith("nuclei") ?? false;
  find(".misleads").textContent = words(nuclei ? "misleads.nuclei" : "misleads.membranes");
  find(".try").textContent = words(nuclei ? "try.nuclei" : "try.membranes");
}

const showSeen = playground.whileSeen(element, show);
playground.foldable(find(".panel"));
playground.onSegment((_, changed) => {
  if (["picture", "result", "model", "threshold"].some((name) => changed.has(name))) showSeen();
});
playground.onLanguage(show);
