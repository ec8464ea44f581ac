/* Marks a code that nobody drew on the map, as the drawn digit is marked; the next stroke on the pad takes its place. Runs
   once, in <head>, after map.js. */
(() => {
  const page = window.playground;
  if (page.markCode) return;

  const NEAREST = 10;

  /* playground.markCode(atlas, code, pixels: its picture, 784 bytes) -> Promise of {neighbours, shares}. */
  page.markCode = async (atlas, code, pixels) => {
    const neighbours = await atlas.nearest(code, NEAREST);
    const shares = atlas.shares(neighbours);
    const mine = { code, label: shares.indexOf(Math.max(...shares)), neighbours, shares, pixels };
    page.setMap({ mine: { ...mine, of: { [atlas.model]: mine } } });
    return { neighbours, shares };
  };
})();
