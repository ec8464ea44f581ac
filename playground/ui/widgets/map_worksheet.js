// Six questions about one map. Every button sets the map to where an answer can be seen; `props.model` and `props.layout`
// say which map the answers are about, and each button goes back to it first.

const SIDE = 28;
const words = (key, values) => playground.text(`map_worksheet.${key}`, values);
const find = (selector) => element.querySelector(selector);

// Windows onto the map, [x0, x1, y0, y1], from which a border is well seen.
const BORDER_3_5 = [-0.25, 0.65, -0.7, 0.1];
const BORDER_4_9 = [0.1, 0.85, 0.2, 1];
const CENTRE = [-0.35, 0.35, -0.35, 0.35];

let seed = 0; // of the next random code
const pictures = {}; // question -> {pixels, say: () => words}

// --- the map --------------------------------------------------------------------------------------------------------

const isShown = ({ model, key, wish, layout }) =>
  Boolean(layout) && [model, wish.model].every((name) => name === props.model) && [key, wish.key].every((name) => name === props.layout);
let waiting = [];

/* The map of the answers, alone and with nothing chosen, within a range or whole; resolves once it is there. */
function ready(range = null) {
  playground.setBeside(null);
  playground.setView(0, { model: props.model, key: props.layout, range, pending: null });
  playground.setMap({ mode: "look", point: null });
  playground.choose(null);
  const [view] = playground.map.views;
  return isShown(view) ? Promise.resolve(view) : new Promise((resolve) => waiting.push(resolve));
}
playground.onMap(({ views }) => {
  if (!isShown(views[0])) return;
  for (const resolve of waiting) resolve(views[0]);
  waiting = [];
});

async function choose(wish) {
  await ready();
  await playground.choose(wish);
}

// --- codes and their pictures ---------------------------------------------------------------------------------------

/* Decodes a code beside a question, and marks its place on the map as that of one's own digit. */
async function reveal(question, code, say) {
  const { atlas } = await ready();
  const decoder = await playground.decoder(await playground.latentSpace(props.model));
  const pixels = playground.grayLevels(await decoder.decode(code, null));
  const { neighbours, shares } = await playground.markCode(atlas, code, pixels);
  pictures[question] = { pixels, say: () => say(playground.number(neighbours[0].distance), playground.mapReading(shares)) };
  paint(question);
}

function paint(question) {
  const { pixels, say } = pictures[question];
  const figure = find(`[data-question="${question}"] figure`);
  figure.hidden = false;
  playground.paintGray(figure.querySelector("canvas"), pixels, SIDE, SIDE);
  figure.querySelector("canvas").setAttribute("aria-label", say());
  figure.querySelector("figcaption").textContent = say();
}

async function codeCentre() {
  const { atlas } = await ready();
  await reveal("centre", new Float32Array(atlas.latentDim), (distance, reading) => words("centre.seen", { distance, reading }));
}
async function randomCode() {
  const { atlas } = await ready();
  seed += 1;
  const mine = seed;
  const code = Float32Array.from(playground.normals(mine, atlas.latentDim));
  await reveal("random", code, (distance, reading) => words("random.seen", { seed: mine, distance, reading }));
}

// --- the steps ------------------------------------------------------------------------------------------------------

const STEPS = {
  start: () => ready(),
  ones: () => choose({ kind: "label", value: 1 }),
  fives: () => choose({ kind: "label", value: 5 }),
  border_3_5: () => ready(BORDER_3_5),
  border_4_9: () => ready(BORDER_4_9),
  tsne: async () => {
    await ready();
    playground.setBeside({ model: props.model, key: "tsne-2" });
  },
  misread: () => choose({ kind: "misread" }),
  hard: () => choose({ kind: "hard" }),
  map_centre: async () => {
    await ready(CENTRE);
    playground.setMap({ point: { view: 0, x: 0, y: 0 } });
  },
  code_centre: codeCentre,
  halfway: async () => {
    await ready();
    playground.setMap({ ends: ["t4", "t9"] });
  },
  random: randomCode,
};
const SEEN_IN = { halfway: "map-halfway" }; // of all others: the map

element.addEventListener("click", async ({ target }) => {
  const step = target.closest("[data-do]")?.dataset.do;
  if (!step) return;
  document.getElementById(SEEN_IN[step] ?? "latent-map")?.scrollIntoView({ block: "nearest" });
  try {
    await STEPS[step]();
    playground.tell(find(".problem"), {});
  } catch (error) {
    playground.tell(find(".problem"), { error: error.reason ?? "model_broken" });
  }
});

playground.foldable(find(".panel"));
playground.onLanguage(() => {
  for (const question of Object.keys(pictures)) paint(question);
});
