/* One map on the screen: its points, drawn by Plotly or on our own canvas, what lies over and under them, and where a pointer
   is on it. Runs once, in <head>, after map.js, map_plot.js, map_overlay.js, map_layers.js, map_thumbnails.js and
   map_gestures.js. */
(() => {
  const page = window.playground;
  if (page.mapFrame) return;

  const { mapMarks: marks, mapRaster: raster, mapSight: sights, mapOverlay: overlay } = page;
  const NEIGHBOURS = 10;
  const STILL = 200; // ms until a new window is remembered
  const GROWN = 0.7; // css pixels by which dots may be too small after zooming
  const RINGED = 1.25; // sides of a picture: the diameter of the ring around it
  const SOLID = 0.75; // of the diameter, in three dimensions
  const REACH = { mouse: 16, touch: 28 }; // css pixels

  const frame = () => new Promise(requestAnimationFrame);

  /* `root` holds `.chart`, where Plotly draws, with a canvas for each layer. `shared`: {labels: Set of the labels in colour, or
     empty for all, ground(view): {side, reach, limit, shifts} or null, mine: canvas of the drawn digit, fail(error): tells why
     nothing could be chosen}. */
  page.mapFrame = (root, at, shared) => {
    const node = root.querySelector(".chart");
    const { map } = page;
    let view = null;
    let layout = null; // what is shown, also while the next is on its way
    let atlas = null;
    let labels = null; // of each row
    let names = null; // rows, see mapOverlay.middles
    let state = new Uint8Array(0);
    let places = new Float32Array(0);
    let order = null;
    let sight = null;
    let [width, height, ratio, size] = [0, 0, 1, 4];
    let colours = marks.colours(node);
    let range = null; // of a 2-d map; null: the whole map
    let camera = sights.START;
    let neighbours = []; // rows: the nearest, in code space, of the picked digit
    let corners = []; // of the lasso or box that is being drawn
    let trail = []; // places of one's own digit
    let mine = null; // {place, neighbours: rows}
    let morph = null; // see mapMorph
    let lost = false; // WebGL was taken away
    let drawnSize = 0;

    const drawsItself = () => node.dataset.drawing === "plotly";
    const scene = () => ({ layout, atlas, labels, state, places, order, sight, size, width, height, ratio, colours });
    const rowOf = (index) => (index === null || index === undefined || !layout ? -1 : layout.row(index));

    // --- painting -----------------------------------------------------------------------------------------
    const { names: layers, plan, fit } = page.mapLayers(node, {
      window: () => {
        if (!drawsItself()) return;
        if (sight.dimensions === 2) plot.move(sight.range);
        else plot.turn(camera);
      },
      behind: (context) => {
        const ground = map.ground && view ? shared.ground(view) : null;
        if (ground && sight.dimensions === 2 && !morph) overlay.paintGround(context, ground, sight, colours);
        if (map.trust && !morph) raster.halos(context, { ...scene(), trust: layout.trust });
      },
      dots: (context) => {
        if (!drawsItself()) raster.points(context, scene());
      },
      front: (context) => {
        if (morph) return;
        if (map.trust) raster.holes(context, { ...scene(), trust: layout.trust });
        const pictures = thumbnails.pictures();
        overlay.paintPictures(context, pictures, thumbnails.side(scene()), scene());
        if (pictures.length === 0) overlay.paintNames(context, names, scene());
        overlay.paintOutline(context, outline(), scene());
      },
      live: (context) => {
        const now = { ...scene(), size: thumbnails.shown() ? RINGED * thumbnails.side(scene()) : size };
        overlay.paintOutline(context, corners, now);
        const picked = rowOf(map.picked);
        if (picked >= 0) overlay.paintPicked(context, picked, neighbours, now);
        if (mine && shared.mine && !morph) {
          const way = trail.map((place) => sight.place(place));
          overlay.paintMine(context, { place: sight.place(mine.place), trail: way, neighbours: mine.neighbours, canvas: shared.mine }, now);
        }
        const hovered = rowOf(map.hovered?.index);
        if (hovered >= 0) overlay.paintHovered(context, hovered, now);
        if (map.point?.view === at && sight.dimensions === 2) overlay.paintPoint(context, sight.place([map.point.x, map.point.y]), now);
      },
    }, () => {
      if (morph) {
        if (morph.step()) finishMorph();
        plan(...layers);
      }
      return sight !== null;
    });
    const thumbnails = page.mapThumbnails(() => plan("front"));

    function outline() {
      const { selection } = map;
      if (!selection?.shape || sight.dimensions !== 2 || selection.on.model !== view.model || selection.on.key !== view.key) return [];
      const [x0, x1, y0, y1] = selection.shape;
      const shape = selection.kind === "box" ? [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] : selection.shape;
      return shape.map((corner) => sight.place(corner));
    }

    // --- Plotly -------------------------------------------------------------------------------------------
    const plot = page.mapPlot(node, () => {
      lost = true;
      node.dataset.drawing = "dots";
      plan("dots");
    });
    let drawing = false;
    let stale = false;
    /* Has Plotly draw what is there now; until it has, our own dots are seen. */
    async function draw() {
      stale = true;
      if (drawing || lost || morph || width === 0) return;
      drawing = true;
      while (stale && !lost) {
        stale = false;
        await frame();
        await frame();
        await new Promise(page.idle); // Plotly keeps the page busy for a while: our dots come first
        if (!page.hasWebGL()) return; // and never asked again
        if (morph || width === 0) break; // who ends that draws anew
        drawnSize = size;
        await plot.draw(scene());
      }
      drawing = false;
      if (stale || morph || lost || width === 0 || plot.dimensions() !== layout.dimensions) return;
      node.dataset.drawing = "plotly";
      plan("window", "dots");
    }
    function redraw() {
      node.dataset.drawing = "dots";
      plan(...layers);
      draw();
    }

    // --- where everything is ------------------------------------------------------------------------------
    /* Looks at the map through the window that is wished for. */
    function see() {
      if (!layout || width === 0) return;
      const whole = sights.whole(layout, width, height);
      const window = range ? sights.fitted(range, width, height) : whole;
      sight = layout.dimensions === 2
        ? sights.flat(window, width, height, (whole[1] - whole[0]) / (window[1] - window[0]))
        : sights.solid(camera, width, height);
      size = marks.size(layout.count, width, height, sight.zoom) * (layout.dimensions === 3 ? SOLID : 1);
      sight.all(layout, places);
      order = null;
      if (layout.dimensions === 3 && !drawsItself()) {
        order = Int32Array.from(places.subarray(0, layout.count), (_, row) => row);
        order.sort((one, other) => places[3 * other + 2] - places[3 * one + 2]);
      }
      thumbnails.look(scene());
    }
    function move(next) {
      finishMorph();
      if (layout.dimensions === 2) range = next;
      else camera = next ?? sights.START;
      see();
      plan(...layers);
      remember();
    }
    let remembering;
    function remember() {
      clearTimeout(remembering);
      remembering = setTimeout(() => {
        if (Math.abs(size - drawnSize) > GROWN) draw();
        if (layout.dimensions === 2) page.setView(at, { range });
        else page.setView(at, { camera });
      }, STILL);
    }

    // --- from one map to the next -------------------------------------------------------------------------
    function finishMorph() {
      if (!morph) return;
      morph.end();
      morph = null;
      delete node.dataset.moving;
      redraw();
    }

    function arrive() {
      finishMorph();
      const old = layout && sight && { layout, places };
      ({ layout, atlas } = view);
      labels = layout.indices ? Uint8Array.from(layout.indices, (index) => atlas.labels[index]) : atlas.labels;
      names = overlay.middles(layout, labels);
      places = new Float32Array(3 * layout.count);
      range = view.range;
      camera = view.camera ?? sights.START;
      trail = [];
      neighbours = [];
      Object.assign(node.dataset, { model: view.model, key: view.key, dimensions: layout.dimensions, count: layout.count, drawing: "dots" });
      thumbnails.forget();
      restate();
      see();
      follow();
      findNeighbours();
      morph = width > 0 ? page.mapMorph(old, layout, places) : null;
      if (morph) node.dataset.moving = "true";
      redraw();
    }

    /* Which rows are shown in colour, and which stay as gray context. */
    function restate() {
      const { selection } = map;
      const chosen = selection?.indices.length ? new Set(selection.indices) : null;
      state = Uint8Array.from(labels, (label, row) =>
        (shared.labels.size === 0 || shared.labels.has(label)) && (!chosen || chosen.has(layout.index(row))) ? 1 : 2,
      );
    }
    async function findNeighbours() {
      const { picked } = map;
      const asked = { atlas, layout };
      neighbours = [];
      delete node.dataset.lines;
      plan("live");
      if (picked === null) return;
      const found = await asked.atlas
        .codes()
        .then(() => asked.atlas.nearest(asked.atlas.code(picked), NEIGHBOURS, picked))
        .catch(() => null); // the panel of the picked digit says why
      if (!found || picked !== map.picked || asked.layout !== layout) return;
      neighbours = found.map(({ index }) => layout.row(index)).filter((row) => row >= 0);
      node.dataset.lines = neighbours.length;
      plan("live");
    }
    /* Where one's own digit lies by now. */
    function follow() {
      const own = map.mine?.of?.[view.model] ?? null;
      const place = own && atlas.placeOf(layout, own.neighbours);
      mine = place && { place, neighbours: own.neighbours.map(({ index }) => layout.row(index)).filter((row) => row >= 0) };
      if (!mine) trail = [];
      else if (String(trail.at(-1)) !== String(place)) trail = [...trail, place].slice(-overlay.TAIL);
      plan("live");
    }

    // --- pointer ------------------------------------------------------------------------------------------
    const nearest = ([left, top], reach) => sights.nearest(places, state, left, top, reach);
    const hover = (row) => {
      const index = row < 0 ? null : layout.index(row);
      if (index === (map.hovered?.index ?? null)) return;
      if (index !== null) page.setMap({ hovered: { view: at, index } });
      else if (map.hovered.view === at) page.setMap({ hovered: null });
    };
    const decode = (place) => {
      const [x, y] = sight.at(...place);
      page.setMap({ point: { view: at, x, y }, hovered: null });
    };
    page.mapGestures(node, {
      kind: () => {
        if (!layout) return "none";
        if (layout.dimensions === 3) return "turn";
        return map.mode === "look" ? "decode" : map.mode;
      },
      hover: (place) => sight && !morph && hover(place ? nearest(place, REACH.mouse) : -1),
      tap: (place, touch) => {
        if (!sight || morph) return;
        const row = nearest(place, touch ? REACH.touch : REACH.mouse);
        if (row >= 0) page.setMap({ picked: layout.index(row), point: null });
        else if (layout.dimensions === 2 && map.mode === "look") decode(place);
      },
      decode: (place) => !morph && decode(place),
      pan: (shares) => move(sights.moved(sight.range, ...shares)),
      turn: (shares) => move(sights.turned(camera, ...shares)),
      zoom: (factor, shares) => zoom(factor, shares),
      shape: (kind, drawn, done) => {
        const [from, to] = [drawn[0], drawn.at(-1)];
        corners = kind === "box" ? [from, [to[0], from[1]], to, [from[0], to[1]]] : drawn;
        if (done) {
          const [[x0, y0], [x1, y1]] = [sight.at(...from), sight.at(...to)];
          const shape = kind === "box" ? [x0, x1, y0, y1] : drawn.map((corner) => sight.at(...corner));
          corners = [];
          page.choose({ kind, shape, view: at }).catch(shared.fail);
        }
        plan("live");
      },
      stop: () => {
        corners = [];
        plan("live");
      },
      whole: () => move(null),
    });
    function zoom(factor, shares) {
      if (layout.dimensions === 2) move(sights.zoomed(sight.range, factor, ...shares));
      else move(sights.approached(camera, factor));
    }

    // --- the page -----------------------------------------------------------------------------------------
    new ResizeObserver(() => {
      ({ width, height, ratio } = fit());
      if (width === 0 || !layout) return;
      finishMorph();
      see();
      redraw();
    }).observe(node);
    page.onTheme(() => {
      colours = marks.colours(node);
      if (layout) redraw();
    });

    return {
      node,
      /* What is on it, for who saves it; null before there is a map. */
      scene: () => (layout && sight ? { ...scene(), view, names, picked: rowOf(map.picked), neighbours, outline: outline(),
        ground: map.ground && layout.dimensions === 2 ? shared.ground(view) : null, trust: map.trust ? layout.trust : null } : null),
      /* The digit that lies next to the picked one in a direction [right, down] of the screen, or null; without a direction or
         a picked digit on this map, the one in the middle of it. */
      towards: (direction) => {
        if (!layout || !sight) return null;
        const from = rowOf(map.picked);
        const row = from < 0 || !direction
          ? sights.nearest(places, state, width / 2, height / 2, width + height)
          : sights.towards(places, state, from, direction);
        return row < 0 ? null : layout.index(row);
      },
      zoom: (factor) => layout && sight && zoom(factor, [0.5, 0.5]),
      whole: () => layout && sight && move(null),
      /* Brings a digit into the window. */
      reveal: (index) => {
        const row = rowOf(index);
        if (row < 0 || layout.dimensions !== 2 || !sight) return;
        const [left, top] = [places[3 * row] / width, places[3 * row + 1] / height];
        if (left < 0 || top < 0 || left > 1 || top > 1) move(sights.moved(sight.range, 0.5 - left, 0.5 - top));
      },
      recolour: () => {
        if (!layout) return;
        restate();
        see();
        redraw();
      },
      update: (changed) => {
        view = map.views[at] ?? null;
        if (!view?.layout) return;
        if (view.layout !== layout) arrive();
        else if ((changed.has("range") && view.range !== range) || (changed.has("camera") && view.camera && view.camera !== camera)) {
          finishMorph();
          [range, camera] = [view.range, view.camera ?? camera];
          see();
          plan(...layers);
        }
        if (changed.has("selection")) {
          restate();
          see();
          redraw();
        }
        if (changed.has("picked")) findNeighbours();
        if (changed.has("mine")) follow();
        if (changed.has("ground") || changed.has("trust")) plan("behind", "front");
        if (changed.has("hovered") || changed.has("point")) plan("live");
      },
      repaint: () => plan(...layers),
    };
  };
})();
