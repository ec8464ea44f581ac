/* Pictures of the test digits as a model's decoder rebuilds them from their codes. Runs once, in <head>, after latent.js. */
(() => {
  const page = window.playground;
  if (page.rebuilder) return;

  const PIXELS = 784;
  const MOST = 400; // pictures in one request
  const AT_ONCE = 16; // pictures that are decoded without leaving for the worker

  /* playground.serveMap({atlas, pictures}): functions of ui/tabs/map.py. */
  page.mapServer = new Promise((resolve) => (page.serveMap = resolve));
  /* What the server refuses, or a file lacks: an Error with a key of `map.problem` or of the errors. */
  page.refusal = (reason, message) => Object.assign(new Error(message), { reason });

  /* The decoder's rebuilding of digits, each with its own label where the network takes one: made in the page where it can
     be, else asked for, in batches of at most MOST, one request in flight. */
  page.rebuilder = (atlas) => {
    const known = new Map();
    let tools = null; // {decoder, codes}
    let getting = null;
    const get = () => {
      getting ??= Promise.all([page.latentSpace(atlas.model).then(page.decoder), atlas.codes()]).then(
        ([decoder, codes]) => (tools = { decoder, codes }),
      );
      getting.catch(() => (getting = null));
      return getting;
    };
    const labelOf = (index) => (atlas.conditional ? atlas.labels[index] : null);
    const code = (index) => tools.codes.subarray(index * atlas.latentDim, (index + 1) * atlas.latentDim);
    const now = (index) => {
      const pixels = page.grayLevels(tools.decoder.decode(code(index), labelOf(index)));
      known.set(index, pixels);
      return pixels;
    };
    const keep = (indices, pixels) =>
      indices.forEach((index, at) => known.set(index, new Uint8ClampedArray(pixels.slice(at * PIXELS, (at + 1) * PIXELS))));
    /* Those of one label are decoded together, a few of them here and many in the worker. */
    async function inPage(indices) {
      const groups = new Map();
      for (const index of indices) groups.set(labelOf(index), [...(groups.get(labelOf(index)) ?? []), index]);
      await Promise.all(
        [...groups].map(async ([label, group]) => {
          const codes = new Float32Array(group.length * atlas.latentDim);
          group.forEach((index, at) => codes.set(code(index), at * atlas.latentDim));
          const few = indices.length <= AT_ONCE;
          keep(group, few ? page.grayLevels(tools.decoder.decode(codes, label)) : await tools.decoder.pictures(codes, label));
        }),
      );
    }

    const due = new Set(); // what the server is still to be asked for, the newest last
    let asking = null; // one request after the other, each for all that came meanwhile
    let sequence = 0;
    async function ask() {
      while (due.size > 0) {
        const batch = [...due].slice(-MOST);
        for (const index of batch) due.delete(index);
        const { pictures } = await page.mapServer;
        sequence += 1;
        const answer = await page.inflated(await pictures({ sequence, model: atlas.model, indices: batch }), ["pixels"]);
        if (answer?.error) throw page.refusal(answer.error, answer.message);
        if (answer?.sequence !== sequence) throw new Error("no answer"); // Gradio resolves failures, too
        keep(batch, answer.pixels);
      }
    }
    async function fromServer(indices) {
      for (let left = indices; left.length > 0; left = left.filter((index) => !known.has(index))) {
        for (const index of left) due.add(index);
        asking ??= ask().finally(() => (asking = null));
        await asking;
      }
    }

    const picture = (index) => {
      const found = known.get(index);
      if (found) return found;
      if (tools?.decoder.local) return now(index);
      pictures([index]).catch(() => {}); // whoever waits for it is told
      return null;
    };
    async function pictures(indices) {
      const wanted = [...new Set(indices)].filter((index) => !known.has(index));
      if (wanted.length > 0) {
        const { decoder } = await get();
        await (decoder.local ? inPage(wanted) : fromServer(wanted));
      }
      const found = new Uint8ClampedArray(indices.length * PIXELS);
      indices.forEach((index, at) => found.set(known.get(index), at * PIXELS));
      return found;
    }
    return { picture, pictures };
  };
})();
