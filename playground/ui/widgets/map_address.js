/* The map tab in the page's address: maps, windows, what is picked and chosen, the settings of a map computed anew. Numbers
   stand between underscores, which no name of ours has. Runs once, in <head>, after map_find.js. */
(() => {
  const page = window.playground;
  if (page.mapAddress) return;

  const TAB = "map";
  const DECIMALS = 1000;
  const CAMERA = ["eye", "up", "center"].flatMap((name) => ["x", "y", "z"].map((axis) => [name, axis]));
  const SETTINGS = ["neighbours", "minimum_distance", "metric", "sample", "seed", "dimensions"];
  const COMPUTED = "computed";
  const { map, mapStart: start } = page;
  page.mapAddress = true;

  // --- parts of it --------------------------------------------------------------------------------------------
  const join = (values) => values.map((value) => (typeof value === "number" ? Math.round(value * DECIMALS) / DECIMALS : value)).join("_");
  const split = (text) => (text ? text.split("_") : []);
  const numbers = (words) => {
    const found = words.map(Number);
    return words.length > 0 && words.every((word) => word !== "") && found.every(Number.isFinite) ? found : null;
  };
  const exactly = (words, count) => (words.length === count ? numbers(words) : null);
  const isMap = (model, key) => page.mappable.includes(model) && [...page.mapKeys, COMPUTED].includes(key);

  const fromCamera = (camera) => camera && join(CAMERA.map(([name, axis]) => camera[name]?.[axis] ?? 0));
  function toCamera(text) {
    const found = exactly(split(text), CAMERA.length);
    if (!found) return null;
    const camera = { eye: {}, up: {}, center: {} };
    CAMERA.forEach(([name, axis], at) => (camera[name][axis] = found[at]));
    return camera;
  }

  /* Settings within their bounds, or null: whoever computes with them checks them again. */
  function toSettings(text) {
    const words = split(text);
    if (words.length !== SETTINGS.length || !page.mapMetrics.includes(words[2])) return null;
    const others = numbers(words.filter((_, at) => at !== 2));
    if (!others) return null;
    const [neighbours, distance, sample, seed, dimensions] = others;
    return { neighbours, minimum_distance: distance, metric: words[2], sample, seed, dimensions };
  }
  const fromSettings = (settings) => settings && join(SETTINGS.map((name) => settings[name]));

  // --- what is chosen -----------------------------------------------------------------------------------------
  const ABOUT_MODEL = ["odd", "hard"]; // which digits these are, is the model's matter
  function fromSelection(selection) {
    if (!selection) return null;
    const { kind, value, shape, on } = selection;
    if (shape) return join([kind, on.model, on.key, ...shape.flat()]);
    if (value !== undefined) return join([kind, value]);
    if (ABOUT_MODEL.includes(kind)) return join([kind, on.model]);
    return page.mapFinds.includes(kind) ? kind : null;
  }
  function toSelection(text) {
    const [kind, ...words] = split(text);
    if (kind === "label" || kind === "index") {
      const value = page.wholeNumber(words[0] ?? "", 0, kind === "label" ? 9 : 9999);
      return value === null ? null : { kind, value };
    }
    if (ABOUT_MODEL.includes(kind)) return page.mappable.includes(words[0]) ? { kind, on: { model: words[0], key: start.key } } : null;
    if (page.mapFinds.includes(kind)) return { kind };
    if ((kind !== "lasso" && kind !== "box") || !isMap(words[0], words[1])) return null;
    const on = { model: words[0], key: words[1] };
    const shape = kind === "box" ? exactly(words.slice(2), 4) : numbers(words.slice(2));
    if (!shape || shape.length < 4) return null;
    if (kind === "box") return { kind, shape, on };
    return { kind, on, shape: Array.from({ length: shape.length >> 1 }, (_, at) => [shape[2 * at], shape[2 * at + 1]]) };
  }

  // --- out of it ----------------------------------------------------------------------------------------------
  /* What an address says of a map: what setView takes. A map that is to be computed is, until it has come, the one of ours
     with as many dimensions. */
  function viewOf(model, key, state, prefix) {
    const settings = toSettings(state[`${prefix}_computed`]);
    const patch = { model, key, range: exactly(split(state[`${prefix}_range`]), 4), camera: toCamera(state[`${prefix}_camera`]), pending: null };
    if (key !== COMPUTED) return patch;
    const there = page.computedMap(model);
    if (there && fromSettings(there.facts.settings) === fromSettings(settings)) return patch;
    return { ...patch, key: settings ? `umap-${settings.dimensions}` : start.key, range: null, camera: null, pending: settings };
  }

  let awaited = null; // what is to be chosen, once its map has come
  async function chooseAwaited() {
    const wish = awaited;
    if (!wish) return;
    try {
      if ((await page.choose(wish)) && awaited === wish) awaited = null;
    } catch (error) {
      console.warn(error); // the map itself says what is missing
    }
  }

  function read(state) {
    const model = page.mappable.includes(state.map) ? state.map : start.model;
    const key = isMap(model, state.map_key) ? state.map_key : start.key;
    page.setView(0, viewOf(model, key, state, "map"));
    const [besideModel, besideKey] = split(state.map_beside);
    page.setBeside(isMap(besideModel, besideKey) ? viewOf(besideModel, besideKey, state, "map_beside") : null);
    page.setMap({
      picked: page.wholeNumber(state.map_picked ?? "", 0, 9999),
      mode: page.mapModes.includes(state.map_mode) ? state.map_mode : page.mapModes[0],
      trust: state.map_trust === "on",
      ground: state.map_ground === "on",
    });
    awaited = toSelection(state.map_chosen);
    if (!awaited) page.choose(null);
    else if (map.views[0].layout) chooseAwaited();
  }

  // --- into it ------------------------------------------------------------------------------------------------
  /* Of a map that is still on its way, what is wished for. */
  const shownOf = (view) => {
    if (view.pending) return { model: view.wish.model, key: COMPUTED, settings: view.pending };
    const { model, key } = view.wish;
    return { model, key, settings: key === COMPUTED ? view.layout?.facts.settings : null };
  };

  function write() {
    const open = page.tab === TAB;
    if (!open && page.state.map === undefined) return; // what another tab wrote is its own
    const [first, second] = map.views;
    const [one, other] = [first, second].map((view) => view && shownOf(view));
    const about = (view, shown, prefix) => ({
      [`${prefix}_range`]: view?.range ? join(view.range) : null,
      [`${prefix}_camera`]: fromCamera(view?.camera),
      [`${prefix}_computed`]: fromSettings(shown?.settings),
    });
    const patch = {
      map: one.model,
      map_key: one.key === start.key ? null : one.key,
      map_beside: other ? join([other.model, other.key]) : null,
      ...about(first, one, "map"),
      ...about(second, other, "map_beside"),
      map_picked: map.picked,
      map_chosen: fromSelection(map.selection) ?? (awaited ? page.state.map_chosen : null),
      map_mode: map.mode === page.mapModes[0] ? null : map.mode,
      map_trust: map.trust ? "on" : null,
      map_ground: map.ground ? "on" : null,
    };
    page.setState(open ? patch : Object.fromEntries(Object.keys(patch).map((name) => [name, null])));
  }

  // An address that changed with every step of a wheel would be refused by some browsers.
  let timer = null;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(write, 200);
  }

  page.onState((state) => {
    if (state.tab === TAB) read(state);
  });
  page.onTab(write);
  page.onMap((_, changed) => {
    if (changed.has("selection") && map.selection) awaited = null;
    if (changed.has("views")) chooseAwaited();
    later();
  });
})();
