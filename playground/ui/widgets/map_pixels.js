// The ten digits nearest to the picked one, twice: in code space and in the pixels of the rebuilt pictures. A digit with
// another label is marked in both rows.

const COUNT = 10;
const words = (key, values) => playground.text(`map_pixels.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const show = {
  codes: playground.neighbourList(find('[data-space="codes"] ol')),
  pixels: playground.neighbourList(find('[data-space="pixels"] ol')),
};

let sequence = 0;
let found = null; // {atlas, index, codes, pixels}: the neighbours that are shown

function verdict({ atlas, index, codes, pixels }) {
  const label = atlas.labels[index];
  const own = (neighbours) => neighbours.filter((neighbour) => neighbour.label === label).length;
  const both = codes.filter((one) => pixels.some((other) => other.index === one.index)).length;
  return words("verdict", { both, label, codes: own(codes), pixels: own(pixels) });
}

function paint() {
  find(".empty").hidden = playground.map.picked !== null;
  find(".content").hidden = found === null;
  if (!found) return;
  const { atlas, index, codes, pixels } = found;
  const label = atlas.labels[index];
  const marked = (neighbours) =>
    neighbours.map((neighbour) => ({ ...neighbour, apart: neighbour.label === label ? null : words("other", { label }) }));
  show.codes(atlas, marked(codes));
  show.pixels(atlas, marked(pixels));
  find(".codes").textContent = words("codes", { count: atlas.latentDim });
  find(".verdict").textContent = verdict(found);
  Object.assign(panel.dataset, { index, model: atlas.model });
}

const send = playground.newest(
  async (request) => {
    const answer = await server.pixel_neighbours(request);
    if (!answer || answer.error) return answer;
    const atlas = await playground.atlas(request.model);
    await atlas.codes();
    const codes = await atlas.nearest(atlas.code(request.index), COUNT, request.index);
    return { ...answer, atlas, codes };
  },
  (answer, { index }) => {
    found = playground.tell(find(".problem"), answer) ? null : { ...answer, index, pixels: answer.neighbours };
    paint();
  },
);

const ask = playground.whileSeen(element, () => {
  const { picked, views } = playground.map;
  const { atlas, model } = views[0];
  if (!atlas || !playground.isOpen(element)) return;
  if (picked === null) found = null;
  if (picked === null || (found?.atlas === atlas && found.index === picked)) {
    paint();
    return;
  }
  sequence += 1;
  send({ sequence, model, index: picked });
}, "0px");

playground.onMap((_, changed) => {
  if (changed.has("picked") || changed.has("views")) ask();
});
playground.onTab(ask);
playground.onLanguage(paint);
