// What was chosen on the map: how many, which labels, what they look like, and a file of them. Who finds digits by a
// rank (the hardest, the furthest from their kind) gives them in that order, and the gallery keeps it.

const SIDE = 28;
const LABELS = 10;
const PAGE = 60; // pictures that the gallery shows at first, and by every "more"
const MANY = 0.8; // of the chosen: then one label is named alone
const words = (key, values) => playground.text(`map_selection.${key}`, values);
const find = (selector) => element.querySelector(selector);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;
const list = find(".gallery");

let shown = PAGE; // most pictures in the gallery
let painted = null; // the selection that it shows
let details = null; // of the atlas of the view: readings, errors …; null before they are there

const chosen = () => playground.map.selection;
/* The view that it was chosen on, where that is still shown. */
function view() {
  const { views } = playground.map;
  const on = chosen()?.on;
  return views.find(({ model, key }) => model === on?.model && key === on?.key) ?? views[0];
}

// --- how many, and which ------------------------------------------------------------------------------------------

const bars = Array.from({ length: LABELS }, (_, label) => {
  const item = document.createElement("li");
  item.innerHTML = '<div class="column"><i class="bar"></i></div><b></b><span class="number"></span>';
  item.style.setProperty("--color", `var(--label-${label})`);
  item.querySelector("b").textContent = label;
  return item;
});
find(".bars").append(...bars);

function showHistogram(counts) {
  const tallest = Math.max(1, ...counts);
  bars.forEach((item, label) => {
    item.querySelector(".bar").style.height = `${(100 * counts[label]) / tallest}%`;
    item.querySelector(".number").textContent = playground.count(counts[label]);
    item.setAttribute("aria-label", words("bar", { label, count: playground.count(counts[label]) }));
    item.dataset.count = counts[label];
  });
}

function mostly(counts, count) {
  const [first, second] = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const values = { first, second, share: percent(counts[first] / count), other: percent(counts[second] / count) };
  if (counts[first] === count) return words("mostly.only", values);
  return words(counts[first] >= MANY * count ? "mostly.one" : "mostly.two", values);
}

// What the classifier and the map make of the chosen, as far as the atlas tells.
function judged({ atlas, layout }, indices) {
  const said = [];
  if (details) {
    const misread = (readings) => indices.filter((index) => readings[index] !== atlas.labels[index]).length;
    const [before, after] = [misread(details.readings), misread(details.rebuiltReadings)];
    said.push(words("misread", { before: playground.count(before), after: playground.count(after) }));
  }
  if (layout) {
    const rows = [...indices].map((index) => layout.row(index)).filter((row) => row >= 0);
    const kept = rows.reduce((sum, row) => sum + layout.trust[row], 0) / rows.length;
    if (rows.length) said.push(words("kept", { kept: playground.number(kept) }));
    if (rows.length < indices.length) said.push(words("absent", { count: playground.count(indices.length - rows.length) }));
  }
  return said;
}

// --- the gallery --------------------------------------------------------------------------------------------------

function tile() {
  const item = document.createElement("li");
  item.innerHTML = '<button type="button"><span class="picture" data-ink="reconstruction"><canvas></canvas></span></button>';
  return item;
}

async function showGallery(atlas, indices) {
  const mine = (painted = [...indices.subarray(0, shown)]);
  while (list.children.length > mine.length) list.lastElementChild.remove();
  while (list.children.length < mine.length) list.append(tile());
  mine.forEach((index, at) => {
    const name = words("digit", { label: atlas.labels[index], number: playground.count(index) });
    const button = list.children[at].firstElementChild;
    button.dataset.index = index;
    button.setAttribute("aria-label", name);
    button.title = name;
  });
  markPicked();
  const left = indices.length - mine.length;
  find(".more").hidden = left === 0;
  find(".more").textContent = words("more", { count: playground.count(Math.min(PAGE, left)), left: playground.count(left) });
  if (!mine.length) return;
  const pixels = await atlas.pictures(mine);
  if (mine !== painted) return;
  mine.forEach((_, at) => {
    const canvas = list.children[at].querySelector("canvas");
    playground.paintGray(canvas, pixels.subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE), SIDE, SIDE);
  });
  find(".panel").dataset.painted = mine.length;
}

function markPicked() {
  for (const button of list.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", Number(button.dataset.index) === playground.map.picked);
  }
}

// --- the file -----------------------------------------------------------------------------------------------------

function asCsv({ atlas, layout }, indices) {
  const axes = ["x", "y", "z"].slice(0, layout?.dimensions ?? 0);
  const header = ["index", "label", ...axes, ...(layout ? ["kept_neighbours"] : [])];
  if (details) header.push("read_as", "confidence", "rebuilt_read_as", "rebuilt_confidence", "mean_squared_error");
  const lines = [...indices].map((index) => {
    const cells = [index, atlas.labels[index]];
    if (layout) {
      const row = layout.row(index);
      cells.push(...axes.map((_, axis) => (row < 0 ? "" : layout.points[row * layout.dimensions + axis].toFixed(5))));
      cells.push(row < 0 ? "" : layout.trust[row]);
    }
    if (details) {
      const sure = (confidences) => (confidences[index] / 255).toFixed(3);
      cells.push(details.readings[index], sure(details.confidences));
      cells.push(details.rebuiltReadings[index], sure(details.rebuiltConfidences), details.errors[index].toPrecision(4));
    }
    return cells.join(",");
  });
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

// --- the page -----------------------------------------------------------------------------------------------------

/* A model whose atlas holds no readings is shown without them. */
async function fetchDetails(atlas) {
  try {
    const found = await atlas.details();
    if (view().atlas !== atlas) return;
    details = found;
    show();
  } catch (error) {
    console.warn(error);
  }
}

let detailed = null; // the atlas whose details were asked for

function show() {
  const selection = chosen();
  const here = view();
  const indices = selection?.indices ?? new Int32Array(0);
  find(".lead").textContent = words(selection ? `kind.${selection.kind}` : "empty");
  find(".choice").hidden = !selection;
  find("#map-selection-csv").disabled = indices.length === 0;
  find(".problem").hidden = !selection || indices.length > 0;
  find(".content").hidden = !(here.atlas && indices.length > 0);
  find(".panel").dataset.count = selection ? indices.length : "";
  if (find(".content").hidden) return;
  if (detailed !== here.atlas) {
    detailed = here.atlas;
    details = null;
    fetchDetails(here.atlas);
  }
  const counts = new Array(LABELS).fill(0);
  for (const index of indices) counts[here.atlas.labels[index]] += 1;
  find(".count b").textContent = playground.count(indices.length);
  find(".count span").textContent = words("count", { all: playground.count(here.atlas.count), share: percent(indices.length / here.atlas.count) });
  find(".read").textContent = [mostly(counts, indices.length), ...judged(here, indices)].join(" ");
  showHistogram(counts);
  showGallery(here.atlas, indices);
}
const follow = playground.whileSeen(element, show);

find(".more").addEventListener("click", () => {
  shown += PAGE;
  show();
});
list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) playground.setMap({ picked: Number(button.dataset.index) });
});
find("#map-selection-clear").addEventListener("click", () => playground.choose(null));
find("#map-selection-csv").addEventListener("click", () => {
  const here = view();
  const csv = new Blob([asCsv(here, chosen().indices)], { type: "text/csv" });
  playground.download(csv, `${here.model}-${here.key}-${chosen().kind}.csv`);
});

let told = null; // the selection that is shown
playground.onMap((map, changed) => {
  if (map.selection !== told) {
    told = map.selection;
    shown = PAGE;
  }
  if (!changed || changed.has("selection") || changed.has("views")) follow();
  else if (changed.has("picked")) markPicked();
});
playground.onLanguage(follow);
