/* Canvases over each other, painted at most once a frame, and points on their way from one map to the next. Runs once, in
   <head>, after page.js. */
(() => {
  const page = window.playground;
  if (page.mapLayers) return;

  const MOTION = 600; // ms
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /* `painters`: {name: paint(context)}, painted in this order; `node` holds a canvas of that class for each, or none for work
     that belongs to the same frame. `before()` comes first in every frame. Returns plan(...names), which paints them in the
     next frame; fit(), which fits the canvases to the node and returns its {width, height, ratio}; `names`. */
  page.mapLayers = (node, painters, before) => {
    const names = Object.keys(painters);
    const canvases = names.map((name) => node.querySelector(`canvas.${name}`));
    const planned = new Set();
    let [width, height, ratio] = [0, 0, 1];

    function paint() {
      const now = new Set(planned);
      planned.clear();
      if (!before() || width === 0) return;
      names.forEach((name, at) => {
        if (!now.has(name)) return;
        const context = canvases[at]?.getContext("2d");
        context?.setTransform(ratio, 0, 0, ratio, 0, 0);
        context?.clearRect(0, 0, width, height);
        painters[name](context);
      });
      node.dataset.painted = Number(node.dataset.painted ?? 0) + 1;
    }
    return {
      names,
      plan: (...wanted) => {
        if (planned.size === 0) requestAnimationFrame(paint);
        for (const name of wanted) planned.add(name);
      },
      fit: () => {
        [width, height] = [node.clientWidth, node.clientHeight];
        ratio = Math.min(2, Math.max(1, window.devicePixelRatio || 1));
        if (width > 0) {
          for (const canvas of canvases.filter(Boolean)) {
            Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
          }
        }
        return { width, height, ratio };
      },
    };
  };

  /* Moves digits from where they lay on the screen to where they lie now. `old`: {layout, places}; `places` (see mapSight) of
     `layout` are changed by step() until that returns true; end() brings them there at once. Digits that were not on the old map
     come when the others are there. Null where nothing is to move. */
  page.mapMorph = (old, layout, places) => {
    if (!old || calm.matches) return null;
    const to = places.slice();
    const from = new Float32Array(to.length).fill(NaN);
    for (let row = 0; row < layout.count; row++) {
      const before = old.layout.row(layout.index(row));
      if (before >= 0) from.set(old.places.subarray(3 * before, 3 * before + 3), 3 * row);
    }
    const begun = performance.now();
    const end = () => places.set(to);
    const step = () => {
      const share = (performance.now() - begun) / MOTION;
      if (share >= 1) {
        end();
        return true;
      }
      const eased = share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
      for (let at = 0; at < places.length; at++) places[at] = from[at] + eased * (to[at] - from[at]);
      return false;
    };
    return { step, end };
  };
})();
