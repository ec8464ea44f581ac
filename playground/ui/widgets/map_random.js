// A picture whose every pixel is drawn evenly from black to white: how far it is from all digits, in pixels and in codes,
// and where the encoder puts it all the same.

const SIDE = 28;
const words = (key, values) => playground.text(`map_random.${key}`, values);
const find = (selector) => element.querySelector(selector);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;
const field = find("#map-random-seed");
const SAID = { pixel_spread: percent, digit_pixel_spread: percent }; // all others are plain distances

let seed = 1;
let sequence = 0;
let asked = "";
let found = null;

function paint() {
  find(".content").hidden = found === null;
  if (!found) return;
  for (const role of ["pixels", "rebuilt"]) {
    playground.paintGray(find(`[data-role="${role}"]`), playground.pixels(found[role], SIDE * SIDE), SIDE, SIDE);
  }
  const { label, confidence } = found.reading;
  find(".read").textContent = words("read", { label, share: percent(confidence) });
  for (const cell of element.querySelectorAll("[data-value]")) {
    const name = cell.dataset.value;
    cell.textContent = (SAID[name] ?? playground.number)(found[name]);
  }
  find(".curse").textContent = words("curse", {
    noise: percent(found.pixel_spread),
    digit: percent(found.digit_pixel_spread),
  });
  Object.assign(find(".panel").dataset, { seed, model: found.model });
}

const send = playground.newest(server.random_picture, (answer) => {
  found = playground.tell(find(".problem"), answer) ? null : answer;
  paint();
});

const ask = playground.whileSeen(element, () => {
  const { model, atlas } = playground.map.views[0];
  if (!atlas || !playground.isOpen(element) || asked === `${model} ${seed}`) return;
  asked = `${model} ${seed}`;
  sequence += 1;
  send({ sequence, model, seed });
});

// --- its place on the map -------------------------------------------------------------------------------------------

async function place() {
  const [{ atlas }] = playground.map.views;
  if (found?.model !== atlas?.model) return;
  const { shares } = await playground.markCode(atlas, Float32Array.from(found.code), playground.pixels(found.pixels, SIDE * SIDE));
  playground.say(words("placed", { reading: playground.mapReading(shares) }));
  document.getElementById("latent-map")?.scrollIntoView({ block: "center" });
}

// --- the page -------------------------------------------------------------------------------------------------------

function setSeed(value) {
  const wanted = playground.wholeNumber(value, 0, props.largest_seed);
  field.setAttribute("aria-invalid", wanted === null);
  if (wanted === null) return;
  seed = wanted;
  ask();
}
field.addEventListener("input", () => setSeed(field.value));
field.addEventListener("blur", () => {
  field.value = seed; // what is no seed is taken back
  field.setAttribute("aria-invalid", "false");
});
find("#map-random-next").addEventListener("click", () => {
  field.value = (seed + 1) % (props.largest_seed + 1);
  setSeed(field.value);
});
find("#map-random-place").addEventListener("click", place);

playground.onMap((_, changed) => {
  if (changed.has("views")) ask();
});
playground.onTab(ask);
playground.onLanguage(paint);
