/* What the widgets of the segment tab share: the picture, the network that cuts it up, how its answer is read, and the newest
   answers. One state for all widgets of the tab. Runs once, in <head>, after panels.js. */
(() => {
  const page = window.playground;
  if (page.segment) return;

  page.segmentViews = ["outlines", "filled", "probability", "truth"];

  /* A Source is {example, seed, model: that comes with it, if any} or {file}: it can be opened again.
     A Picture: {source, key, width, height, bitmap, truth: Int32Array of labels or null, truthCount, name, example, seed}.
     Maps: {key, model, cut, inside: bytes (255: certainly inside an object), border: bytes or null}.
     A Result, what was found in maps: {maps, threshold, smallest, count, labels: Int32Array, objects, scores or null}. */
  const segment = {
    models: [], // {name, threshold, smallest, skips, channels}, see segment_controls.py
    examples: [], // {name, model (that suits it), synthetic}
    source: null,
    picture: null,
    model: null,
    threshold: 0.5,
    smallest: 0,
    cut: [], // levels whose skip connection is cut, ascending
    view: page.segmentViews[0],
    opacity: 1,
    maps: null, // of the network as it is cut
    result: null,
    whole: null, // of the network with all its skip connections, where one is cut
    wholeResult: null,
    picked: null, // id of an object
    hovered: null,
    problem: null, // {about: "picture" or "network", error}: what could not be done
  };
  page.segment = segment;

  const listeners = page.listeners();
  /* callback(segment, changed): `changed` is a Set of the fields' names. */
  page.onSegment = (callback) => {
    listeners.add(callback);
    callback(segment, new Set(Object.keys(segment)));
  };

  page.segmentModel = (name = segment.model) => segment.models.find((one) => one.name === name);
  const known = (name) => page.segmentModel(name) ?? segment.models[0];
  const possible = (model, cut) => [...new Set(cut)].filter((level) => model.skips.includes(level)).sort();

  /* Any fields. Another model brings its own threshold and smallest object; another picture takes all answers with it. */
  page.setSegment = (patch) => {
    const next = { ...patch };
    if (next.model !== undefined && next.model !== segment.model) {
      const model = known(next.model);
      if (model) Object.assign(next, { threshold: model.threshold, smallest: model.smallest }, patch, { model: model.name });
    }
    const model = known(next.model ?? segment.model);
    const cut = possible(model ?? { skips: [] }, next.cut ?? segment.cut);
    if (cut.join() === segment.cut.join()) delete next.cut;
    else next.cut = cut;
    if (next.picture !== undefined && next.picture !== segment.picture) {
      Object.assign(next, { maps: null, result: null, whole: null, wholeResult: null });
    }
    if (next.picture !== undefined || next.model !== undefined) Object.assign(next, { picked: null, hovered: null });
    const picture = next.picture === undefined ? segment.picture : next.picture;
    if (picture && !picture.truth && (next.view ?? segment.view) === "truth") next.view = page.segmentViews[0];
    const changed = Object.keys(next).filter((name) => !Object.is(segment[name], next[name]));
    if (changed.length === 0) return;
    for (const name of changed) segment[name] = next[name];
    listeners.call(segment, new Set(changed));
  };

  // --- what is true of the answers ----------------------------------------------------------------------------
  /* Whether maps are of the shown picture and of this network, cut like that. */
  page.segmentFits = (maps, cut) =>
    Boolean(maps) && maps.key === segment.picture?.key && maps.model === segment.model && maps.cut.join() === cut.join();
  /* Whether a result is what the settings ask for. */
  page.segmentSettled = (result, maps) =>
    Boolean(result) && result.maps === maps && result.threshold === segment.threshold && result.smallest === segment.smallest;

  /* How many pixels are inside an object: in the result, in truth (if it is known) and in both, and how many there are. */
  page.segmentOverlap = (labels, truth) => {
    let [found, really, both] = [0, 0, 0];
    for (let at = 0; at < labels.length; at++) {
      if (labels[at] > 0) found += 1;
      if (!truth || truth[at] === 0) continue;
      really += 1;
      if (labels[at] > 0) both += 1;
    }
    return { found, true: really, both, all: labels.length };
  };

  /* What a picture is called in words and in file names. */
  page.segmentName = (picture) =>
    picture.example ? page.text(`segment.examples.${picture.example.name}`) : picture.name;
  page.segmentFile = (kind) => {
    const { picture, model } = segment;
    const name = picture.example ? [picture.example.name, ...(picture.example.synthetic ? [picture.seed] : [])].join("-") : picture.name.replace(/\.[^.]*$/, "");
    return `${name}-${model}-${kind}`;
  };
})();
