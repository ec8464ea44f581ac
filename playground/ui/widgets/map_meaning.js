// What it means: words that stand still, and how UMAP ties the picked digit to its neighbours, with its own numbers.

const FIRST = 0; // the digit that is shown while none is picked
const SHOWN = 5; // the neighbour, in order of nearness, whose numbers stand in the formula
const OTHERS = 400; // most dots around the springs
const words = (key, values) => playground.text(`map_meaning.${key}`, values);
const find = (selector) => element.querySelector(selector);
const colour = (label) => `var(--label-${label})`;

let found = null; // {atlas, layout, index, ties, back: the tie from the shown neighbour's side}
let turn = 0;

// --- pictures -------------------------------------------------------------------------------------------------------

/* The tie over the distance: 1 at the nearest, fading at this digit's own pace. */
function drawTies({ nearest, sigma, neighbours }) {
  const far = 1.15 * neighbours.at(-1).distance;
  const plot = playground.plot(find(".ties"), {
    width: 260,
    height: 160,
    margin: { left: 30, right: 8, top: 30, bottom: 36 },
    across: { low: 0, high: far, ticks: playground.ticks(0, far, 4).map((at) => ({ at, text: at === 0 ? "0" : playground.number(at) })), name: words("umap.distance") },
    up: { low: 0, high: 1, ticks: [0, 0.5, 1].map((at) => ({ at, text: String(at) })), name: words("umap.tie") },
  });
  const curve = Array.from({ length: 61 }, (_, step) => (far * step) / 60).map((distance) => [
    plot.x(distance),
    plot.y(Math.exp(-Math.max(0, distance - nearest) / sigma)),
  ]);
  playground.svg("path", { d: playground.linePath(curve), style: "--line: var(--muted)" }, plot.group());
  for (const { distance, tie, label } of neighbours) {
    playground.svg("circle", { cx: plot.x(distance), cy: plot.y(tie), r: 4, fill: colour(label) }, find(".ties"));
  }
}

/* The digit where the map has put it, its springs as thick as they are strong, and who lies around without one. */
function drawSprings({ atlas, layout, index, ties }) {
  const svg = find(".springs");
  const flat = layout.dimensions === 2;
  svg.toggleAttribute("hidden", !flat);
  find(".springs-words").textContent = words(flat ? "umap.springs_seen" : "umap.springs_flat", { count: ties.neighbours.length });
  if (!flat) return;
  const [width, height, margin] = [260, 200, 16];
  const ends = ties.neighbours.map((one) => ({ ...one, place: layout.place(one.index) }));
  const here = layout.place(index);
  const places = [here, ...ends.map(({ place }) => place)];
  const middle = [0, 1].map((axis) => (Math.max(...places.map((place) => place[axis])) + Math.min(...places.map((place) => place[axis]))) / 2);
  const reach = Math.max(0.02, ...places.flatMap((place) => [Math.abs(place[0] - middle[0]) / width, Math.abs(place[1] - middle[1]) / height].map((share) => share * height)));
  const scale = (height / 2 - margin) / reach;
  const at = ([x, y]) => [width / 2 + (x - middle[0]) * scale, height / 2 - (y - middle[1]) * scale];
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const around = Array.from({ length: layout.count }, (_, row) => at([layout.points[2 * row], layout.points[2 * row + 1]]))
    .filter(([x, y]) => x > 0 && x < width && y > 0 && y < height);
  const step = Math.max(1, Math.ceil(around.length / OTHERS));
  for (let dot = 0; dot < around.length; dot += step) {
    playground.svg("circle", { class: "other", cx: around[dot][0].toFixed(1), cy: around[dot][1].toFixed(1), r: 1.5 }, svg);
  }
  const [x1, y1] = at(here);
  for (const { place, tie } of ends) {
    const [x2, y2] = at(place);
    playground.svg("line", { x1, y1, x2, y2, "stroke-width": 0.5 + 4 * tie }, svg);
  }
  for (const { place, label } of ends) {
    const [cx, cy] = at(place);
    playground.svg("circle", { cx, cy, r: 4.5, fill: colour(label) }, svg);
  }
  playground.svg("circle", { cx: x1, cy: y1, r: 5, fill: colour(atlas.labels[index]) }, svg);
  playground.svg("circle", { class: "here", cx: x1, cy: y1, r: 8 }, svg);
}

// --- words and numbers ----------------------------------------------------------------------------------------------

function figures() {
  if (!found) return {};
  const { ties, back } = found;
  const { distance, tie } = ties.neighbours[Math.min(SHOWN, ties.neighbours.length) - 1];
  const values = { distance, nearest: ties.nearest, width: ties.sigma, tie, sum: ties.sum, both: tie + back - tie * back };
  const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, playground.number(value)]));
  return { ...said, neighbours: ties.count };
}

function liveWords() {
  const { picked } = playground.map;
  if (picked === null || !found) return words("seen.invite");
  const { atlas, layout, index } = found;
  const values = { label: atlas.labels[index], number: playground.count(index), kept: layout.trust[layout.row(index)] };
  return words("seen.live", values);
}

function methodWords() {
  const { key, layout } = playground.map.views[0];
  return words(`seen.${layout?.facts?.method ?? key.split("-")[0].replace("computed", "umap")}`);
}

function show() {
  const values = figures();
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value] ?? "?";
  find(".method").textContent = methodWords();
  find(".live").textContent = liveWords();
  for (const svg of element.querySelectorAll("svg")) svg.toggleAttribute("hidden", !found);
  find(".springs-words").textContent = "";
  find(".ties-words").textContent = "";
  if (!found) return;
  const { atlas, index, ties } = found;
  find(".ties-words").textContent = words(playground.map.picked === index ? "umap.picked" : "umap.first", {
    label: atlas.labels[index],
    number: playground.count(index),
    place: Math.min(SHOWN, ties.neighbours.length),
  });
  drawTies(ties);
  drawSprings(found);
  Object.assign(find(".panel").dataset, { index, model: atlas.model });
}

const look = playground.whileSeen(element, async () => {
  const [{ atlas, layout }] = playground.map.views;
  const mine = ++turn;
  if (!layout || !playground.isOpen(element)) return;
  const index = playground.map.picked ?? layout.index(FIRST);
  try {
    const ties = await playground.mapTies(atlas, layout, index);
    const shown = ties?.neighbours[Math.min(SHOWN, ties.neighbours.length) - 1];
    const others = shown ? await playground.mapTies(atlas, layout, shown.index) : null;
    if (mine !== turn) return;
    const back = others?.neighbours.find((one) => one.index === index)?.tie ?? 0;
    found = ties && { atlas, layout, index, ties, back };
  } catch (error) {
    console.warn(error); // the map itself says what is missing
    found = null;
  }
  if (mine === turn) show();
});

playground.foldable(find(".panel"));
playground.onMap((_, changed) => {
  if (changed.has("views") || changed.has("picked")) look();
});
playground.onTab(look);
playground.onLanguage(show);
