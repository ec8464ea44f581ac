/* How UMAP ties a digit to its neighbours: the fuzzy simplicial set of McInnes, Healy and Melville 2018, section 3, and
   umap-learn's smooth_knn_dist. Runs once, in <head>, after map.js. */
(() => {
  const page = window.playground;
  if (page.mapTies) return;

  const BISECTIONS = 40;
  const USUAL = 15;

  /* ρ, the distance to the nearest, and σ, such that the ties sum to log₂ of the number of neighbours, the digit itself
     counted among them. */
  function width(distances) {
    const [nearest] = distances;
    const wanted = Math.log2(distances.length + 1);
    const sum = (sigma) => distances.reduce((total, distance) => total + Math.exp(-(distance - nearest) / sigma), 0);
    let [low, high] = [0, distances.at(-1) || 1];
    while (sum(high) < wanted && high < 1e6) [low, high] = [high, 2 * high];
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = (low + high) / 2;
      if (sum(middle) < wanted) low = middle;
      else high = middle;
    }
    return { nearest, sigma: (low + high) / 2, sum: wanted };
  }

  /* How many neighbours the map was made with; the usual number where it is no UMAP of Euclidean distances. */
  page.mapNeighbours = (layout) => {
    const { method, settings } = layout.facts ?? {};
    return method === "umap" && settings?.metric === "euclidean" ? settings.neighbours : USUAL;
  };

  /* playground.mapTies(atlas, layout, index) -> Promise of {count, nearest (ρ), sigma, sum, neighbours: [{index, label,
     distance, tie}]}, nearest first; null where the map does not hold the digit. */
  page.mapTies = async (atlas, layout, index) => {
    if (layout.row(index) < 0) return null;
    await atlas.codes();
    const count = page.mapNeighbours(layout);
    const neighbours = await atlas.nearest(atlas.code(index), count - 1, index, layout.indices);
    const found = width(neighbours.map(({ distance }) => distance));
    const tie = (distance) => Math.exp(-Math.max(0, distance - found.nearest) / found.sigma);
    return { ...found, count, neighbours: neighbours.map((one) => ({ ...one, tie: tie(one.distance) })) };
  };
})();
