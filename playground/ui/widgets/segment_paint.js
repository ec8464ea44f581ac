/* How what was found is laid over a picture: outlines, filled objects, probabilities, or what differs from the truth. Painted in
   the screen's own pixels, so that an outline is as fine in a picture of 4,000 pixels as in one of 100. Runs once, in <head>,
   after segment.js. */
(() => {
  const page = window.playground;
  if (page.paintSegment) return;

  const SHADES = [0.55, 0.8, 0.4, 0.95, 0.65]; // of neighbouring objects that are filled, so that they can be told apart
  const FILLED = 0.6; // how much a filled object hides at full opacity
  const MARKED = 0.75;
  const CHANGED = 0.7;
  const SHADED = 0.6;
  const WHOLE = 0xffffffff; // a mask has one object

  // --- which part of the picture is on the screen ---------------------------------------------------------------
  /* A Sight: {left, top: the picture's pixel in the corner, scale: pixels of the screen in one of the picture, width, height:
     pixels of the screen}. Small pictures are enlarged by a whole number, so that their pixels stay squares. */
  page.segmentSight = (picture, room, ratio, zoom = 1, middle = null) => {
    const fitting = Math.min((room.width * ratio) / picture.width, (room.height * ratio) / picture.height);
    const whole = fitting >= 2 || (fitting >= 1 && fitting < 1.2) ? Math.floor(fitting) : fitting;
    const scale = whole * zoom;
    const width = Math.max(1, Math.round(Math.min(room.width * ratio, picture.width * scale)));
    const height = Math.max(1, Math.round(Math.min(room.height * ratio, picture.height * scale)));
    const corner = (centre, side, size) => Math.max(0, Math.min(size - side / scale, centre - side / scale / 2));
    return {
      left: corner(middle?.x ?? picture.width / 2, width, picture.width),
      top: corner(middle?.y ?? picture.height / 2, height, picture.height),
      scale, width, height,
    };
  };

  page.paintPhoto = (canvas, picture, { left, top, scale, width, height }) => {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = scale < 2;
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, width, height);
    context.drawImage(picture.bitmap, left, top, width / scale, height / scale, 0, 0, width, height);
  };

  // --- what is where ------------------------------------------------------------------------------------------
  /* For every pixel of the screen, the pixel of the picture under it; the same while the sight is. */
  const known = new WeakMap();
  function places({ width: across }, sight) {
    const there = known.get(sight);
    if (there) return there;
    const { left, top, scale, width, height } = sight;
    const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(left + (x + 0.5) / scale));
    const found = new Int32Array(width * height);
    for (let y = 0, at = 0; y < height; y++) {
      const row = across * Math.floor(top + (y + 0.5) / scale);
      for (let x = 0; x < width; x++, at++) found[at] = row + columns[x];
    }
    known.set(sight, found);
    return found;
  }

  const isCounted = ({ maps, result, threshold }) => Boolean(result) && result.maps === maps && result.threshold === threshold;

  /* Object ids under the screen's pixels, 0 between objects. Until they have been counted anew, the probabilities say what is
     inside: then all is one object. */
  function seen(where, drawn) {
    const { maps, result, threshold } = drawn;
    const found = new Uint32Array(where.length);
    if (isCounted(drawn)) {
      const { labels } = result;
      for (let at = 0; at < found.length; at++) found[at] = labels[where[at]];
    } else {
      const { inside } = maps;
      const least = 255 * threshold;
      for (let at = 0; at < found.length; at++) if (inside[where[at]] > least) found[at] = WHOLE;
    }
    return found;
  }

  /* Of an outline, in the screen's pixels: finer where objects are drawn small. */
  function thickness(scale) {
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    return Math.max(1, Math.round((scale >= 2 * ratio ? 2 : 1.25) * ratio));
  }

  /* LINE where a pixel is inside an object and at most `thick` from what is not that object, HALO where it is between objects
     and next to one. */
  const [LINE, HALO] = [1, 2];
  function edges(found, { width, height }, thick) {
    const edge = new Uint8Array(found.length);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const id = found[at];
        for (let step = 1; step <= thick; step++) {
          const differs =
            (x >= step && found[at - step] !== id) || (x + step < width && found[at + step] !== id) ||
            (y >= step && found[at - step * width] !== id) || (y + step < height && found[at + step * width] !== id);
          if (!differs) continue;
          edge[at] = id === 0 ? HALO : LINE;
          break;
        }
      }
    }
    return edge;
  }

  // --- colours ------------------------------------------------------------------------------------------------
  const hex = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
  /* The page's tokens, as they are in this light. */
  function colours() {
    const style = getComputedStyle(document.body);
    const token = (name) => hex(style.getPropertyValue(`--${name}`).trim());
    return { found: token("reconstruction-tint"), missed: token("negative"), extra: token("positive"), marked: [255, 255, 255], halo: [0, 0, 0] };
  }
  let current = null;
  page.onTheme(() => (current = null));

  // --- painting -----------------------------------------------------------------------------------------------
  /* Paints `drawn` {maps, result, threshold, view, opacity, marked: an object's id or null} over the part of a picture that
     `sight` shows; the view "changed" marks what is inside here or in the labels `before`, but not in both. Returns "labels" where objects are counted, "mask" where they are not yet. */
  page.paintSegment = (canvas, picture, sight, drawn) => {
    const { width, height } = sight;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    if (!drawn.maps) return "nothing";
    current ??= colours();
    const where = places(picture, sight);
    const found = seen(where, drawn);
    const edge = edges(found, sight, thickness(sight.scale));
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    PAINTERS[drawn.view]({ ...drawn, where, found, edge, pixels, truth: picture.truth, inside: drawn.maps.inside });
    if (drawn.marked !== null) {
      const [line, fill] = [packed(current.marked, 1), packed(current.found, MARKED)];
      for (let at = 0; at < found.length; at++) if (found[at] === drawn.marked) pixels[at] = edge[at] === LINE ? line : fill;
    }
    context.putImageData(image, 0, 0);
    return isCounted(drawn) ? "labels" : "mask";
  };

  /* A colour as a canvas keeps it, on machines that store the lowest byte first: all that browsers run on. */
  const packed = ([red, green, blue], share) => ((Math.round(255 * share) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

  /* A light line with a dark one outside it is seen on any ground. */
  function outline({ edge, pixels, opacity }) {
    const line = packed(current.found, opacity);
    const halo = packed(current.halo, SHADED * opacity);
    for (let at = 0; at < edge.length; at++) {
      if (edge[at] === LINE) pixels[at] = line;
      else if (edge[at] === HALO && pixels[at] === 0) pixels[at] = halo;
    }
  }
  const PAINTERS = {
    outlines: outline,
    changed: (drawn) => {
      const { where, found, pixels, before } = drawn;
      const [lost, gained] = [packed(current.missed, CHANGED), packed(current.extra, CHANGED)];
      for (let at = 0; at < found.length; at++) {
        const was = before[where[at]] > 0;
        if (was !== found[at] > 0) pixels[at] = was ? lost : gained;
      }
      outline(drawn);
    },
    filled: ({ found, edge, pixels, opacity }) => {
      const line = packed(current.found, opacity);
      const fills = SHADES.map((shade) => packed(current.found.map((channel) => Math.round(shade * channel)), FILLED * opacity));
      for (let at = 0; at < found.length; at++) {
        if (edge[at] === LINE) pixels[at] = line;
        else if (found[at]) pixels[at] = fills[found[at] % fills.length];
      }
    },
    probability: ({ where, inside, ...drawn }) => {
      const { pixels, opacity } = drawn;
      const grays = Array.from({ length: 256 }, (_, gray) => packed([gray, gray, gray], opacity));
      for (let at = 0; at < where.length; at++) pixels[at] = grays[inside[where[at]]];
      outline(drawn);
    },
    truth: ({ where, found, pixels, opacity, truth }) => {
      const [agreed, missed, extra] = [packed(current.found, 0.25 * opacity), packed(current.missed, 0.9 * opacity), packed(current.extra, 0.9 * opacity)];
      for (let at = 0; at < found.length; at++) {
        const really = truth?.[where[at]] > 0;
        if (found[at]) pixels[at] = really ? agreed : extra;
        else if (really) pixels[at] = missed;
      }
    },
  };
})();
