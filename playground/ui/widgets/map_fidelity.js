/* What a map keeps of the codes: of neighbours, of the extents of the ten labels and of the ways between them. Runs once, in
   <head>, after map.js. */
(() => {
  const page = window.playground;
  if (page.fidelity) return;

  const LABELS = 10;
  const NEAREST = 10;
  const CANDIDATES = 60; // digits among which the worst placed one is looked for

  /* Spearman's rank correlation of two lists, for values that are all different. */
  function rankCorrelation(one, other) {
    const ranks = (values) => {
      const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
      const places = new Array(values.length);
      order.forEach((at, place) => (places[at] = place));
      return places;
    };
    const [first, second] = [ranks(one), ranks(other)];
    const squares = first.reduce((sum, place, at) => sum + (place - second[at]) ** 2, 0);
    return 1 - (6 * squares) / (one.length * (one.length ** 2 - 1));
  }

  /* Of rows of a table (rows x columns), by label: root mean square distances from the label's mean, and distances between
     the means, label by label. */
  function spreads(table, columns, rows, labels) {
    const counts = new Array(LABELS).fill(0);
    const means = Array.from({ length: LABELS }, () => new Float64Array(columns));
    for (const { row, index } of rows) {
      counts[labels[index]] += 1;
      for (let at = 0; at < columns; at++) means[labels[index]][at] += table[row * columns + at];
    }
    means.forEach((mean, label) => mean.forEach((sum, at) => (mean[at] = sum / counts[label])));
    const squares = new Array(LABELS).fill(0);
    for (const { row, index } of rows) {
      const mean = means[labels[index]];
      for (let at = 0; at < columns; at++) squares[labels[index]] += (table[row * columns + at] - mean[at]) ** 2;
    }
    const extents = squares.map((sum, label) => Math.sqrt(sum / counts[label]));
    const apart = [];
    for (let one = 0; one < LABELS; one++) {
      for (let other = 0; other < one; other++) apart.push(Math.hypot(...means[one].map((value, at) => value - means[other][at])));
    }
    return { extents, apart };
  }

  /* The share of the codes' variance that a linear map of them shows: an axis x = s·u·z with u an eigenvector of the
     covariance has Cov(x, z) = s·λ·u and Var(x) = s²·λ, so λ = ‖Cov(x, z)‖² / Var(x). */
  function shownVariance({ points, dimensions }, codes, columns, rows) {
    const mean = (table, width, at, pick) => rows.reduce((sum, one) => sum + table[one[pick] * width + at], 0) / rows.length;
    const middles = Array.from({ length: columns }, (_, at) => mean(codes, columns, at, "index"));
    let total = 0;
    for (const { index } of rows) for (let at = 0; at < columns; at++) total += (codes[index * columns + at] - middles[at]) ** 2;
    let shown = 0;
    for (let axis = 0; axis < dimensions; axis++) {
      const middle = mean(points, dimensions, axis, "row");
      const products = new Float64Array(columns);
      let squares = 0;
      for (const { row, index } of rows) {
        const x = points[row * dimensions + axis] - middle;
        squares += x ** 2;
        for (let at = 0; at < columns; at++) products[at] += x * (codes[index * columns + at] - middles[at]);
      }
      if (squares > 0) shown += products.reduce((sum, product) => sum + product ** 2, 0) / squares;
    }
    return shown / total;
  }

  const known = new WeakMap(); // layout -> Promise

  /* playground.fidelity(atlas, layout) -> Promise of {kept (mean of ten), none (share of digits that keep none), sizes and
     distances (rank correlations, −1 to 1, of the labels' extents and of the ways between their means, on the map and in the
     codes), variance (share that is shown, where the map is linear), extents: {map, codes}}; kept. */
  page.fidelity = (atlas, layout) => {
    if (!known.has(layout)) known.set(layout, measure(atlas, layout));
    return known.get(layout);
  };
  async function measure(atlas, layout) {
    const codes = await atlas.codes();
    const rows = Array.from({ length: layout.count }, (_, row) => ({ row, index: layout.index(row) }));
    const onMap = spreads(layout.points, layout.dimensions, rows, atlas.labels);
    const inCode = spreads(codes, atlas.latentDim, rows.map(({ index }) => ({ row: index, index })), atlas.labels);
    const trust = [...layout.trust];
    return {
      kept: trust.reduce((sum, kept) => sum + kept, 0) / trust.length,
      none: trust.filter((kept) => kept === 0).length / trust.length,
      sizes: rankCorrelation(onMap.extents, inCode.extents),
      distances: rankCorrelation(onMap.apart, inCode.apart),
      variance: shownVariance(layout, codes, atlas.latentDim, rows),
      extents: { map: onMap.extents, codes: inCode.extents },
    };
  }

  /* A digit that the map has put badly: of some that keep no neighbour, the one whose true neighbours lie furthest. */
  page.worstPlaced = async (atlas, layout) => {
    await atlas.codes();
    const least = Math.min(...layout.trust);
    const rows = [...layout.trust.keys()].filter((row) => layout.trust[row] === least);
    const step = Math.max(1, rows.length / CANDIDATES);
    const candidates = Array.from({ length: Math.min(rows.length, CANDIDATES) }, (_, at) => layout.index(rows[Math.floor(at * step)]));
    let worst = { index: candidates[0], away: -1 };
    for (const index of candidates) {
      const here = layout.place(index);
      const away = (await atlas.nearest(atlas.code(index), NEAREST, index))
        .map((neighbour) => layout.place(neighbour.index))
        .filter((place) => place !== null)
        .map((place) => Math.hypot(...place.map((value, axis) => value - here[axis])));
      const mean = away.reduce((sum, distance) => sum + distance, 0) / Math.max(1, away.length);
      if (mean > worst.away) worst = { index, away: mean };
    }
    return worst.index;
  };
})();
