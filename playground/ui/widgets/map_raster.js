/* Points drawn without WebGL, pixel by pixel, ten thousand of them in a few milliseconds: before Plotly is there, while a
   map turns into another, where WebGL is missing, and in what is saved. Runs once, in <head>, after map_marks.js. */
(() => {
  const page = window.playground;
  if (page.mapRaster) return;

  const { SYMBOLS, doubt } = page.mapMarks;
  const OPACITY = { shown: 0.85, gray: 0.55 };
  const STAMPS = 500; // kept at most: a few sizes and two themes
  const DOUBTFUL = [2, 1, 0]; // trusts with a mark, the worst last

  // --- stamps: {side, red, green, blue, cover: Uint8Array of side * side shares of a pixel, 255 is all of it} ------
  const board = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const stamps = new Map();
  function stamp(key, colour, radius, draw) {
    const name = `${key} ${colour} ${radius}`;
    if (!stamps.has(name)) {
      if (stamps.size > STAMPS) stamps.clear();
      const side = 2 * Math.ceil(1.5 * radius) + 1;
      board.canvas.width = board.canvas.height = side; // empties it
      board.fillStyle = colour;
      board.fillRect(0, 0, 1, 1);
      const [red, green, blue] = board.getImageData(0, 0, 1, 1).data;
      board.clearRect(0, 0, 1, 1);
      board.translate(side / 2, side / 2);
      board.scale(radius, radius);
      draw(board);
      const cover = board.getImageData(0, 0, side, side).data.filter((_, at) => at % 4 === 3);
      stamps.set(name, { side, red, green, blue, cover });
    }
    return stamps.get(name);
  }
  const shapes = SYMBOLS.map(({ path }) => new Path2D(path));
  const quarters = (radius) => Math.max(0.75, Math.round(radius * 4) / 4); // few sizes, so that stamps are found again
  const mark = (label, colour, radius) => stamp(label, colour, quarters(radius), (context) => context.fill(shapes[label]));
  const disc = (colour, radius) => stamp("disc", colour, quarters(radius), (context) => context.fill(shapes[0]));

  // --- sheets: pixels that are put on a canvas in one go -----------------------------------------------------------
  /* Puts a stamp's middle on a pixel, over what is there; or, `flat`, where it covers more than what is there. */
  function press({ data, width, height }, { side, red, green, blue, cover }, x, y, alpha, flat) {
    const [left, top] = [Math.round(x - side / 2), Math.round(y - side / 2)];
    const [from, to] = [Math.max(0, -left), Math.min(side, width - left)];
    for (let row = Math.max(0, -top); row < Math.min(side, height - top); row++) {
      for (let column = from, at = row * side + from; column < to; column++, at++) {
        const own = cover[at] * alpha;
        if (own === 0) continue;
        const pixel = 4 * ((top + row) * width + left + column);
        const under = data[pixel + 3];
        if (under === 0 || (flat && own > under)) {
          data[pixel] = red;
          data[pixel + 1] = green;
          data[pixel + 2] = blue;
          data[pixel + 3] = own;
        } else if (!flat) {
          const rest = (under * (255 - own)) / 255;
          const sum = own + rest;
          data[pixel] = (red * own + data[pixel] * rest) / sum;
          data[pixel + 1] = (green * own + data[pixel + 1] * rest) / sum;
          data[pixel + 2] = (blue * own + data[pixel + 2] * rest) / sum;
          data[pixel + 3] = sum;
        }
      }
    }
  }
  const back = document.createElement("canvas");
  function onto(context, { width, height, ratio }, draw) {
    const sheet = new ImageData(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)));
    draw(sheet);
    Object.assign(back, { width: sheet.width, height: sheet.height });
    back.getContext("2d").putImageData(sheet, 0, 0);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(back, 0, 0);
    context.restore();
  }
  const inside = ({ places, width, height, size }, row) => {
    const [x, y] = [places[3 * row], places[3 * row + 1]];
    return x > -3 * size && y > -3 * size && x < width + 3 * size && y < height + 3 * size;
  };

  // --- what is drawn -----------------------------------------------------------------------------------------------
  /* The points of a map. Parameters: `context`, whose canvas has `ratio` pixels in a css pixel; `places`: Float32Array,
     (x, y, depth) of each row in css pixels; `labels`: of each row; `state`: Uint8Array, of each row 1: shown, 2: gray
     context; `order`: rows from the farthest to the nearest, or null where depth does not matter; `size`: diameter in css
     pixels; `width`, `height` in css pixels; `colours`. */
  const points = (context, scene) => {
    const { ratio, places, labels, state, order, size, colours } = scene;
    const radius = (size / 2) * ratio;
    const gray = disc(colours.gray, 0.75 * radius);
    const marks = SYMBOLS.map((_, label) => mark(label, colours.labels[label], radius));
    onto(context, scene, (sheet) => {
      for (const kind of [2, 1]) {
        for (let at = 0; at < state.length; at++) {
          const row = order ? order[at] : at;
          if (state[row] !== kind || !inside(scene, row)) continue;
          const [x, y] = [places[3 * row] * ratio, places[3 * row + 1] * ratio];
          if (kind === 2) press(sheet, gray, x, y, OPACITY.gray, false);
          else press(sheet, marks[labels[row]], x, y, OPACITY.shown, false);
        }
      }
    });
  };

  /* `trust`: of each row, 0 to 10. Halos that overlap grow no stronger: they mark ground, they do not count. */
  const doubts = (context, scene, colour, what) => {
    const { ratio, places, state, trust, size } = scene;
    onto(context, scene, (sheet) => {
      for (const level of DOUBTFUL) {
        const found = doubt(level, size);
        const ring = disc(colour, found[what] * ratio);
        for (let row = 0; row < state.length; row++) {
          if (trust[row] !== level || state[row] !== 1 || !inside(scene, row)) continue;
          press(sheet, ring, places[3 * row] * ratio, places[3 * row + 1] * ratio, what === "halo" ? found.alpha : 1, true);
        }
      }
    });
  };
  const halos = (context, scene) => doubts(context, scene, scene.colours.warning, "halo");
  const holes = (context, scene) => doubts(context, scene, scene.colours.surface, "hole");

  page.mapRaster = { OPACITY, points, halos, holes };
})();
