// The picked digit and its ten nearest in code space. Which of them the map keeps near is said of each; and who is near
// on the map alone stands below, with its place in the code: false closeness, seen.

const SIDE = 28;
const NEAREST = 10;
const LONGEST_WAY = 50; // digits that one can go back over
const words = (key, values) => playground.text(`map_picked.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const canvas = find(".who canvas");
const back = find(".back");

let found = null; // {index, label, shares, views: [{view, neighbours, strangers}]}
let asked = 0;
const way = []; // digits that were picked before
let before = null;
let goingBack = false;

// --- who is near -----------------------------------------------------------------------------------------

/* Squares of the distances of all rows of a table (rows x columns) from one of them. */
function squares(table, columns, row) {
  const all = new Float32Array(table.length / columns);
  for (let other = 0, at = 0; other < all.length; other++) {
    for (let column = 0; column < columns; column++, at++) all[other] += (table[at] - table[row * columns + column]) ** 2;
  }
  return all;
}
/* How many-th nearest a row is: 1 for the nearest of the others. */
function rank(all, row, self) {
  let nearer = 0;
  for (let other = 0; other < all.length; other++) if (other !== self && all[other] < all[row]) nearer += 1;
  return nearer + 1;
}

/* The ten nearest in the code, with their rank on the map; and the map's ten nearest that are not among them, with
   their rank in the code. */
async function around({ atlas, layout, model, key }, index) {
  const codes = await atlas.codes();
  const near = await atlas.nearest(atlas.code(index), NEAREST, index);
  const row = layout?.row(index) ?? -1;
  if (row < 0) return { model, key, atlas, near, onMap: false, strangers: [] };
  const onMap = squares(layout.points, layout.dimensions, row);
  const neighbours = near.map((neighbour) => {
    const its = layout.row(neighbour.index);
    return { ...neighbour, rank: its < 0 ? null : rank(onMap, its, row) };
  });
  const inCode = squares(codes, atlas.latentDim, index);
  const friends = new Set(near.map((neighbour) => neighbour.index));
  const strangers = playground
    .smallest(layout.count, NEAREST, (other) => (other === row ? Infinity : onMap[other]))
    .map(({ row: other }) => layout.index(other))
    .filter((other) => !friends.has(other))
    .map((other) => ({
      index: other,
      label: atlas.labels[other],
      distance: Math.sqrt(inCode[other]),
      rank: rank(inCode, other, index),
    }));
  return { model, key, atlas, near: neighbours, onMap: true, strangers };
}

async function look() {
  const { picked, views } = playground.map;
  asked += 1;
  const mine = asked;
  if (picked === null) {
    found = null;
    show();
    return;
  }
  const there = views.filter((view) => view?.atlas);
  if (there.length === 0) return; // its atlas is on its way
  let all;
  try {
    all = await Promise.all(there.map((view) => around(view, picked)));
  } catch (error) {
    if (mine === asked) playground.tell(find(".problem"), { error: error.reason ?? "model_broken" });
    return;
  }
  if (mine !== asked) return;
  playground.tell(find(".problem"), {});
  const isNew = found?.index !== picked;
  found = { index: picked, label: there[0].atlas.labels[picked], shares: there[0].atlas.shares(all[0].near), views: all };
  show();
  if (isNew) playground.say(`${named()}. ${words("reading.aloud", { reading: playground.mapReading(found.shares) })}`);
}

// --- what is shown ---------------------------------------------------------------------------------------

const named = () => words("digit", { label: found.label, number: playground.count(found.index) });

const blocks = [0, 1].map(() => {
  const block = document.createElement("div");
  block.className = "view";
  block.innerHTML = `<div class="row near"><h4></h4><p class="hint"></p><ol class="map-neighbours" aria-describedby="map-picked-keys"></ol></div>
    <div class="row strangers"><h4></h4><p class="hint"></p><ol class="map-neighbours" aria-describedby="map-picked-keys"></ol></div>`;
  find(".views").append(block);
  const [near, strangers] = [...block.querySelectorAll(".row")].map((row) => ({
    row,
    title: row.querySelector("h4"),
    told: row.querySelector(".hint"),
    list: row.querySelector("ol"),
    fill: playground.neighbourList(row.querySelector("ol")),
  }));
  return { block, near, strangers };
});

function showView({ block, near, strangers }, view) {
  block.hidden = !view;
  if (!view) return;
  block.dataset.model = view.model;
  block.dataset.key = view.key;
  const { atlas, onMap, strangers: others } = view;
  const model = playground.model(view.model).title;
  const map = playground.text(`map.layouts.${view.key}`);
  const name = words("near.title", { model });
  near.title.textContent = name;
  near.told.textContent = onMap ? words("near.kept", { kept: NEAREST - others.length, count: NEAREST, map }) : words("near.absent", { map });
  near.list.setAttribute("aria-label", name);
  near.fill(
    atlas,
    view.near.map((neighbour) => ({ ...neighbour, apart: onMap ? apartOnMap(neighbour.rank) : null })),
  );
  strangers.row.hidden = others.length === 0;
  strangers.title.textContent = words("strangers.title", { map });
  strangers.told.textContent = words("strangers.told");
  strangers.list.setAttribute("aria-label", strangers.title.textContent);
  strangers.fill(
    atlas,
    others.map((other) => ({ ...other, apart: words("strangers.rank", { rank: playground.count(other.rank) }) })),
  );
}
function apartOnMap(rank) {
  if (rank === null) return words("near.missing");
  return rank > NEAREST ? words("near.rank", { rank: playground.count(rank) }) : null;
}

async function showPicture(atlas, index) {
  const pixels = await atlas.pictures([index]);
  if (found?.index === index) playground.paintGray(canvas, pixels, SIDE, SIDE);
}

function show() {
  find(".empty").hidden = found !== null;
  find(".content").hidden = found === null;
  back.hidden = way.length === 0;
  if (!found) {
    delete panel.dataset.index;
    return;
  }
  panel.style.setProperty("--colour", `var(--label-${found.label})`);
  find(".headline b").textContent = words("label", { label: found.label });
  find(".headline span").textContent = words("which", { number: playground.count(found.index) });
  find(".reading").textContent = words("reading.aloud", { reading: playground.mapReading(found.shares) });
  canvas.setAttribute("aria-label", named());
  showPicture(found.views[0].atlas, found.index).catch(() => {}); // see map_picture.js
  blocks.forEach((block, at) => showView(block, found.views[at]));
  panel.dataset.index = found.index;
}

// --- the way one came --------------------------------------------------------------------------------------

function remember(picked) {
  if (before !== null && before !== picked && !goingBack) way.push(before);
  if (way.length > LONGEST_WAY) way.shift();
  before = picked;
}
back.addEventListener("click", () => {
  goingBack = true;
  playground.setMap({ picked: way.pop() });
  goingBack = false;
});

playground.onMap((map, changed) => {
  if (changed.has("picked")) remember(map.picked);
  if (changed.has("picked") || changed.has("views")) look();
});
playground.onLanguage(() => found && show());
