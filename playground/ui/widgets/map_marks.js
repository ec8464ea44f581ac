/* How points of a map look: ten colours and ten symbols, one a label, and what marks those that are not to be trusted. Runs
   once, in <head>, after panels.js. */
(() => {
  const page = window.playground;
  if (page.mapMarks) return;

  const LABELS = 10;

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

  /* Points that are not to be trusted: behind them a halo, and in them a hole, so that they are told apart without colours.
     The fewer of their ten nearest in code space stayed near, the larger are both; with three of them there is none. */
  const DOUBTS = [
    { alpha: 0.42, reach: 2.2, hole: 0.66 },
    { alpha: 0.26, reach: 1.9, hole: 0.5 },
    { alpha: 0.14, reach: 1.6, hole: 0.34 },
  ];
  /* {halo, hole: radii in css pixels, alpha: of the halo} of a point of that trust (0 to 10), or null. */
  const doubt = (trust, size) => {
    const found = DOUBTS[trust];
    return found ? { alpha: found.alpha, halo: (size / 2 + 1) * found.reach, hole: (size / 2) * found.hole } : null;
  };

  /* The diameter of `count` points that fill a map of this size, `zoom` times enlarged. */
  const size = (count, width, height, zoom = 1) => {
    const room = Math.sqrt((width * height) / Math.max(1, count));
    return Math.max(3.5, Math.min(11, 0.8 * room * Math.max(1, zoom) ** 0.4));
  };

  page.mapMarks = { SYMBOLS, icon, colours, doubt, size };
})();
