/* What the map tab shows: one or two maps, what is picked, hovered and chosen on them, and how they are drawn. One state
   for all widgets of the tab. Runs once, in <head>, after map_atlas.js. */
(() => {
  const page = window.playground;
  if (page.map) return;

  const TAB = "map";
  const START = { model: page.mappable[0], key: "umap-2" };
  const LIVE_REGION = "map-said";

  /* The maps that come with a model, in the order of the picker; a map computed anew has the key "computed". */
  page.mapKeys = [
    "umap-2", "umap-3", "tsne-2", "tsne-3", "pca-2", "pca-3",
    "umap-2-seed-1", "umap-2-neighbours-5", "umap-2-neighbours-100",
  ];
  page.mapModes = ["look", "pan", "lasso", "box"];
  /* What "near" may mean where one is computed. */
  page.mapMetrics = ["euclidean", "manhattan", "cosine"];

  /* A View: {model, key, layout and atlas: what is shown (null before the first map has come), range: [x0, x1, y0, y1] or
     null for the whole map, camera: of a 3-d map or null, wish: {model, key} that is on its way, problem: null or why it
     did not come, a key of `map.problem`, pending: settings of a map that is still to be computed, or null}. What was there
     stays until the next has come. */
  const newView = ({ model, key }) => ({
    model, key, layout: null, atlas: null, range: null, camera: null, wish: { model, key }, problem: null, pending: null,
  });
  /* A selection: {kind, indices: Int32Array of digits, value: the label or index that was asked for, shape: of a lasso
     [[x, y], …] or of a box [x0, x1, y0, y1] in map coordinates, on: {model, key} of the map that it was made on}. */
  const map = {
    views: [newView(START)],
    picked: null, // index of a digit
    hovered: null, // {view, index}
    selection: null,
    point: null, // {view, x, y}: the place that is decoded
    mine: null, // {code, label, neighbours, shares}: the digit on the pad
    mode: page.mapModes[0],
    trust: false,
    ground: false,
  };
  page.map = map;
  page.mapStart = START;

  const listeners = page.listeners();
  const tell = (...names) => {
    const changed = names.filter(Boolean);
    if (changed.length > 0) listeners.call(map, new Set(changed));
  };

  /* callback(map, changed): `changed` is a Set of the fields' names; "views" where a map came, went or could not come,
     "range" and "camera" where only the window onto one has changed. */
  page.onMap = (callback) => {
    listeners.add(callback);
    if (map.views[0].layout) callback(map, new Set([...Object.keys(map), "range", "camera"]));
  };

  /* Any fields but `views`. */
  page.setMap = (patch) => {
    const { selection } = patch;
    if (selection && !selection.on) {
      const { model, key } = map.views[selection.view ?? 0] ?? map.views[0];
      selection.on = { model, key };
    }
    const changed = Object.keys(patch).filter((name) => name !== "views" && !Object.is(map[name], patch[name]));
    for (const name of changed) map[name] = patch[name];
    tell(...changed);
  };

  // --- the maps ---------------------------------------------------------------------------------------------
  const computed = new Map(); // the newest map that was computed of each model
  page.computedMap = (model) => computed.get(model) ?? null;

  /* The map that was asked for or, where the model has none of that kind, another: UMAP of the same dimensions. */
  async function find({ model, key }) {
    const atlas = await page.atlas(model);
    if (key === "computed" && computed.has(model)) return { atlas, layout: computed.get(model) };
    if (atlas.keys.includes(key)) return { atlas, layout: await atlas.layout(key) };
    const other = [`umap-${/-3/.test(key) ? 3 : 2}`, ...atlas.keys].find((one) => atlas.keys.includes(one));
    if (!other) return { error: "map_missing" };
    return { atlas, layout: await atlas.layout(other), replaced: true };
  }

  const loaders = [0, 1].map((at) =>
    page.newest(
      async (asked) => {
        try {
          return await find(asked);
        } catch (error) {
          if (error.reason) return { error: error.reason };
          throw error; // nobody answered: asked again
        }
      },
      (answer, asked) => arrive(at, asked, answer),
    ),
  );

  function arrive(at, asked, { error, atlas, layout, replaced }) {
    const view = map.views[at];
    if (view?.wish !== asked) return; // another is wished for by now, or none
    view.problem = error ?? (replaced && !asked.carried ? "map_replaced" : null);
    const left = !error && map.point?.view === at;
    if (left) map.point = null;
    if (!error) {
      const turned = view.layout?.dimensions === layout.dimensions && layout.dimensions === 3;
      Object.assign(view, { model: asked.model, key: layout.key, atlas, layout });
      view.wish = { model: asked.model, key: layout.key };
      view.range = asked.range ?? null;
      view.camera = asked.camera ?? (turned ? view.camera : null);
    }
    tell("views", left && "point");
  }

  const asked = [null, null];
  function ask() {
    if (page.tab !== TAB) return;
    map.views.forEach((view, at) => {
      const done = view.layout && view.wish.model === view.model && view.wish.key === view.key;
      if (done || asked[at] === view.wish) return;
      asked[at] = view.wish;
      loaders[at](view.wish);
    });
  }

  /* The kind of map that a view keeps when its model changes: one computed anew is its model's own. */
  const carried = ({ wish, layout }, model) =>
    wish.key === "computed" && !computed.has(model) ? `umap-${layout?.dimensions ?? 2}` : wish.key;

  /* patch: any of {model, key, range, camera, pending}. A new map is shown whole unless a range comes with it. Where only the
     model changes, the kind of map is carried over. */
  page.setView = (at, patch) => {
    const view = map.views[at];
    if (!view) return;
    const { model = view.wish.model, range, camera } = patch;
    const key = patch.key ?? carried(view, model);
    const other = model !== view.wish.model || key !== view.wish.key || (key === "computed" && view.layout !== computed.get(model));
    if (patch.pending !== undefined) view.pending = patch.pending;
    else if (other) view.pending = null;
    if (other) {
      view.wish = { model, key, range, camera, carried: patch.key === undefined };
      asked[at] = null;
      ask();
    } else {
      const window = view.layout ? view : view.wish;
      if (range !== undefined) window.range = range;
      if (camera !== undefined) window.camera = camera;
    }
    tell((other || patch.pending !== undefined) && "views", range !== undefined && "range", camera !== undefined && "camera");
  };

  /* The second map: {model, key} (and what else setView takes), or null for none. */
  page.setBeside = (asked) => {
    if (asked === null) {
      if (map.views.length === 1) return;
      map.views.length = 1;
      const gone = ["hovered", "point"].filter((name) => map[name]?.view === 1);
      for (const name of gone) map[name] = null;
      tell("views", ...gone);
      return;
    }
    if (map.views.length === 1) {
      map.views.push(newView({ ...START, ...asked }));
      ask();
      tell("views");
    }
    page.setView(1, asked);
  };

  /* Shows a layout (see playground.mapLayout) that was computed anew, under the key "computed". */
  page.showComputed = (at, layout) => {
    computed.set(layout.model, layout);
    page.setView(at, { model: layout.model, key: "computed", pending: null });
  };

  // --- for screen readers -----------------------------------------------------------------------------------
  page.say = (text) => {
    const region = document.getElementById(LIVE_REGION);
    if (region) region.textContent = text;
  };

  queueMicrotask(() => page.onTab(ask)); // once the address has been read
})();
