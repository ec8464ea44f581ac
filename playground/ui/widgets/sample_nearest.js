// The test digits whose codes are nearest to the picked sample's, decoded by the same network.

const COUNT = 5;
const SIDE = 28;
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample_nearest.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");

let sequence = 0;
let found = null; // the newest answer

const items = Array.from({ length: COUNT }, () => {
  const item = document.createElement("li");
  item.innerHTML = '<div class="picture" data-ink="reconstruction"><canvas role="img"></canvas></div><span class="hint" data-text="sample_nearest.distance"></span><b class="number"></b><span class="hint which"></span>';
  return item;
});
find("ol").append(...items);
playground.translate(find("ol"));

const paint = playground.whileSeen(element, () => {
  if (!found || found.model !== sampling.samples.model) return;
  const canvas = find(".sample canvas");
  const name = playground.text("sample.ends.sample", { number: found.picked + 1 });
  playground.paintGray(canvas, sampling.picture(found.picked), SIDE, SIDE);
  canvas.setAttribute("aria-label", name);
  find(".sample .name").textContent = name;
  items.forEach((item, index) => {
    const { index: place, label, distance, pixels } = found.neighbours[index];
    const digit = item.querySelector("canvas");
    const far = playground.number(distance);
    const which = words("digit", { label, number: playground.count(place) });
    playground.paintGray(digit, playground.pixels(pixels, SIDE * SIDE), SIDE, SIDE);
    digit.setAttribute("aria-label", `${which}, ${words("distance")} ${far}`);
    item.querySelector("b").textContent = far;
    item.querySelector(".which").textContent = which;
    item.dataset.label = label;
    item.dataset.distance = distance;
  });
  find(".verdict").textContent = words(found.neighbours[0].distance > found.typical ? "far" : "near", {
    distance: playground.number(found.neighbours[0].distance),
    typical: playground.number(found.typical),
  });
  panel.dataset.sequence = found.sequence;
});

const send = playground.newest(server.nearest, (answer, request) => {
  if (playground.tell(find(".problem"), answer)) return;
  found = { ...answer, picked: request.picked };
  sampling.tellNearest(found);
  paint();
});

const ask = playground.whileSeen(element, () => {
  const { samples, picked } = sampling;
  if (!samples || !playground.isOpen(element)) return;
  sequence += 1;
  send({ sequence, picked, model: samples.model, code: Array.from(sampling.code(picked)), label: sampling.label(picked) });
}, "0px");

sampling.onPick(ask);
playground.onLanguage(paint);
