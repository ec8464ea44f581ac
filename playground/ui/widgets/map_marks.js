/* How points of a map look: ten colours and ten symbols, one a label, drawn on a canvas of our own. The same dots are
   there before Plotly is, while a map turns into another, where WebGL is missing, and in what is saved. Runs once, in
   <head>, after page.js. */
(() => {
  const page = window.playground;
  if (page.mapMarks) return;

  const LABELS = 10;
  const SPRITES = 400; // kept at most: a few sizes and two themes

  /* In a square from -1 to 1, y downwards. `solid`: Plotly has eight symbols in three dimensions, so two come twice. */
  const SYMBOLS = [
    { plotly: "circle", solid: "circle", path: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z" },
    { plotly: "square", solid: "square", path: "M-.89-.89H.89V.89H-.89Z" },
    { plotly: "diamond", solid: "diamond", path: "M0-1.25L1.25 0L0 1.25L-1.25 0Z" },
    { plotly: "cross", solid: "cross", path: "M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z" },
    { plotly: "x", solid: "x", path: "M0-.57L.57-1.13L1.13-.57L.57 0L1.13 .57L.57 1.13L0 .57L-.57 1.13L-1.13 .57L-.57 0L-1.13-.57L-.57-1.13Z" },
    { plotly: "triangle-up", solid: "circle-open", path: "M0-1.2L1.15 .8H-1.15Z" },
    { plotly: "triangle-down", solid: "square-open", path: "M0 1.2L1.15-.8H-1.15Z" },
    { plotly: "star", solid: "diamond-open", path: "M0-1.4L.32-.44L1.33-.43L.51 .17L.82 1.13L0 .55L-.82 1.13L-.51 .17L-1.33-.43L-.32-.44Z" },
    { plotly: "hourglass", solid: "circle", path: "M-1-1H1L-1 1H1Z" },
    { plotly: "bowtie", solid: "square", path: "M-1-1L1 1V-1L-1 1Z" },
  ];

  /* A symbol as an SVG of the text's colour. */
  const icon = (label) => {
    const svg = page.svg("svg", { class: "mark", viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" });
    page.svg("path", { d: SYMBOLS[label].path, fill: "currentcolor" }, svg);
    return svg;
  };

  /* The colours that a node's style sheet says. */
  const colours = (node) => {
    const style = getComputedStyle(node);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      labels: Array.from({ length: LABELS }, (_, label) => read(`label-${label}`)),
      ink: read("ink"),
      muted: read("muted"),
      gray: read("border-strong"),
      surface: read("surface"),
      accent: read("reconstruction"),
      warning: read("warning"),
    };
  };

  // --- sprites --------------------------------------------------------------------------------------------
  const sprites = new Map();
  function sprite(key, side, draw) {
    let canvas = sprites.get(key);
    if (!canvas) {
      if (sprites.size > SPRITES) sprites.clear();
      canvas = document.createElement("canvas");
      canvas.width = canvas.height = side;
      const context = canvas.getContext("2d");
      context.translate(side / 2, side / 2);
      draw(context);
      sprites.set(key, canvas);
    }
    return canvas;
  }
  const shapes = SYMBOLS.map(({ path }) => new Path2D(path));
  const markSprite = (label, colour, radius) =>
    sprite(`${label} ${colour} ${radius}`, 2 * Math.ceil(1.5 * radius) + 2, (context) => {
      context.scale(radius, radius);
      context.fillStyle = colour;
      context.fill(shapes[label]);
    });
  const discSprite = (colour, radius) =>
    sprite(`disc ${colour} ${radius}`, 2 * Math.ceil(radius) + 2, (context) => {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fill();
    });

  // --- painting -------------------------------------------------------------------------------------------
  /* Draws the points of a map. Parameters: `context`, scaled so that 1 is a css pixel; `ratio`: its pixels in one;
     `places`: Float32Array, (x, y, depth) of each row in css pixels; `labels`: of each row; `state`: Uint8Array, of each
     row 0: not there, 1: shown, 2: gray context; `order`: rows from the farthest to the nearest, or null where depth does
     not matter; `size`: diameter in css pixels; `width`, `height`; `colours`; `opacity`. */
  function paint(context, { ratio, places, labels, state, order, size, width, height, colours: tint, opacity = 1 }) {
    const radius = Math.max(1, Math.round((size / 2) * ratio * 4) / 4);
    const gray = discSprite(tint.gray, Math.max(1, 0.75 * radius));
    const marks = SYMBOLS.map((_, label) => markSprite(label, tint.labels[label], radius));
    const edge = 3 * size;
    const stamp = (canvas, row) => {
      const [x, y] = [places[3 * row], places[3 * row + 1]];
      if (!(x > -edge && y > -edge && x < width + edge && y < height + edge)) return;
      context.drawImage(canvas, Math.round(x * ratio - canvas.width / 2), Math.round(y * ratio - canvas.height / 2));
    };
    const count = state.length;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0); // whole pixels: crisp, and several times as fast
    context.globalAlpha = 0.55 * opacity;
    for (let at = 0; at < count; at++) {
      const row = order ? order[at] : at;
      if (state[row] === 2) stamp(gray, row);
    }
    context.globalAlpha = 0.85 * opacity;
    for (let at = 0; at < count; at++) {
      const row = order ? order[at] : at;
      if (state[row] === 1) stamp(marks[labels[row]], row);
    }
    context.restore();
  }

  /* A halo behind points that are not to be trusted: the fewer of their ten nearest in code space stayed near, the
     larger and the stronger; with three of them there is none. `trust`: of each row, 0 to 10. */
  const HALOS = [
    { alpha: 0.5, reach: 2.3 },
    { alpha: 0.28, reach: 1.9 },
    { alpha: 0.14, reach: 1.6 },
  ];
  const haloOf = (trust) => HALOS[trust] ?? null;
  function paintHalos(context, { ratio, places, state, trust, size, width, height, colours: tint }) {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (let level = HALOS.length - 1; level >= 0; level--) {
      const { alpha, reach } = HALOS[level];
      const disc = discSprite(tint.warning, Math.round((size / 2 + 1) * reach * ratio * 2) / 2);
      context.globalAlpha = alpha;
      for (let row = 0; row < state.length; row++) {
        if (trust[row] !== level || state[row] !== 1) continue;
        const [x, y] = [places[3 * row], places[3 * row + 1]];
        if (!(x > -20 && y > -20 && x < width + 20 && y < height + 20)) continue;
        context.drawImage(disc, Math.round(x * ratio - disc.width / 2), Math.round(y * ratio - disc.height / 2));
      }
    }
    context.restore();
  }

  /* The diameter of `count` points that fill a map of this size, `zoom` times enlarged. */
  const size = (count, width, height, zoom = 1) => {
    const room = Math.sqrt((width * height) / Math.max(1, count));
    return Math.max(3.5, Math.min(11, 0.8 * room * Math.max(1, zoom) ** 0.4));
  };

  page.mapMarks = { SYMBOLS, icon, colours, paint, haloOf, paintHalos, size };
})();
