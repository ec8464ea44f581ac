/* What can be chosen on the map: by a lasso or a box, by label, by index, digits that are read wrongly, lie far from their
   own kind or are hard to rebuild. Runs once, in <head>, after map.js. */
(() => {
  const page = window.playground;
  if (page.choose) return;

  const MOST = 100; // of the digits that are furthest from their kind, or hardest to rebuild
  const CORNERS = 60; // of a lasso: more of them fit into no address
  const DECIMALS = 1000;

  // --- shapes -----------------------------------------------------------------------------------------------
  const round = (value) => Math.round(value * DECIMALS) / DECIMALS;
  /* A lasso with at most CORNERS corners, rounded as the address keeps it: what it holds is the same for who opens a link. */
  const lasso = (corners) => {
    const step = Math.max(1, corners.length / CORNERS);
    const count = Math.min(corners.length, CORNERS);
    return Array.from({ length: count }, (_, at) => corners[Math.floor(at * step)].map(round));
  };
  const box = ([x0, x1, y0, y1]) => [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)].map(round);
  const TIDY = { lasso, box };

  /* Whether a point lies inside a polygon: a ray to the right crosses its edges an odd number of times. */
  function inside(corners, x, y) {
    let odd = false;
    for (let at = 0, last = corners.length - 1; at < corners.length; last = at++) {
      const [[xa, ya], [xb, yb]] = [corners[at], corners[last]];
      if (ya > y !== yb > y && x < xa + ((xb - xa) * (y - ya)) / (yb - ya)) odd = !odd;
    }
    return odd;
  }

  function within(layout, kind, shape) {
    const holds = kind === "box"
      ? (x, y) => x >= shape[0] && x <= shape[1] && y >= shape[2] && y <= shape[3]
      : (x, y) => inside(shape, x, y);
    const rows = Array.from({ length: layout.count }, (_, row) => row);
    const { points, dimensions } = layout;
    return rows.filter((row) => holds(points[dimensions * row], points[dimensions * row + 1])).map(layout.index);
  }

  // --- digits of a kind ---------------------------------------------------------------------------------------
  const all = (atlas) => Array.from({ length: atlas.count }, (_, index) => index);
  const largest = (values) =>
    [...values.keys()].sort((one, other) => values[other] - values[one]).slice(0, MOST);

  /* Distances of all codes from the mean code of their own label. */
  function distancesFromKind({ labels, latentDim }, codes) {
    const counts = new Float64Array(10);
    const means = new Float64Array(10 * latentDim);
    for (const label of labels) counts[label] += 1;
    labels.forEach((label, index) => {
      for (let own = 0; own < latentDim; own++) means[label * latentDim + own] += codes[index * latentDim + own] / counts[label];
    });
    return Float64Array.from(labels, (label, index) => {
      let sum = 0;
      for (let own = 0; own < latentDim; own++) sum += (codes[index * latentDim + own] - means[label * latentDim + own]) ** 2;
      return Math.sqrt(sum);
    });
  }

  const FINDERS = {
    label: (atlas, { value }) => all(atlas).filter((index) => atlas.labels[index] === value),
    index: (_, { value }) => [value],
    misread: async (atlas) => {
      const { readings } = await atlas.details();
      return all(atlas).filter((index) => readings[index] !== atlas.labels[index]);
    },
    odd: async (atlas) => largest(distancesFromKind(atlas, await atlas.codes())),
    hard: async (atlas) => largest((await atlas.details()).errors),
    shaped: async (atlas, { kind, shape, on }) => {
      const layout = on.key === "computed" ? page.computedMap(on.model) : await atlas.layout(on.key);
      return layout ? within(layout, kind, shape) : null; // not computed yet
    },
  };
  page.mapFinds = ["misread", "odd", "hard"];

  /* playground.choose({kind, value, shape, view, on}) -> Promise of whether it could be done; null chooses nothing. Sets
     `playground.map.selection`; the newest wins. `on` is the map that it is about, that of `view` where left out. Rejects
     as playground.atlas does. */
  let newest = 0;
  page.choose = async (wish) => {
    newest += 1;
    const mine = newest;
    if (wish === null) {
      page.setMap({ selection: null });
      return true;
    }
    const { model, key } = page.map.views[wish.view ?? 0];
    const asked = { ...wish, on: wish.on ?? { model, key } };
    if (TIDY[asked.kind]) asked.shape = TIDY[asked.kind](asked.shape);
    const atlas = await page.atlas(asked.on.model);
    const found = await FINDERS[TIDY[asked.kind] ? "shaped" : asked.kind](atlas, asked);
    if (mine !== newest || found === null) return false;
    page.setMap({ selection: { ...asked, indices: Int32Array.from(found) } });
    return true;
  };
})();
