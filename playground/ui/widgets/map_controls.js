// Which maps are shown, what is marked and found on them, and saving. The state itself is playground.map, see map.js.

const SOLID = /-3$/;
const SHIPPED = /^(umap|tsne|pca)-[23]$/;
const DIGITS = 10;
/* Whose map stands well beside another's: the same network trained otherwise, where there is one. */
const OPPONENTS = {
  "mnist-vae-16": "mnist-dense-16",
  "mnist-dense-16": "mnist-vae-16",
  "mnist-vae-2": "mnist-dense-2",
  "mnist-dense-2": "mnist-vae-2",
  "mnist-aae-2": "mnist-vae-2",
  "mnist-dense-32": "mnist-denoising-32",
  "mnist-denoising-32": "mnist-dense-32",
  "mnist-linear-20": "mnist-pca-64",
  "mnist-pca-64": "mnist-linear-20",
  "mnist-conv-10": "mnist-conv-10-relu",
  "mnist-conv-10-relu": "mnist-conv-10",
};
const words = (key, values) => playground.text(`map.${key}`, values);
const find = (selector) => element.querySelector(selector);
const { map } = playground;
const pickers = {
  model: [find("#map-model select"), find("#map-beside-model")],
  key: [find("#map-key select"), find("#map-beside-key")],
};
const besidePicker = find("#map-beside select");
const findPicker = find("#map-find select");
const indexField = find("#map-find-index");
const findProblem = find("#map-find-wrong");
const problem = find("#map-problem");

playground.serveMap(server);
playground.serveLatent(server);

// --- options ---------------------------------------------------------------------------------------------

const title = (model) => playground.model(model).title;
const option = (value, name) => new Option(name, value);
function group(name, options) {
  const node = document.createElement("optgroup");
  node.label = name;
  node.append(...options);
  return node;
}

/* Fills a picker anew only where its options have changed: an open one would close. */
function fill(picker, listed, make, value) {
  const key = JSON.stringify([playground.language, listed]);
  if (picker.dataset.listed !== key) {
    picker.dataset.listed = key;
    picker.replaceChildren(...make());
  }
  picker.value = value;
}

function fillKeys(picker, view) {
  const there = view.atlas?.model === view.wish.model ? view.atlas.keys : playground.mapKeys;
  const keys = playground.mapKeys.filter((key) => there.includes(key));
  const computed = view.pending || playground.computedMap(view.wish.model) ? ["computed"] : [];
  const options = (listed) => listed.map((key) => option(key, words(`layouts.${key}`)));
  const kinds = [
    ["flat", keys.filter((key) => SHIPPED.test(key) && !SOLID.test(key))],
    ["solid", keys.filter((key) => SOLID.test(key))],
    ["otherwise", keys.filter((key) => !SHIPPED.test(key))],
    ["here", computed],
  ].filter(([, listed]) => listed.length > 0);
  const make = () => kinds.map(([name, listed]) => group(words(`controls.${name}`), options(listed)));
  fill(picker, kinds, make, view.wish.key);
}

// --- a second map ------------------------------------------------------------------------------------------

const opponentOf = (model) =>
  [OPPONENTS[model], "mnist-vae-16", "mnist-dense-16"].find((name) => name !== model && playground.mappable.includes(name));

/* Pairs worth comparing with the first map: name -> {model, key}. */
function presets() {
  const { model, key } = map.views[0].wish;
  const dimensions = SOLID.test(key) ? 3 : 2;
  const isPca = key.startsWith("pca");
  const opponent = opponentOf(model);
  return {
    [isPca ? "umap" : "pca"]: { model, key: `${isPca ? "umap" : "pca"}-${dimensions}` },
    ...(dimensions === 2 ? { seed: { model, key: key === "umap-2-seed-1" ? "umap-2" : "umap-2-seed-1" } } : {}),
    ...(opponent ? { opponent: { model: opponent, key: key === "computed" ? "umap-2" : key } } : {}),
  };
}
let choosing = false; // a second map that is none of the pairs

function showBeside() {
  const second = map.views[1]?.wish;
  const pairs = presets();
  const same = Object.keys(pairs).find((name) => pairs[name].model === second?.model && pairs[name].key === second?.key);
  if (!second) choosing = false;
  const value = second ? (choosing || !same ? "own" : same) : "none";
  const names = ["none", ...Object.keys(pairs), "own"];
  const nameOf = (name) => (name === "opponent" ? title(pairs.opponent.model) : words(`beside.${name}`));
  fill(besidePicker, [names, pairs.opponent?.model], () => names.map((name) => option(name, nameOf(name))), value);
  find(".second").hidden = value !== "own";
}

besidePicker.addEventListener("change", () => {
  const { value } = besidePicker;
  choosing = value === "own";
  if (value === "none") playground.setBeside(null);
  else playground.setBeside(presets()[value] ?? map.views[1]?.wish ?? { ...map.views[0].wish, key: "umap-2" });
  showBeside();
});

// --- find --------------------------------------------------------------------------------------------------

const last = () => (map.views[0].atlas?.count ?? 10_000) - 1;

function complain(key, values) {
  findProblem.hidden = key === null;
  findProblem.textContent = key === null ? "" : words(`find.${key}`, values);
  indexField.setAttribute("aria-invalid", key !== null);
}

function showFound() {
  const { selection } = map;
  const value = selection?.kind === "label" ? `label-${selection.value}` : (selection?.kind ?? "");
  const names = Array.from({ length: DIGITS }, (_, label) => [`label-${label}`, words("find.label", { label })]);
  const finds = playground.mapFinds.map((name) => [name, words(`find.${name}`)]);
  const all = [["", words("find.nothing")], ...finds, ...names];
  fill(findPicker, all, () => all.map(([name, text]) => option(name, text)), all.some(([name]) => name === value) ? value : "");
}

async function choose(wish) {
  complain(null);
  try {
    await playground.choose(wish);
  } catch (error) {
    tellProblem(error.reason ?? "model_broken");
  }
}
findPicker.addEventListener("change", () => {
  const [kind, value] = findPicker.value.split("-");
  if (!kind) choose(null);
  else choose(value === undefined ? { kind } : { kind, value: Number(value) });
});

async function goTo(index) {
  const [view] = map.views;
  if (!view.layout) return;
  const place = view.layout.place(index);
  if (!place) {
    complain("absent", { index });
    return;
  }
  await choose({ kind: "index", value: index });
  playground.setMap({ picked: index });
  const [x, y] = place;
  const { range } = view;
  if (range && !(x > range[0] && x < range[1] && y > range[2] && y < range[3])) playground.setView(0, { range: null });
  playground.say(words("find.found", { index, label: view.atlas.labels[index] }));
}
find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const index = playground.wholeNumber(indexField.value, 0, last());
  if (index === null) complain("out_of_range", { last: playground.count(last()) });
  else goTo(index);
});
indexField.addEventListener("input", () => complain(null));

// --- save --------------------------------------------------------------------------------------------------

/* One row a point: what is on the map, where, and what is known of it. */
async function csv({ layout, atlas }) {
  const { readings, errors } = await atlas.details();
  const axes = ["x", "y", "z"].slice(0, layout.dimensions);
  const rows = Array.from({ length: layout.count }, (_, row) => {
    const index = layout.index(row);
    const place = axes.map((_, axis) => layout.points[row * layout.dimensions + axis].toFixed(5));
    return [index, atlas.labels[index], ...place, layout.trust[row], readings[index], errors[index].toPrecision(4)].join();
  });
  const head = ["index", "label", ...axes, "trust_of_10", "reading", "mean_squared_error"].join();
  return new Blob([`${[head, ...rows].join("\n")}\n`], { type: "text/csv" });
}
const savers = { png: playground.mapPng, svg: playground.mapSvg, csv: (at) => csv(map.views[at]) };

async function save(kind) {
  tellProblem(null);
  for (const at of map.views.keys()) {
    const { model, key, layout } = map.views[at];
    if (!layout) continue;
    try {
      playground.download(await savers[kind](at), `${model}-${key}.${kind}`);
    } catch (error) {
      console.warn(error);
      tellProblem("failed");
    }
  }
}
find("#map-save").addEventListener("click", (event) => {
  const kind = event.target.closest("button")?.dataset.kind;
  if (kind) save(kind);
});
for (const button of find("#map-save").querySelectorAll("button")) button.textContent = button.dataset.kind.toUpperCase();

// --- what is shown -----------------------------------------------------------------------------------------

let problemNow = null; // of saving and finding; that of a map is its view's
function tellProblem(reason) {
  problemNow = reason;
  showProblem();
}
function showProblem() {
  const reason = problemNow ?? map.views.find((view) => view.problem)?.problem ?? null;
  problem.hidden = reason === null;
  const key = reason === "failed" ? "save.failed" : `problem.${reason}`;
  problem.textContent = reason === null ? "" : words(playground.hasText(`map.${key}`) ? key : "problem.bad_request");
}

function showAbout() {
  const { layout, atlas } = map.views[0];
  if (!layout) return;
  const accuracy = layout.facts?.label_accuracy;
  const values = { count: atlas.latentDim, dimensions: layout.dimensions, accuracy: playground.number(100 * accuracy) };
  find(".about").textContent = words(accuracy === undefined ? "controls.about_plain" : "controls.about", values);
}

function show() {
  map.views.forEach((view, at) => {
    const models = playground.mappable;
    fill(pickers.model[at], models, () => models.map((name) => option(name, title(name))), view.wish.model);
    fillKeys(pickers.key[at], view);
  });
  showBeside();
  showAbout();
  showProblem();
  showFound();
  find("#map-trust-switch").setAttribute("aria-pressed", map.trust);
  find("#map-find-index").setAttribute("aria-label", words("find.index", { last: playground.count(last()) }));
  find("#map-find-index").title = words("find.index", { last: playground.count(last()) });
}

for (const [name, both] of Object.entries(pickers)) {
  both.forEach((picker, at) => picker.addEventListener("change", () => playground.setView(at, { [name]: picker.value })));
}
find("#map-trust-switch").addEventListener("click", () => playground.setMap({ trust: !map.trust }));

playground.onMap((_, changed) => {
  if (["views", "selection", "trust"].some((name) => changed.has(name))) show();
});
playground.onLanguage(() => {
  complain(null);
  show();
});
