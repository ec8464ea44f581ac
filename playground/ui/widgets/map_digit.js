// The drawn digit on the map. The server encodes it, one request in flight, the newest wins; its neighbours in code space
// and its place are found here. Each view has its own network: the digit is encoded once for each.

const NEAREST = 10;
const FAR = 0.15; // of half the map's width: neighbours that lie this far apart leave no place for what is between them
const words = (key, values) => playground.text(`map_digit.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const list = find(".map-neighbours");
const fill = playground.neighbourList(list);

let digit = null; // {pixels, key, example}
let sequence = 0;
const senders = new Map(); // model -> send
const placed = new Map(); // model -> {key, code, label, neighbours, shares}

const drawn = () => digit !== null && !digit.example;
const models = () => [...new Set(playground.map.views.filter((view) => view?.atlas).map(({ model }) => model))];
const atlasOf = (model) => playground.map.views.find((view) => view?.model === model)?.atlas;

// --- asking ------------------------------------------------------------------------------------------------

async function arrive(answer, { digit: key, model }) {
  if (playground.tell(find(".problem"), answer)) return;
  const atlas = atlasOf(model);
  if (!atlas || !drawn()) return;
  const code = Float32Array.from(answer.mean);
  let neighbours;
  try {
    neighbours = await atlas.nearest(code, NEAREST);
  } catch {
    return; // no codes: the map itself says so
  }
  if (!drawn()) return;
  const shares = atlas.shares(neighbours);
  const label = shares.indexOf(Math.max(...shares));
  placed.set(model, { key, code, label, neighbours, shares });
  publish();
}
function sender(model) {
  const encode = async (request) => {
    const answer = await server.encode(request);
    if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
    return answer;
  };
  if (!senders.has(model)) senders.set(model, playground.newest(encode, arrive));
  return senders.get(model);
}
function ask() {
  if (!playground.isOpen(element)) return;
  if (!drawn()) {
    if (placed.size === 0) return;
    placed.clear();
    publish();
    return;
  }
  for (const model of models()) {
    if (placed.get(model)?.key === digit.key) continue;
    sequence += 1;
    sender(model)({ sequence, digit: digit.key, model, label: null });
  }
}

// --- telling -----------------------------------------------------------------------------------------------

const placedFirst = () => placed.get(models()[0]) ?? null;
/* What the first view's network makes of it, and of every model of the views what its own does. */
function publish() {
  const mine = placedFirst();
  playground.setMap({ mine: mine && { ...mine, of: Object.fromEntries(placed) } });
  show();
}

/* How far the neighbours lie, on the map, from the place between them: weighted by nearness in the code. */
function scatter({ atlas, layout }, { neighbours }) {
  const place = layout && atlas.placeOf(layout, neighbours);
  if (!place) return null;
  const there = neighbours.filter(({ index }) => layout.row(index) >= 0);
  const weights = playground.shepard(there.map(({ distance }) => distance));
  const away = ({ index }) => Math.hypot(...layout.place(index).map((coordinate, axis) => coordinate - place[axis]));
  return there.reduce((sum, neighbour, at) => sum + weights[at] * away(neighbour), 0);
}

function show() {
  const mine = placedFirst();
  const { views } = playground.map;
  find(".empty").hidden = mine !== null;
  find(".content").hidden = mine === null;
  if (!mine) {
    delete panel.dataset.label;
    return;
  }
  const [view] = views;
  panel.dataset.label = mine.label;
  panel.dataset.key = mine.key;
  find(".reading").textContent = words("reading", { reading: playground.mapReading(mine.shares) });
  fill(view.atlas, mine.neighbours);
  const far = scatter(view, mine);
  const told = find(".scattered");
  told.textContent = far === null ? "" : words(far > FAR ? "scattered" : "together", { distance: playground.number(far) });
  told.classList.toggle("warned", far > FAR);
}

playground.onDigit((newest) => {
  digit = newest;
  ask();
});
playground.onMap((_, changed) => {
  if (!changed.has("views")) return;
  for (const model of [...placed.keys()]) if (!models().includes(model)) placed.delete(model);
  ask();
  if (placed.size > 0) publish();
  else show(); // another mark on the map stays
});
playground.onTab(ask);
playground.onLanguage(show);
