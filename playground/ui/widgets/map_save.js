/* A map as a file: PNG with everything that is drawn on it, SVG with a shape for each point, a quarter of a second at most.
   Runs once, in <head>, after map_frame.js. */
(() => {
  const page = window.playground;
  if (page.mapPng) return;

  const { mapMarks: marks, mapRaster: raster, mapOverlay: overlay } = page;
  const ENLARGED = 3; // pixels of the PNG in a css pixel

  /* The maps that are on the page, by their place; map_view.js puts them there. */
  page.mapFrames = [];
  const sceneOf = (at) => page.mapFrames[at]?.scene() ?? null;

  /* -> Promise of a Blob, or null where there is no such map yet. */
  page.mapPng = async (at) => {
    const scene = sceneOf(at);
    if (!scene) return null;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(scene.width * ENLARGED);
    canvas.height = Math.round(scene.height * ENLARGED);
    const context = canvas.getContext("2d");
    const enlarged = { ...scene, ratio: ENLARGED };
    context.scale(ENLARGED, ENLARGED);
    context.fillStyle = scene.colours.surface;
    context.fillRect(0, 0, scene.width, scene.height);
    if (scene.ground) overlay.paintGround(context, scene.ground, scene.sight, scene.colours);
    if (scene.trust) raster.halos(context, { ...enlarged, trust: scene.trust });
    raster.points(context, enlarged);
    if (scene.trust) raster.holes(context, { ...enlarged, trust: scene.trust });
    overlay.paintNames(context, scene.names, enlarged);
    overlay.paintOutline(context, scene.outline, enlarged);
    if (scene.picked >= 0) overlay.paintPicked(context, scene.picked, scene.neighbours, enlarged);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  /* -> Promise of a Blob, or null where there is no such map yet. */
  page.mapSvg = async (at) => {
    const scene = sceneOf(at);
    if (!scene) return null;
    const { width, height, places, labels, state, colours, size, names, picked, neighbours, outline } = scene;
    const radius = size / 2;
    const place = (row) => `${places[3 * row].toFixed(2)},${places[3 * row + 1].toFixed(2)}`;
    const inside = (row) =>
      places[3 * row] > -size && places[3 * row] < width + size && places[3 * row + 1] > -size && places[3 * row + 1] < height + size;
    const rows = [...state.keys()].filter(inside);
    if (scene.order) rows.sort((one, other) => places[3 * other + 2] - places[3 * one + 2]);
    const points = (kind, draw) => rows.filter((row) => state[row] === kind).map(draw).join("\n");
    const ring = (row, reach, colour) =>
      `<circle cx="${places[3 * row].toFixed(2)}" cy="${places[3 * row + 1].toFixed(2)}" r="${(radius + reach).toFixed(2)}" fill="none" stroke="${colour}" stroke-width="2"/>`;
    const symbols = marks.SYMBOLS.map(({ path }, label) => `<path id="m${label}" d="${path}" transform="scale(${radius.toFixed(3)})" fill="${colours.labels[label]}"/>`);
    const doubts = (draw) => scene.trust ? points(1, (row) => {
      const found = marks.doubt(scene.trust[row], size);
      return found ? draw(`cx="${places[3 * row].toFixed(2)}" cy="${places[3 * row + 1].toFixed(2)}"`, found) : "";
    }) : "";
    const halos = doubts((where, { halo, alpha }) => `<circle ${where} r="${halo.toFixed(2)}" fill="${colours.warning}" opacity="${alpha}"/>`);
    const holes = doubts((where, { hole }) => `<circle ${where} r="${hole.toFixed(2)}" fill="${colours.surface}"/>`);
    const lines = picked < 0 ? "" : [
      ...neighbours.map((row) => `<path d="M${place(picked)}L${place(row)}" stroke="${colours.ink}" stroke-width="1.5"/>`),
      ...neighbours.map((row) => ring(row, 3.5, colours.labels[labels[row]])),
      ring(picked, 7, colours.ink),
    ].join("\n");
    const written = names.map((row, label) => row < 0 || state[row] !== 1 ? "" :
      `<text x="${places[3 * row].toFixed(2)}" y="${places[3 * row + 1].toFixed(2)}" fill="${colours.labels[label]}" stroke="${colours.surface}">${label}</text>`);
    const shape = outline.length ? `<polygon points="${outline.map((corner) => corner.map((value) => value.toFixed(1)).join()).join(" ")}" fill="none" stroke="${colours.ink}" stroke-width="1.5" stroke-dasharray="5 4"/>` : "";
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${page.model(scene.view.model).title}, ${page.text(`map.layouts.${scene.view.key}`)}</title>
<defs>${symbols.join("")}<circle id="g" r="${(0.75 * radius).toFixed(2)}" fill="${colours.gray}"/></defs>
<rect width="100%" height="100%" fill="${colours.surface}"/>
${halos}
<g opacity="${raster.OPACITY.gray}">${points(2, (row) => `<use href="#g" x="${places[3 * row].toFixed(2)}" y="${places[3 * row + 1].toFixed(2)}"/>`)}</g>
<g opacity="${raster.OPACITY.shown}">${points(1, (row) => `<use href="#m${labels[row]}" x="${places[3 * row].toFixed(2)}" y="${places[3 * row + 1].toFixed(2)}"/>`)}</g>
${holes}
<g font-family="system-ui, sans-serif" font-size="24" font-weight="750" text-anchor="middle" dominant-baseline="central" paint-order="stroke" stroke-width="6" stroke-linejoin="round">${written.join("")}</g>
${shape}${lines}
</svg>
`;
    return new Blob([svg], { type: "image/svg+xml" });
  };
})();
