/* From places on a map to places on the screen and back: a range of two axes, or a camera. Runs once, in <head>, after
   page.js. */
(() => {
  const page = window.playground;
  if (page.mapSight) return;

  const MARGIN = 0.04; // of the map, around its outermost points
  const NEAREST = 0.02; // the smallest range, in coordinates of the map
  const FARTHEST = 6;

  // --- two dimensions: a range [x0, x1, y0, y1] -------------------------------------------------------------
  /* A range that holds another and is as wide to high as the screen is: x and y have one scale. */
  const fitted = ([x0, x1, y0, y1], width, height) => {
    const unit = Math.max((x1 - x0) / width, (y1 - y0) / height);
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return [x - (unit * width) / 2, x + (unit * width) / 2, y - (unit * height) / 2, y + (unit * height) / 2];
  };
  const whole = ({ points, dimensions }, width, height) => {
    const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    for (let at = 0; at < points.length; at += dimensions) {
      for (let axis = 0; axis < 2; axis++) {
        low[axis] = Math.min(low[axis], points[at + axis]);
        high[axis] = Math.max(high[axis], points[at + axis]);
      }
    }
    const reach = MARGIN * Math.max(high[0] - low[0], high[1] - low[1]);
    return fitted([low[0] - reach, high[0] + reach, low[1] - reach, high[1] + reach], width, height);
  };

  /* A range `factor` times as wide, of which the place at shares (left, top) of the screen stays where it is. */
  const zoomed = ([x0, x1, y0, y1], factor, left = 0.5, top = 0.5) => {
    const width = Math.min(FARTHEST, Math.max(NEAREST, (x1 - x0) * factor));
    const height = (width * (y1 - y0)) / (x1 - x0);
    const [x, y] = [x0 + left * (x1 - x0), y1 - top * (y1 - y0)];
    return [x - left * width, x + (1 - left) * width, y - (1 - top) * height, y + top * height];
  };
  const moved = ([x0, x1, y0, y1], across, down) => {
    const [x, y] = [across * (x1 - x0), down * (y1 - y0)];
    return [x0 - x, x1 - x, y0 + y, y1 + y];
  };

  /* How a range is seen: `place(x, y)` in css pixels, `at(left, top)` in coordinates, `all(layout, places)` fills
     (x, y, depth) of each row, `zoom` how often the whole map is enlarged. */
  const flat = (range, width, height, zoom) => {
    const [x0, x1, y0, y1] = range;
    const [across, down] = [width / (x1 - x0), height / (y1 - y0)];
    return {
      dimensions: 2,
      range,
      width,
      height,
      zoom,
      place: ([x, y]) => [(x - x0) * across, (y1 - y) * down],
      at: (left, top) => [x0 + left / across, y1 - top / down],
      all: ({ points, count }, places) => {
        for (let row = 0; row < count; row++) {
          places[3 * row] = (points[2 * row] - x0) * across;
          places[3 * row + 1] = (y1 - points[2 * row + 1]) * down;
          places[3 * row + 2] = 0;
        }
      },
    };
  };

  // --- three dimensions: a camera {eye, center, up}, as Plotly keeps it --------------------------------------
  const START = { eye: { x: 0.95, y: 0.95, z: 0.6 }, center: { x: 0, y: 0, z: 0 }, up: { x: 0, y: 0, z: 1 } };
  const list = ({ x, y, z }) => [x, y, z];
  const minus = (one, other) => one.map((value, axis) => value - other[axis]);
  const dot = (one, other) => one.reduce((sum, value, axis) => sum + value * other[axis], 0);
  const cross = ([a, b, c], [x, y, z]) => [b * z - c * y, c * x - a * z, a * y - b * x];
  const unit = (vector) => vector.map((value) => value / (Math.hypot(...vector) || 1));

  /* Axes of the screen in the map: to the right, up, and towards the eye. */
  const basis = ({ eye, center, up }) => {
    const back = unit(minus(list(eye), list(center)));
    const right = unit(cross(list(up), back));
    return { right, up: cross(back, right), back };
  };

  const HALF = 1.05; // the cube that Plotly's axes span, -1.05 to 1.05, has sides of one unit of the camera
  const FIELD = Math.PI / 4; // its field of view
  const solid = (camera, width, height) => {
    const axes = basis(camera);
    const eye = list(camera.eye);
    const focus = height / 2 / Math.tan(FIELD / 2);
    const place = (point) => {
      const from = minus(point.map((value) => value / (2 * HALF)), eye);
      const depth = -dot(from, axes.back);
      const scale = depth > 0.01 ? focus / depth : NaN; // behind the eye: nowhere
      return [width / 2 + scale * dot(from, axes.right), height / 2 - scale * dot(from, axes.up), depth];
    };
    return {
      dimensions: 3,
      camera,
      width,
      height,
      zoom: 1,
      place,
      all: ({ points, count }, places) => {
        for (let row = 0; row < count; row++) {
          places.set(place([points[3 * row], points[3 * row + 1], points[3 * row + 2]]), 3 * row);
        }
      },
    };
  };

  /* The camera after a drag by shares of the screen: around the upright axis, and up or down short of the poles. */
  const turned = ({ eye, center, up }, across, down) => {
    const [x, y, z] = minus(list(eye), list(center));
    const reach = Math.hypot(x, y, z);
    const around = Math.atan2(y, x) - across * Math.PI;
    const height = Math.max(-1.5, Math.min(1.5, Math.asin(z / reach) + down * Math.PI));
    const flatReach = reach * Math.cos(height);
    const next = [flatReach * Math.cos(around), flatReach * Math.sin(around), reach * Math.sin(height)];
    return { center, up, eye: { x: center.x + next[0], y: center.y + next[1], z: center.z + next[2] } };
  };
  const approached = ({ eye, center, up }, factor) => {
    const from = minus(list(eye), list(center));
    const reach = Math.hypot(...from);
    const next = from.map((value) => (value / reach) * Math.max(0.3, Math.min(5, reach * factor)));
    return { center, up, eye: { x: center.x + next[0], y: center.y + next[1], z: center.z + next[2] } };
  };

  // --- what lies where --------------------------------------------------------------------------------------
  /* The row whose place is nearest to a point on the screen, within `reach` css pixels, among those that are shown or
     gray; those that are shown win over gray ones. −1 where there is none. */
  const nearest = (places, state, left, top, reach) => {
    const found = [-1, -1, -1];
    const best = [0, reach * reach, reach * reach];
    for (let row = 0; row < state.length; row++) {
      const kind = state[row];
      if (kind === 0) continue;
      const square = (places[3 * row] - left) ** 2 + (places[3 * row + 1] - top) ** 2;
      if (square < best[kind]) {
        best[kind] = square;
        found[kind] = row;
      }
    }
    return found[1] >= 0 ? found[1] : found[2];
  };

  /* The row that is nearest to another in a direction [right, down] of the screen, at most 45° off it, or −1. Gray ones
     count only where none of the others lies there. */
  const towards = (places, state, from, [right, down]) => {
    const found = [-1, -1, -1];
    const best = [0, Infinity, Infinity];
    for (let row = 0; row < state.length; row++) {
      const [x, y] = [places[3 * row] - places[3 * from], places[3 * row + 1] - places[3 * from + 1]];
      const along = x * right + y * down;
      if (state[row] === 0 || along <= 0 || Math.abs(x * down - y * right) > along) continue;
      const square = x * x + y * y;
      if (square < best[state[row]]) {
        best[state[row]] = square;
        found[state[row]] = row;
      }
    }
    return found[1] >= 0 ? found[1] : found[2];
  };

  page.mapSight = { START, fitted, whole, zoomed, moved, flat, solid, turned, approached, nearest, towards };
})();
