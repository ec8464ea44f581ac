/* The atlas of a model: codes, labels, readings and maps of the 10,000 test digits, read tensor by tensor out of its
   atlas.safetensors, and what is asked of it: nearest codes, nearest places, the code of a place, the place of a code,
   pictures. Runs once, in <head>, after map_pictures.js. */
(() => {
  const page = window.playground;
  if (page.atlas) return;

  const LABELS = 10;
  const NEIGHBOURS = 10;
  const COORDINATE = 32767; // what stands for 1 in the file

  /* Models with a code of at most 64 numbers, as backend/latent.py lists them: those of the latent tab and these. */
  const MORE = [
    "mnist-pca-64", "mnist-denoising-32", "mnist-dense-32-l1", "mnist-dense-32-bernoulli", "mnist-conv-10-relu",
  ];
  page.mappable = [...page.slidable, ...MORE.filter(page.model)];

  // --- numbers --------------------------------------------------------------------------------------------
  /* Shepard's weights of distances: 1 / d², normalised; where some are 0, only those count, equally. */
  page.shepard = (distances) => {
    const exact = distances.some((distance) => distance === 0);
    const weights = Array.from(distances, (distance) => (exact ? Number(distance === 0) : 1 / distance ** 2));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  };

  /* playground.smallest(rows, count, square): the rows with the smallest squares, ascending: [{row, square}]. `square(row)`
     may be Infinity for what does not count. */
  function smallest(rows, count, square) {
    const found = [];
    let worst = Infinity;
    for (let row = 0; row < rows; row++) {
      const value = square(row);
      if (!(value < worst)) continue;
      let at = found.length < count ? found.length : count - 1;
      while (at > 0 && found[at - 1].square > value) {
        found[at] = found[at - 1];
        at -= 1;
      }
      found[at] = { row, square: value };
      if (found.length === count) worst = found[count - 1].square;
    }
    return found;
  }
  page.smallest = smallest;

  // --- layouts --------------------------------------------------------------------------------------------
  /* A map. `points`: Float32Array (count x dimensions) in [-1, 1]; `trust`: how many of the ten nearest in code space are
     among the ten nearest on the map; `indices`: null where row and digit are the same, else the digits, ascending, of a
     map of a sample; `facts`: {method, dimensions, settings, trustworthiness, continuity, label_accuracy} or null; `job`: the
     id under which the server knows a map that was computed anew, else null. */
  page.mapLayout = ({ model, key, dimensions, points, trust, indices = null, facts = null, job = null }) => {
    const count = trust.length;
    const row = (index) => {
      if (indices === null) return index >= 0 && index < count ? index : -1;
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (indices[middle] < index) low = middle + 1;
        else high = middle;
      }
      return indices[low] === index ? low : -1;
    };
    return {
      model, key, dimensions, count, points, trust, indices, facts, job,
      /* The row of a digit, or −1 where it is not on this map; the digit of a row; the place of a digit or null. */
      row,
      index: (at) => (indices === null ? at : indices[at]),
      place: (index) => {
        const at = row(index);
        return at < 0 ? null : [...points.subarray(at * dimensions, (at + 1) * dimensions)];
      },
    };
  };

  async function readLayout(file, model, key) {
    const [name, trusted] = [`layout.${key}`, `trust.${key}`];
    if (!file.names.includes(name) || !file.names.includes(trusted)) throw page.refusal("map_missing", `${model}: no ${key}`);
    const found = await file.read([name, trusted]);
    const dimensions = found[name].shape[1];
    const points = Float32Array.from(found[name].values, (value) => value / COORDINATE);
    const facts = page.model(model).metrics.maps?.[key] ?? null;
    return page.mapLayout({ model, key, dimensions, points, trust: found[trusted].values, facts });
  }

  // --- the atlas ------------------------------------------------------------------------------------------
  const once = (make) => {
    let made = null;
    return () => {
      made ??= make();
      made.catch(() => (made = null)); // the next who asks tries again
      return made;
    };
  };

  async function open(model) {
    const server = await page.mapServer;
    const answer = await server.atlas({ model });
    if (answer?.error) throw page.refusal(answer.error, answer.message);
    if (answer?.model !== model) throw new Error("no answer");
    const file = await page.safetensors(answer.url);
    const read = async (names) => {
      const missing = names.find((name) => !file.names.includes(name));
      if (missing) throw page.refusal("map_missing", `${model}: no ${missing}`);
      return file.read(names);
    };
    const labels = (await read(["labels"])).labels.values;
    const summary = page.model(model);
    const latentDim = summary.latent_dim;
    const layouts = new Map();
    let ready = null; // the codes, once they are there

    const atlas = {
      model,
      count: labels.length,
      latentDim,
      conditional: summary.family === "conditional",
      labels,
      /* The keys of the maps that the file holds. */
      keys: file.names.filter((name) => name.startsWith("layout.")).map((name) => name.slice("layout.".length)),
    };
    atlas.codes = once(async () => (ready = (await read(["codes"])).codes.values));
    /* What a classifier reads in each digit and in its rebuilding (confidences: 255 is certain), and the mean squared
       error of the rebuilding. */
    atlas.details = once(async () => {
      const found = await read(["readings", "confidences", "rebuilt_readings", "rebuilt_confidences", "errors"]);
      return {
        readings: found.readings.values,
        confidences: found.confidences.values,
        rebuiltReadings: found.rebuilt_readings.values,
        rebuiltConfidences: found.rebuilt_confidences.values,
        errors: found.errors.values,
      };
    });
    atlas.layout = (key) => {
      if (!layouts.has(key)) {
        const reading = readLayout(file, model, key);
        reading.catch(() => layouts.delete(key));
        layouts.set(key, reading);
      }
      return layouts.get(key);
    };

    const codeOf = (index) => ready.subarray(index * latentDim, (index + 1) * latentDim);
    /* The digits whose codes are nearest: Promise of [{index, label, distance}]. `except`: a digit that does not count;
       `among`: the digits that do, or null for all of them. */
    atlas.nearest = async (code, count, except = -1, among = null) => {
      const codes = await atlas.codes();
      const square = (row) => {
        const index = among === null ? row : among[row];
        if (index === except) return Infinity;
        let sum = 0;
        for (let at = index * latentDim, own = 0; own < latentDim; at++, own++) sum += (codes[at] - code[own]) ** 2;
        return sum;
      };
      return smallest(among === null ? atlas.count : among.length, count, square).map(({ row, square: value }) => {
        const index = among === null ? row : among[row];
        return { index, label: labels[index], distance: Math.sqrt(value) };
      });
    };
    /* The code of a digit, or null before the codes are there. */
    atlas.code = (index) => (ready ? codeOf(index) : null);

    /* Two-dimensional maps only: [{index, distance (on the map)}]. */
    atlas.nearestOnMap = (layout, x, y, count) => {
      const { points } = layout;
      const square = (row) => (points[2 * row] - x) ** 2 + (points[2 * row + 1] - y) ** 2;
      return smallest(layout.count, count, square).map(({ row, square: value }) => ({
        index: layout.index(row),
        distance: Math.sqrt(value),
      }));
    };
    /* Shares of the ten labels among the weights of neighbours. */
    atlas.shares = (neighbours) => {
      const shares = new Float32Array(LABELS);
      const weights = page.shepard(neighbours.map(({ distance }) => distance));
      neighbours.forEach(({ index }, at) => (shares[labels[index]] += weights[at]));
      return shares;
    };
    /* The code of a place on a two-dimensional map: the weighted mean of the codes of the nearest points. `label`: the one
       with the largest share. Null before the codes are there. */
    atlas.codeAt = (layout, x, y) => {
      if (!ready) return null;
      const neighbours = atlas.nearestOnMap(layout, x, y, NEIGHBOURS);
      const weights = page.shepard(neighbours.map(({ distance }) => distance));
      const code = new Float32Array(latentDim);
      neighbours.forEach(({ index }, at) => {
        const other = codeOf(index);
        for (let own = 0; own < latentDim; own++) code[own] += weights[at] * other[own];
      });
      const shares = atlas.shares(neighbours);
      const label = shares.indexOf(Math.max(...shares));
      return { code, shares, label, neighbours: neighbours.map((one) => ({ ...one, label: labels[one.index] })) };
    };
    /* Where a code lies on a map, by its nearest codes: [x, y(, z)], or null where none of them is on it. */
    atlas.placeOf = (layout, neighbours) => {
      const there = neighbours.filter(({ index }) => layout.row(index) >= 0);
      if (there.length === 0) return null;
      const weights = page.shepard(there.map(({ distance }) => distance));
      const place = Array(layout.dimensions).fill(0);
      there.forEach(({ index }, at) => {
        layout.place(index).forEach((coordinate, axis) => (place[axis] += weights[at] * coordinate));
      });
      return place;
    };

    /* picture(index): 784 gray levels, at once where they are known or made here; else null, and they are on their way.
       pictures(indices): Promise of them all, one after the other. */
    return Object.assign(atlas, page.rebuilder(atlas));
  }

  const atlases = new Map();
  /* playground.atlas(model) -> Promise of its atlas; kept. Rejects with an Error whose `reason` is a key of the errors where
     the server refuses, or "map_missing" where the file lacks what is asked for. */
  page.atlas = (model) => {
    if (!atlases.has(model)) {
      const opened = open(model);
      opened.catch(() => atlases.delete(model));
      atlases.set(model, opened);
    }
    return atlases.get(model);
  };
})();
