/* Pictures in place of dots where the map is enlarged so far that there is room for them: fetched a few at a time, the
   newest window first, and faded in. Runs once, in <head>, after map_atlas.js. */
(() => {
  const page = window.playground;
  if (page.mapThumbnails) return;

  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const ROOM = 3.5; // times its own area for each picture
  const CHUNK = 16;
  const KEPT = 1000;
  const FADE = 150; // ms
  const QUIET = 80; // ms without another window before pictures are fetched
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /* `paint()` is called whenever there is more to be seen. */
  page.mapThumbnails = (paint) => {
    const known = new Map(); // "model index" -> {canvas, born}
    let wanted = []; // [{row, key}], those in the window, or none where there are too many
    let generation = 0;
    let timer;

    const keyOf = (atlas, index) => `${atlas.model} ${index}`;
    const inWindow = ({ places, state, sight: { width, height } }) => {
      const rows = [];
      for (let row = 0; row < state.length; row++) {
        const [x, y] = [places[3 * row], places[3 * row + 1]];
        if (state[row] === 1 && x > 0 && y > 0 && x < width && y < height) rows.push(row);
      }
      return rows;
    };

    async function fetch(atlas, indices, mine) {
      const missing = indices.filter((index) => !known.has(keyOf(atlas, index)));
      for (let start = 0; start < missing.length; start += CHUNK) {
        const chunk = missing.slice(start, start + CHUNK);
        const pixels = await atlas.pictures(chunk);
        if (known.size > KEPT) known.clear();
        chunk.forEach((index, at) => {
          const canvas = document.createElement("canvas");
          page.paintGray(canvas, pixels.subarray(at * PIXELS, (at + 1) * PIXELS), SIDE, SIDE);
          known.set(keyOf(atlas, index), { canvas, born: performance.now() });
        });
        if (mine !== generation) return; // another window by now
        paint();
      }
    }

    /* A new window: decides whether there is room, and fetches what is missing once it is still. */
    const look = (scene) => {
      const { atlas, layout, sight } = scene;
      const rows = sight.dimensions === 2 ? inWindow(scene) : [];
      const fits = rows.length * SIDE * SIDE * ROOM <= sight.width * sight.height;
      wanted = fits ? rows.map((row) => ({ row, key: keyOf(atlas, layout.index(row)) })) : [];
      generation += 1;
      const mine = generation;
      clearTimeout(timer);
      if (wanted.length === 0) return;
      timer = setTimeout(() => fetch(atlas, wanted.map(({ row }) => layout.index(row)), mine).catch(() => {}), QUIET);
    };
    /* Those that are there: [{row, canvas, shown}]; calls `paint` again while some fade in. */
    const pictures = () => {
      const now = performance.now();
      const found = wanted.flatMap(({ row, key }) => {
        const picture = known.get(key);
        return picture ? [{ row, canvas: picture.canvas, shown: calm.matches ? 1 : Math.min(1, (now - picture.born) / FADE) }] : [];
      });
      if (found.some(({ shown }) => shown < 1)) requestAnimationFrame(paint);
      return found;
    };
    const side = ({ sight }) => (4 * wanted.length * SIDE * SIDE * ROOM <= sight.width * sight.height ? 2 * SIDE : SIDE);
    return { look, pictures, side, shown: () => wanted.some(({ key }) => known.has(key)), forget: () => (wanted = []) };
  };
})();
