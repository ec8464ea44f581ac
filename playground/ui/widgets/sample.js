/* What the widgets of the sample tab share: how the codes are drawn, the newest samples, the picked one, and the
   digits that interpolation and arithmetic take. Runs once, in <head>, after latent.js. */
(() => {
  const page = window.playground;
  if (page.sampling) return;

  const models = page.slidable;
  const flower = "mnist-aae-2";
  const start = { model: models[0], view: "grid", count: 100, seed: 1, temperature: 1, label: null };
  const largest = { count: 400, seed: 2 ** 32 - 1, temperature: 3 };
  const pixels = 784;

  const isConditional = (model) => page.model(model)?.family === "conditional";
  const takesLabel = (model) => isConditional(model) || model === flower;
  const views = (model) => [
    "grid",
    ...(isConditional(model) ? ["styles", "labels"] : []),
    ...(page.model(model)?.latent_dim === 2 && model !== flower ? ["manifold"] : []),
    ...(model === flower ? ["flower"] : []),
  ];

  const settingListeners = page.listeners();
  const sampleListeners = page.listeners();
  const pickListeners = page.listeners();
  const judgedListeners = page.listeners();
  const nearestListeners = page.listeners();
  const walkListeners = page.listeners();
  const endListeners = page.listeners();

  const sampling = { models, largest, start, views, isConditional, takesLabel, settings: start, samples: null, picked: 0, judged: null, nearest: null, walk: null };
  page.sampling = sampling;

  // --- how the codes are drawn ----------------------------------------------------------------------
  sampling.set = (patch) => {
    const asked = { ...sampling.settings, ...patch };
    if (!views(asked.model).includes(asked.view)) asked.view = "grid";
    if (!takesLabel(asked.model) || asked.view !== "grid") asked.label = null;
    sampling.settings = asked;
    settingListeners.call(asked);
  };
  sampling.onSettings = (callback) => {
    settingListeners.add(callback);
    callback(sampling.settings);
  };

  // --- what was drawn -------------------------------------------------------------------------------
  /* The server's answer, unpacked: {…, codes: Float32Array (count x latent_dim), labels: bytes or null, pixels: bytes
     (count x 784)}. */
  sampling.answer = (answer) => {
    sampling.samples = {
      ...answer,
      codes: page.floats(answer.codes),
      labels: answer.labels === null ? null : page.pixels(answer.labels),
    };
    sampling.picked = Math.min(sampling.picked, answer.count - 1);
    sampleListeners.call(sampling.samples);
    pickListeners.call(sampling.picked);
    endListeners.call();
  };
  sampling.onSamples = (callback) => {
    sampleListeners.add(callback);
    if (sampling.samples) callback(sampling.samples);
  };
  sampling.picture = (index) => sampling.samples.pixels.subarray(index * pixels, (index + 1) * pixels);
  sampling.code = (index) => {
    const { codes, latent_dim: size } = sampling.samples;
    return codes.subarray(index * size, (index + 1) * size);
  };
  sampling.label = (index) => sampling.samples.labels?.[index] ?? null;

  sampling.pick = (index) => {
    sampling.picked = index;
    pickListeners.call(index);
  };
  sampling.onPick = (callback) => {
    pickListeners.add(callback);
    if (sampling.samples) callback(sampling.picked);
  };

  /* What the judge reads in the samples of that sequence: {sequence, labels, confidences (0 to 255)}, bytes each. */
  sampling.judge = (judged) => {
    sampling.judged = judged;
    judgedListeners.call(judged);
  };
  sampling.onJudged = (callback) => judgedListeners.add(callback);

  /* The test codes nearest to the picked sample, and the newest way between two digits: the formulas want them. */
  sampling.tellNearest = (nearest) => {
    sampling.nearest = nearest;
    nearestListeners.call(nearest);
  };
  sampling.onNearest = (callback) => nearestListeners.add(callback);
  sampling.tellWalk = (walk) => {
    sampling.walk = walk;
    walkListeners.call(walk);
  };
  sampling.onWalk = (callback) => walkListeners.add(callback);

  // --- digits for interpolation and arithmetic ------------------------------------------------------
  /* An end is "own" (the page's digit), "example-N" or "sample-N": a word that fits into an address. */
  let examples = [];
  let own = null;
  page.onDigit((digit) => {
    own = digit;
    endListeners.call();
  });
  sampling.setExamples = (found) => {
    examples = found.map(({ label, pixels: packed }) => ({ label, key: packed, pixels: page.pixels(packed, pixels) }));
    endListeners.call();
  };
  sampling.onEnds = (callback) => {
    endListeners.add(callback);
    callback();
  };
  sampling.isEnd = (text) => /^(own|(example|sample)-\d{1,3})$/.test(text ?? "");
  /* {pixels, asked: what the server is sent}, or null while it is not there. */
  sampling.end = (name) => {
    const [kind, number] = name.split("-");
    if (kind === "own") return own && { pixels: own.pixels, asked: { digit: own.key } };
    if (kind === "example") {
      const example = examples[number % Math.max(1, examples.length)];
      return example ? { pixels: example.pixels, asked: { digit: example.key } } : null;
    }
    const { samples, settings } = sampling;
    if (samples?.model !== settings.model) return null; // the codes of another model mean nothing here
    const index = Math.min(number, samples.count - 1);
    const code = Array.from(sampling.code(index));
    return { pixels: sampling.picture(index), asked: { code, label: sampling.label(index) } };
  };
  const endName = (name) => {
    const [kind, number] = name.split("-");
    if (kind === "own") return page.text("sample.ends.own");
    if (kind === "sample") return page.text("sample.ends.sample", { number: Number(number) + 1 });
    return page.text("sample.ends.example", { label: examples[number]?.label ?? "?" });
  };

  /* Fills a <figure class="end"> with a digit and what to choose it from. `get` is the end that stands there, `choose`
     is told of another one. Returns what brings it up to date. */
  sampling.endPicker = (figure, name, get, choose) => {
    figure.innerHTML = '<div class="picture"><canvas role="img"></canvas></div><select></select>';
    const canvas = figure.querySelector("canvas");
    const picker = figure.querySelector("select");
    const option = (value) => new Option(endName(value), value);
    picker.addEventListener("change", () => choose(picker.value));
    let listed = "";
    return () => {
      const chosen = get();
      const picked = `sample-${sampling.picked}`;
      const offered = [...new Set(["own", picked, ...(chosen.startsWith("sample") ? [chosen] : [])])];
      const state = [page.language, examples.length, ...offered].join();
      if (state !== listed) {
        listed = state;
        const group = document.createElement("optgroup");
        group.label = page.text("sample.ends.examples");
        group.append(...examples.map((_, index) => option(`example-${index}`)));
        picker.replaceChildren(...offered.map(option), group);
      }
      picker.value = chosen;
      picker.setAttribute("aria-label", page.text(name));
      const end = sampling.end(chosen);
      const kind = chosen.startsWith("sample") ? "reconstruction" : "input";
      canvas.parentElement.dataset.ink = kind;
      canvas.setAttribute("aria-label", endName(chosen));
      if (end) page.paintGray(canvas, end.pixels, 28, 28);
    };
  };
})();
