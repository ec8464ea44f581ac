// What the pointer is on. A digit is shown as each network of the maps rebuilds it, beside the original where MNIST is on
// this machine; a place between digits as the picture that its code decodes to, painted before anything else is done.

const SIDE = 28;
const NEAREST = 10;
const words = (key, values) => playground.text(`map_picture.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const original = find(".original");
const rebuilt = [...element.querySelectorAll(".rebuilt")];
const facts = Object.fromEntries([...element.querySelectorAll("[data-value]")].map((node) => [node.dataset.value, node]));

let shown = null; // {kind: "digit", view, index} or {kind: "decoded", view, x, y, place or null}
let painted = 0;
let sequence = 0;

const view = () => playground.map.views[shown.view] ?? playground.map.views[0];

// --- painting ------------------------------------------------------------------------------------------

function paint(figure, pixels) {
  playground.paintGray(figure.querySelector("canvas"), pixels, SIDE, SIDE);
  painted += 1;
  panel.dataset.sequence = painted;
}

/* One view a model: the pointed one first. */
function models() {
  const views = playground.map.views.filter((other) => other?.atlas);
  const first = view();
  const other = views.find(({ model }) => model !== first?.model);
  return first?.atlas ? [first, ...(other ? [other] : [])] : [];
}

async function paintDigit(asked) {
  const seen = models();
  rebuilt.forEach((figure, at) => (figure.hidden = at >= Math.max(1, seen.length)));
  const late = [];
  seen.forEach(({ atlas, model }, at) => {
    const pixels = atlas.picture(asked.index);
    rebuilt[at].querySelector("canvas").dataset.model = model;
    if (pixels) paint(rebuilt[at], pixels);
    else late.push({ atlas, figure: rebuilt[at] });
  });
  askOriginal(asked.index);
  for (const { atlas, figure } of late) {
    try {
      const pixels = await atlas.pictures([asked.index]);
      if (shown === asked) paint(figure, pixels);
    } catch (error) {
      if (error.reason) playground.tell(find(".problem"), { error: error.reason }); // else nobody answered: asked again
    }
  }
}

/* The code of a place, decoded; a decoder that runs in the page answers in the same frame. */
async function paintPlace(asked) {
  const { atlas, layout, model } = view();
  const place = atlas && layout && layout.dimensions === 2 ? atlas.codeAt(layout, asked.x, asked.y) : null;
  asked.place = place;
  if (!place) {
    if (atlas) askAgain(atlas, asked);
    return;
  }
  const ready = decoders.get(model);
  if (!ready) {
    if (await prepared(model)) repeat(asked);
    return;
  }
  const pixels = ready.decode(place.code, ready.labels ? place.label : null);
  const values = ready.local ? pixels : await pixels;
  if (!values || shown?.kind !== "decoded") return; // overtaken
  paint(rebuilt[0], playground.grayLevels(values));
}

const repeat = (asked) => {
  if (shown !== asked) return;
  paintPlace(asked);
  tell();
};
async function askAgain(atlas, asked) {
  await atlas.codes();
  if (atlas.codeAt(view().layout, asked.x, asked.y)) repeat(asked);
}

/* Decoders by model, fetched before they are needed. */
const decoders = new Map();
async function prepared(model) {
  try {
    decoders.set(model, await playground.decoder(await playground.latentSpace(model)));
    playground.tell(find(".problem"), {});
    return true;
  } catch (error) {
    playground.tell(find(".problem"), { error: error.reason ?? "model_broken" });
    return false;
  }
}

// --- the original, where it is on disk ---------------------------------------------------------------------

const kept = new Map(); // index -> 784 bytes
let there = true; // whether MNIST is on this machine
const fetchOriginal = async (request) => {
  const answer = await server.originals(request);
  if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
  return answer?.pixels ? playground.inflated(answer, ["pixels"]) : answer;
};
const sendOriginal = playground.newest(fetchOriginal, (answer, { indices: [index] }) => {
  there = Boolean(answer.pixels);
  if (there) kept.set(index, answer.pixels);
  if (shown?.kind === "digit" && shown.index === index) showOriginal(index);
});
function askOriginal(index) {
  showOriginal(index);
  if (!there || kept.has(index)) return;
  sequence += 1;
  sendOriginal({ sequence, indices: [index] });
}
function showOriginal(index) {
  original.hidden = !there;
  const pixels = kept.get(index);
  original.dataset.index = pixels ? index : "";
  if (pixels) playground.paintGray(original.querySelector("canvas"), pixels, SIDE, SIDE);
}

// --- what is known of it -----------------------------------------------------------------------------------

const details = new Map(); // atlas -> readings and errors, once they are there; null before, or where there are none
async function load(atlas) {
  details.set(atlas, null);
  try {
    details.set(atlas, await atlas.details());
  } catch (error) {
    if (!error.reason) details.delete(atlas); // nobody answered: asked again
  }
  if (shown) tell();
}

function tellDigit({ index }) {
  const { atlas, layout } = view();
  if (!atlas) return;
  const label = atlas.labels[index];
  panel.style.setProperty("--colour", `var(--label-${label})`);
  find(".headline b").textContent = words("label", { label });
  find(".headline span").textContent = words("which", { number: playground.count(index) });
  find(".decoded").textContent = "";
  const known = details.get(atlas);
  const row = layout?.row(index) ?? -1;
  tellReading(facts.reads, known?.readings, known?.confidences, index, label);
  tellReading(facts.reads_rebuilt, known?.rebuiltReadings, known?.rebuiltConfidences, index, label);
  facts.error.textContent = known?.errors ? playground.number(known.errors[index]) : "–";
  facts.trust.textContent = row < 0 ? "–" : words("kept", { kept: layout.trust[row], count: NEAREST });
  nameCanvases(words("digit", { label, number: playground.count(index) }));
}
function tellReading(node, readings, confidences, index, label) {
  node.textContent = readings
    ? words("reading", { label: readings[index], share: playground.number((100 * confidences[index]) / 255) })
    : "–";
  node.dataset.wrong = Boolean(readings) && readings[index] !== label;
}

function tellPlace({ place }) {
  panel.style.removeProperty("--colour");
  find(".headline b").textContent = place ? playground.mapReading(place.shares) : "";
  find(".headline span").textContent = "";
  const told = place && decoders.get(view().model)?.labels ? words("told_label", { label: place.label }) : "";
  find(".decoded").textContent = `${words("weighted")} ${told}`.trim();
  nameCanvases(place ? words("here", { reading: playground.mapReading(place.shares) }) : "");
}

function nameCanvases(name) {
  const seen = models();
  rebuilt.forEach((figure, at) => {
    const title = seen[at] ? playground.model(seen[at].model).title : "";
    figure.querySelector("figcaption").textContent = words("rebuilt", { model: title });
    figure.querySelector("canvas").setAttribute("aria-label", [name, words("rebuilt", { model: title })].filter(Boolean).join(", "));
  });
  original.querySelector("canvas").setAttribute("aria-label", `${name}, ${words("original")}`);
}

function tell() {
  find(".empty").hidden = shown !== null;
  find(".content").hidden = shown === null;
  if (!shown) return;
  const digit = shown.kind === "digit";
  panel.dataset.kind = shown.kind;
  if (digit) panel.dataset.index = shown.index;
  else delete panel.dataset.index;
  find(".facts").hidden = !digit;
  if (digit) tellDigit(shown);
  else tellPlace(shown);
}

// --- the map -------------------------------------------------------------------------------------------------

function show(next) {
  shown = next;
  if (shown.kind === "digit") paintDigit(shown);
  else {
    original.hidden = true;
    rebuilt[1].hidden = true;
    paintPlace(shown);
  }
  tell();
}

/* Codes and decoders come before the first hover, so that it is not kept waiting. */
function prepare({ views }) {
  for (const { model, atlas } of views.filter((other) => other?.atlas)) {
    if (details.has(atlas)) continue;
    load(atlas);
    prepared(model);
    atlas.codes().catch(() => {}); // whoever needs them asks again
  }
}

playground.onMap((map, changed) => {
  if (changed.has("views") && playground.isOpen(element)) prepare(map);
  if (changed.has("point") && map.point) show({ kind: "decoded", ...map.point });
  else if (changed.has("hovered") && map.hovered) show({ kind: "digit", ...map.hovered });
  else if (map.picked !== null && (changed.has("picked") || (changed.has("views") && !shown))) {
    show({ kind: "digit", view: 0, index: map.picked }); // a link may have picked it before the map came
  } else if (changed.has("views") && shown) show({ ...shown });
});
playground.onTab(() => playground.isOpen(element) && prepare(playground.map));
playground.onLanguage(tell);
