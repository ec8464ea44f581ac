// The decoded picture, painted before anything else hears of a new code, beside the digit where the code began.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const words = (key, values) => playground.text(`latent.picture.${key}`, values);
const find = (selector) => element.querySelector(selector);
const canvas = find("#latent-picture canvas");
const from = find(".from");
const fromCanvas = find(".from canvas");
const facts = Object.fromEntries([...element.querySelectorAll("[data-value]")].map((node) => [node.dataset.value, node]));

let picture = null;
let begun = null; // the pixels of the start, in [0, 1]

playground.onLatentPicture((newest) => {
  picture = newest;
  playground.paintGray(canvas, playground.grayLevels(newest.pixels), SIDE, SIDE);
  canvas.dataset.sequence = newest.sequence;
  showFacts();
});

// --- where it began --------------------------------------------------------------------------------------

async function showStart({ start, space, decoder }) {
  begun = null;
  from.toggleAttribute("data-ink", false);
  if (start.digit) begun = fromLevels(playground.pixels(start.digit, PIXELS));
  else {
    from.dataset.ink = "reconstruction";
    const pixels = decoder.local ? decoder.decode(start.code, start.label) : await fromServer(space.model, start.code);
    if (playground.latent.start !== start) return; // begun anew meanwhile
    begun = pixels;
  }
  if (begun) playground.paintGray(fromCanvas, playground.grayLevels(begun), SIDE, SIDE);
  showFacts();
}
const fromLevels = (levels) => Float32Array.from(levels, (level) => level / 255);

/* Not through the decoder, whose newest code may overtake this one. */
async function fromServer(model, code) {
  const server = await playground.latentServer;
  const answer = await server.decode({ sequence: 0, model, code: [...code], label: null });
  return answer?.pixels ? fromLevels(playground.pixels(answer.pixels, PIXELS)) : null;
}

function nameStart() {
  const { start, space, label } = playground.latent;
  if (!space) return;
  const said = words(`begun.${start.kind}`, { seed: start.seed ?? "" });
  find(".begun").textContent = said;
  fromCanvas.setAttribute("aria-label", said);
  const title = playground.text(`models.${space.model}.title`);
  find(".decoded").textContent = space.conditional ? words("decoded_label", { model: title, label }) : title;
}

// --- what the numbers say --------------------------------------------------------------------------------

const distance = (one, other) => Math.sqrt(one.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0));

function showFacts() {
  const { start, space } = playground.latent;
  if (!space || !picture || !begun || picture.code.length !== start.code.length) return;
  const error = distance(picture.pixels, begun) ** 2 / PIXELS;
  facts.distance.textContent = playground.number(distance(picture.code, start.code));
  facts.psnr.textContent = `${playground.number(error > 0 ? -10 * Math.log10(error) : Infinity)}\u00a0dB`;
  find(".place").hidden = picture.code.length !== 2;
  if (picture.code.length === 2) facts.where.textContent = `(${[...picture.code].map(playground.number).join(", ")})`;
}

playground.onLatent((latent, { what }) => {
  if (what === "code") return;
  showStart(latent);
  nameStart();
});
playground.onLanguage(nameStart);
