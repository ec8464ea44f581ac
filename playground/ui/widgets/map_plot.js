/* Plotly under the map: its script, and points drawn by WebGL in two or three dimensions. It only draws: fingers, mouse and
   keys are followed in map_gestures.js. Runs once, in <head>, after map_raster.js. */
(() => {
  const page = window.playground;
  if (page.mapPlot) return;

  const { SYMBOLS } = page.mapMarks;
  const { OPACITY } = page.mapRaster;
  const address = window.playgroundData.plotly;
  const QUIET = 3000; // ms after the page has come
  const PATIENCE = 500; // ms
  const SOLID = 0.6; // of the diameter: points of a 3-d map hide each other
  const REACH = 1.05;

  /* Calls back when there is nothing else to do, or after a while. */
  page.idle = (callback) => {
    if (window.requestIdleCallback) requestIdleCallback(callback, { timeout: PATIENCE });
    else setTimeout(callback);
  };

  // --- the script -----------------------------------------------------------------------------------------
  let script = null;
  /* -> Promise of window.Plotly; asked for once, and again after a failure. */
  page.plotly = () => {
    script ??= new Promise((resolve, reject) => {
      const node = document.createElement("script");
      node.async = true;
      node.src = address;
      node.onload = () => resolve(window.Plotly);
      node.onerror = () => {
        script = null;
        node.remove();
        reject(new Error("no answer"));
      };
      document.head.append(node);
    });
    return script;
  };
  /* It is fetched before it is needed, but not run: that keeps the page busy for a while. */
  const keep = () => document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", as: "script", href: address }));
  setTimeout(() => page.idle(keep), QUIET);

  let capable = null;
  /* Whether this browser draws by WebGL; the first time that takes a while. */
  page.hasWebGL = () => {
    if (capable === null) {
      const context = document.createElement("canvas").getContext("webgl");
      capable = context !== null;
      context?.getExtension("WEBGL_lose_context")?.loseContext(); // browsers keep only a few
    }
    return capable;
  };

  // --- what is drawn --------------------------------------------------------------------------------------
  /* Ten traces of what is shown, one a label, and before them the gray context. A scene: {layout, labels: of each row,
     state: see mapRaster.points, size, colours}. */
  function traces({ layout, labels, state, size, colours }) {
    const { points, dimensions, count } = layout;
    const solid = dimensions === 3;
    const rows = Array.from({ length: SYMBOLS.length + 1 }, () => []);
    for (let row = 0; row < count; row++) {
      if (state[row] === 1) rows[labels[row] + 1].push(row);
      else if (state[row] === 2) rows[0].push(row);
    }
    const axis = (group, at) => Float32Array.from(group, (row) => points[row * dimensions + at]);
    return rows.map((group, at) => ({
      type: solid ? "scatter3d" : "scattergl",
      mode: "markers",
      name: at === 0 ? "" : String(at - 1),
      x: axis(group, 0),
      y: axis(group, 1),
      ...(solid && { z: axis(group, 2) }),
      customdata: group.map(layout.index),
      hoverinfo: "skip",
      marker: {
        symbol: at === 0 ? "circle" : SYMBOLS[at - 1][solid ? "solid" : "plotly"],
        color: at === 0 ? colours.gray : colours.labels[at - 1],
        size: (at === 0 ? 0.75 : 1) * (solid ? SOLID : 1) * size,
        opacity: at === 0 ? OPACITY.gray : OPACITY.shown,
        line: { width: 0 },
      },
    }));
  }

  const bare = { visible: false, showspikes: false };
  const common = { margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, hovermode: false, dragmode: false,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
  const flatLayout = ({ sight }) => ({
    ...common,
    width: sight.width,
    height: sight.height,
    xaxis: { ...bare, range: sight.range.slice(0, 2), fixedrange: true },
    yaxis: { ...bare, range: sight.range.slice(2), fixedrange: true },
  });
  const solidLayout = ({ sight, colours }) => {
    const axis = { range: [-REACH, REACH], showticklabels: false, title: { text: "" }, showspikes: false,
      showbackground: false, gridcolor: colours.gray, zeroline: false, nticks: 4 };
    return {
      ...common,
      width: sight.width,
      height: sight.height,
      scene: { aspectmode: "cube", dragmode: false, hovermode: false, camera: sight.camera,
        xaxis: axis, yaxis: axis, zaxis: axis },
    };
  };
  const config = (solid) => ({
    staticPlot: !solid, // in three dimensions that would be a still picture
    displayModeBar: false,
    scrollZoom: false,
    doubleClick: false,
    responsive: false,
    plotGlPixelRatio: Math.min(2, Math.max(1, window.devicePixelRatio || 1)),
  });

  /* Draws in `node`. Calls `onLost()` when WebGL is taken away. */
  page.mapPlot = (node, onLost) => {
    let drawn = null; // the number of dimensions
    let line = Promise.resolve(); // one drawing after the other

    async function paint(plotly, scene) {
      const { dimensions } = scene.layout;
      const layout = dimensions === 3 ? solidLayout(scene) : flatLayout(scene);
      if (drawn === dimensions) {
        await plotly.react(node, traces(scene), layout, config(dimensions === 3));
        return;
      }
      if (drawn !== null) plotly.purge(node);
      drawn = null;
      await plotly.newPlot(node, traces(scene), layout, config(dimensions === 3));
      drawn = dimensions;
      node.on("plotly_webglcontextlost", onLost);
    }
    const queue = (work) => {
      line = line.then(async () => work(await page.plotly())).catch((error) => console.error(error));
      return line;
    };

    return {
      draw: (scene) => queue((plotly) => paint(plotly, scene)),
      /* Moves the window onto a 2-d map that has been drawn, or the camera of a 3-d one. */
      move: ([x0, x1, y0, y1]) => {
        if (drawn === 2) window.Plotly.relayout(node, { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] });
      },
      turn: (camera) => {
        if (drawn === 3) window.Plotly.relayout(node, { "scene.camera": camera });
      },
      dimensions: () => drawn,
    };
  };
})();
