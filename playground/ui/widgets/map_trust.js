// Where the map must not be believed. Each kind of map has its own warnings, with what was measured of this one, and each
// warning has buttons that show what it means on this very map.

const SHOWN_BY = {
  umap: { near: ["trust", "worst"], sizes: ["umap-2-neighbours-5", "umap-2-neighbours-100"], distances: ["umap-2-seed-1"], empty: ["ground"] },
  tsne: { near: ["trust", "worst"], sizes: ["umap-2"], distances: ["umap-2-seed-1"], empty: ["ground"] },
  pca: { near: ["trust", "worst"], shadow: ["pca-3", "umap-2"], empty: ["ground"] },
};
const SWITCHES = ["trust", "ground"];
const MEASURES = ["trustworthiness", "continuity", "label_accuracy", "kept", "distances", "sizes"];
const words = (key, values) => playground.text(`map_trust.${key}`, values);
const find = (selector) => element.querySelector(selector);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;
const correlation = (value) => value.toFixed(2).replace("-", "−");
const SAID = {
  label_accuracy: percent,
  kept: (kept) => words("of_ten", { kept: playground.number(kept) }),
  distances: correlation,
  sizes: correlation,
};

let measured = []; // of every view: {view's layout, …playground.fidelity}
let turn = 0;

const shownMaps = () => playground.map.views.filter((view) => view.layout);
const methodOf = ({ key, layout }) => layout.facts?.method ?? (key === "computed" ? "umap" : key.split("-")[0]);
const nameOf = (key) => playground.text(`map.layouts.${key}`);

// --- what a button does ---------------------------------------------------------------------------------------------

const isOn = (what) => (SWITCHES.includes(what) ? playground.map[what] : playground.map.views.some((view) => view.wish.key === what));

async function press(what) {
  const { views } = playground.map;
  const [view] = views;
  if (SWITCHES.includes(what)) playground.setMap({ [what]: !playground.map[what] });
  else if (what === "worst") playground.setMap({ picked: await playground.worstPlaced(view.atlas, view.layout) });
  else if (isOn(what)) playground.setBeside(null);
  else playground.setBeside({ model: view.wish.model, key: what });
  document.getElementById("latent-map")?.scrollIntoView({ block: "nearest" });
}

const offered = ({ atlas, layout, key }, what) => {
  if (what === "ground") return layout.dimensions === 2;
  return SWITCHES.includes(what) || what === "worst" || (atlas.keys.includes(what) && key !== what);
};

function button(what) {
  const node = document.createElement("button");
  node.type = "button";
  node.dataset.show = what;
  node.textContent = what === "worst" || SWITCHES.includes(what) ? words(`show.${what}`) : words("show.beside", { map: nameOf(what) });
  if (what !== "worst") node.setAttribute("aria-pressed", isOn(what));
  node.addEventListener("click", () => press(what));
  return node;
}

// --- the warnings ---------------------------------------------------------------------------------------------------

const order = (values) => [...values.keys()].sort((one, other) => values[one] - values[other]);

function figures({ kept, none, sizes, distances, variance, extents }) {
  const [tightest] = order(extents.codes);
  return {
    kept: playground.number(kept),
    none: percent(none),
    sizes: correlation(sizes),
    distances: correlation(distances),
    variance: percent(variance),
    tightest,
    place: order(extents.map).reverse().indexOf(tightest) + 1,
  };
}

function showWarnings(view, found) {
  const method = methodOf(view);
  const values = { ...figures(found), map: nameOf(view.key) };
  find(".warnings").replaceChildren(
    ...Object.entries(SHOWN_BY[method]).map(([name, shows]) => {
      const item = document.createElement("li");
      item.dataset.warning = name;
      item.innerHTML = '<h4></h4><p></p><div class="choice"></div>';
      item.querySelector("h4").textContent = words(`${name}.title`);
      item.querySelector("p").textContent = words(playground.hasText(`map_trust.${name}.${method}`) ? `${name}.${method}` : `${name}.words`, values);
      item.querySelector(".choice").append(...shows.filter((what) => offered(view, what)).map(button));
      return item;
    }),
  );
}

function mark() {
  for (const node of element.querySelectorAll("[data-show]")) {
    if (node.dataset.show !== "worst") node.setAttribute("aria-pressed", isOn(node.dataset.show));
  }
}

// --- the table ------------------------------------------------------------------------------------------------------

function showTable(views) {
  const cell = (tag, text) => {
    const node = document.createElement(tag);
    node.textContent = text;
    return node;
  };
  const head = find("thead tr");
  while (head.children.length > 1) head.lastElementChild.remove();
  views.forEach((view) => {
    const same = views.length > 1 && views[0].model !== views[1].model;
    const title = playground.model(view.model).title;
    const node = cell("th", same ? `${title}, ${nameOf(view.key)}` : nameOf(view.key));
    node.scope = "col";
    head.append(node);
  });
  find("tbody").replaceChildren(
    ...MEASURES.map((name) => {
      const row = document.createElement("tr");
      const title = cell("th", words(`${name}.name`));
      title.scope = "row";
      title.append(Object.assign(cell("span", words(`${name}.about`)), { className: "hint" }));
      const values = views.map(({ layout }, at) => ({ ...layout.facts, ...measured[at] })[name]);
      row.append(title, ...values.map((value) => cell("td", value === undefined ? "–" : (SAID[name] ?? playground.number)(value))));
      row.dataset.measure = name;
      return row;
    }),
  );
}

const show = playground.whileSeen(element, async () => {
  const views = [...shownMaps()];
  const mine = ++turn;
  if (views.length === 0 || !playground.isOpen(element)) return;
  let found;
  try {
    found = await Promise.all(views.map(({ atlas, layout }) => playground.fidelity(atlas, layout)));
  } catch (error) {
    playground.tell(find(".problem"), { error: error.reason ?? "model_broken" });
    return;
  }
  if (mine !== turn) return;
  playground.tell(find(".problem"), {});
  measured = found;
  find(".content").hidden = false;
  const focused = document.activeElement?.dataset?.show;
  showWarnings(views[0], found[0]);
  showTable(views);
  if (focused) find(`[data-show="${focused}"]`)?.focus();
  find(".panel").dataset.maps = views.map(({ key }) => key).join(" ");
});

playground.onMap((_, changed) => {
  if (changed.has("views")) show();
  if (SWITCHES.some((name) => changed.has(name))) mark();
});
playground.onTab(show);
playground.onLanguage(show);
