/* What lies over and under the points of a map: hatched ground, halos, names of the labels, pictures, the lines to
   neighbours, one's own digit. All of it is painted on canvases that no pointer touches. Runs once, in <head>, after
   map_marks.js. */
(() => {
  const page = window.playground;
  if (page.mapOverlay) return;

  const SIDE = 28;
  const LABELS = 10;
  const HATCH = 7; // css pixels from line to line
  const TAIL = 60; // places of one's own digit that are remembered
  const FONT = "system-ui, sans-serif";

  const line = (context, from, to) => {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  /* A line between two rings. */
  const join = (context, from, to, reach, otherReach) => {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length <= reach + otherReach) return;
    const at = (distance) => from.map((value, axis) => value + (distance / length) * (to[axis] - value));
    line(context, at(reach), at(length - otherReach));
  };
  const circle = (context, [x, y], radius) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  /* A ring that is seen on any ground. */
  const ring = (context, place, radius, colour, surface, width = 2) => {
    context.lineWidth = width + 3;
    context.strokeStyle = surface;
    circle(context, place, radius);
    context.lineWidth = width;
    context.strokeStyle = colour;
    circle(context, place, radius);
  };
  const placeOf = (places, row) => [places[3 * row], places[3 * row + 1]];

  // --- under the points -----------------------------------------------------------------------------------
  /* Diagonal lines over all cells of the ground {side, reach, limit, shifts} that do not come back. */
  function paintGround(context, { side, reach, limit, shifts }, sight, colours) {
    const cell = (2 * reach) / side;
    context.save();
    context.beginPath();
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        if (!(shifts[row * side + column] > limit)) continue;
        const [left, top] = sight.place([-reach + column * cell, -reach + (row + 1) * cell]);
        const [right, bottom] = sight.place([-reach + (column + 1) * cell, -reach + row * cell]);
        const edge = [Math.round(left), Math.round(top)]; // whole pixels: no seams between cells
        context.rect(...edge, Math.round(right) - edge[0], Math.round(bottom) - edge[1]);
      }
    }
    context.clip();
    context.globalAlpha = 0.4;
    context.strokeStyle = colours.muted;
    context.lineWidth = 1;
    context.beginPath();
    for (let start = -sight.height; start < sight.width; start += HATCH) {
      context.moveTo(start, sight.height);
      context.lineTo(start + sight.height, 0);
    }
    context.stroke();
    context.restore();
  }

  // --- over the points ------------------------------------------------------------------------------------
  /* One digit for each label, at the point that is nearest to the middle of them all: rows, −1 where there is none. */
  const middles = ({ points, dimensions, count }, labels) =>
    Array.from({ length: LABELS }, (_, label) => {
      const rows = [];
      for (let row = 0; row < count; row++) if (labels[row] === label) rows.push(row);
      const middle = Array.from({ length: dimensions }, (_, axis) => {
        const values = rows.map((row) => points[row * dimensions + axis]).sort((one, other) => one - other);
        return values[values.length >> 1];
      });
      const square = (row) =>
        middle.reduce((sum, value, axis) => sum + (points[row * dimensions + axis] - value) ** 2, 0);
      return rows.reduce((best, row) => (best < 0 || square(row) < square(best) ? row : best), -1);
    });

  function paintNames(context, rows, { places, colours, state }) {
    context.save();
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.font = `750 24px ${FONT}`;
    rows.forEach((row, label) => {
      if (row < 0 || state[row] !== 1) return;
      context.lineWidth = 6;
      context.strokeStyle = colours.surface;
      context.strokeText(label, ...placeOf(places, row));
      context.fillStyle = colours.labels[label];
      context.fillText(label, ...placeOf(places, row));
    });
    context.restore();
  }

  /* Pictures [{row, canvas, shown: 0 … 1}] in place of dots, framed in the colour of their label. */
  function paintPictures(context, pictures, side, { places, labels, colours }) {
    context.save();
    context.imageSmoothingEnabled = false;
    for (const { row, canvas, shown } of pictures) {
      const [x, y] = placeOf(places, row).map((value) => Math.round(value - side / 2));
      context.globalAlpha = shown;
      context.fillStyle = colours.labels[labels[row]];
      context.fillRect(x - 2, y - 2, side + 4, side + 4);
      context.drawImage(canvas, x, y, side, side);
    }
    context.restore();
  }

  /* The outline of a lasso or a box, in css pixels. */
  function paintOutline(context, corners, { colours }) {
    if (corners.length < 2) return;
    context.save();
    context.beginPath();
    for (const corner of corners) context.lineTo(...corner);
    context.closePath();
    context.fillStyle = colours.ink;
    context.globalAlpha = 0.05;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 3.5;
    context.strokeStyle = colours.surface;
    context.stroke();
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    context.strokeStyle = colours.ink;
    context.stroke();
    context.restore();
  }

  /* The picked digit and its nearest in code space: a line to where each of them lies. */
  function paintPicked(context, picked, neighbours, { places, labels, colours, size }) {
    const from = placeOf(places, picked);
    context.save();
    context.lineCap = "round";
    const [outer, inner] = [size / 2 + 7, size / 2 + 3.5];
    for (const [width, colour] of [[4, colours.surface], [1.5, colours.ink]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      for (const row of neighbours) join(context, from, placeOf(places, row), outer, inner);
    }
    for (const row of neighbours) ring(context, placeOf(places, row), inner, colours.labels[labels[row]], colours.surface, 2.5);
    ring(context, from, outer, colours.ink, colours.surface, 3);
    ring(context, from, size / 2 + 2, colours.labels[labels[picked]], colours.surface, 2.5);
    context.restore();
  }

  /* One's own digit: `place` in css pixels, `trail` of places it came from, `neighbours` rows, `canvas` its picture. */
  function paintMine(context, { place, trail, neighbours, canvas }, { places, colours }) {
    context.save();
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = colours.accent;
    for (let at = 1; at < trail.length; at++) {
      context.globalAlpha = 0.75 * (at / trail.length);
      line(context, trail[at - 1], trail[at]);
    }
    context.globalAlpha = 1;
    for (const [width, colour] of [[3.5, colours.surface], [1.5, colours.accent]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      for (const row of neighbours) join(context, place, placeOf(places, row), 0, 0);
    }
    const [x, y] = place.map((value) => Math.round(value - SIDE / 2));
    context.imageSmoothingEnabled = false;
    context.fillStyle = colours.surface;
    context.fillRect(x - 4, y - 4, SIDE + 8, SIDE + 8);
    context.fillStyle = colours.accent;
    context.fillRect(x - 3, y - 3, SIDE + 6, SIDE + 6);
    context.drawImage(canvas, x, y);
    context.restore();
  }

  const paintHovered = (context, row, { places, colours, size }) =>
    ring(context, placeOf(places, row), size / 2 + 4, colours.ink, colours.surface, 2);

  /* The place that is decoded. */
  const paintPoint = (context, place, { colours }) => {
    ring(context, place, 10, colours.accent, colours.surface, 3);
    ring(context, place, 1, colours.accent, colours.surface, 2);
  };

  page.mapOverlay = { TAIL, middles, paintGround, paintNames, paintPictures, paintOutline, paintPicked, paintMine, paintHovered, paintPoint };
})();
