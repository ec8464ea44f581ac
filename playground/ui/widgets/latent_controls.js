// Which code is turned: model, start, seed and label. What they are set to stands in the page's address while the tab
// is open.

const STARTS = ["digit", "example", "random", "mean"];
const TAB = "latent";
const LABELS = 10;
const words = (key, values) => playground.text(`latent.${key}`, values);
const find = (selector) => element.querySelector(selector);
const picker = find("select");
const seedField = find("#latent-seed");
const problem = find(".problem");
const here = playground.slidable;
const largestSeed = props.largest_seed;

playground.serveLatent(server);

// --- from and to the page's address ----------------------------------------------------------------------

const whole = (text, largest) => {
  const value = Number(text);
  return text !== undefined && text !== "" && Number.isInteger(value) && value >= 0 && value <= largest ? value : null;
};

/* What the address says; what it leaves open stays as it is. */
function fromAddress(state) {
  const patch = {};
  if (here.includes(state.latent)) patch.model = state.latent;
  if (STARTS.includes(state.start)) patch.start = { kind: state.start };
  const seed = whole(state.draw, largestSeed);
  if (seed !== null) patch.start = { ...patch.start, seed };
  const example = whole(state.example, LABELS - 1);
  if (example !== null) wanted = example;
  if (patch.start?.kind === "example") patch.start.example = exampleOf(wanted);
  const label = whole(state.label, LABELS - 1);
  if (label !== null) patch.label = label;
  const redraw = whole(state.redraw, largestSeed);
  if (redraw !== null) patch.redraw = redraw;
  return patch;
}

function toAddress() {
  if (playground.tab !== TAB && playground.state.latent === undefined) return; // what another tab wrote is its own
  const { model, start, label, redraw } = playground.latentWish;
  const open = playground.tab === TAB;
  playground.setState({
    latent: open ? model : null,
    start: open ? start.kind : null,
    draw: open && start.kind === "random" ? start.seed : null,
    example: open && start.kind === "example" ? start.example?.label : null,
    label: open ? label : null,
    redraw: open && redraw > 0 ? redraw : null,
  });
}

// An address that changed with every move would be refused by some browsers.
let timer = null;
function later() {
  clearTimeout(timer);
  timer = setTimeout(toAddress, 200);
}

// --- examples: one of each digit -------------------------------------------------------------------------

let examples = [];
let wanted = 3; // the label of the example to begin with
const exampleOf = (label) => examples.find((example) => example.label === label) ?? null;

async function loadExamples() {
  let answer;
  try {
    answer = await server.examples({});
    if (!Array.isArray(answer)) throw new Error("no examples");
  } catch {
    setTimeout(loadExamples, 2000);
    return;
  }
  examples = Array.from({ length: LABELS }, (_, label) => answer.find((row) => row.label === label)).map((row) => ({
    label: row.label,
    key: row.pixels,
  }));
  for (const example of examples) {
    const button = document.createElement("button");
    const canvas = document.createElement("canvas");
    button.type = "button";
    button.dataset.label = example.label;
    playground.paintGray(canvas, playground.pixels(example.key, 784), 28, 28);
    button.append(canvas);
    button.addEventListener("click", () => {
      wanted = example.label;
      playground.setLatent({ start: { kind: "example", example } });
    });
    find(".digits").append(button);
  }
  nameExamples();
  const { start } = playground.latentWish;
  if (start.kind === "example" && !start.example) playground.setLatent({ start: { example: exampleOf(wanted) } });
}
function nameExamples() {
  for (const button of find(".digits").children) {
    button.setAttribute("aria-label", playground.text("draw.sources.example", { label: button.dataset.label }));
  }
}

// --- what is shown ---------------------------------------------------------------------------------------

function show(wish) {
  const { model, start, label } = wish;
  const summary = playground.model(model);
  picker.value = model;
  if (summary) {
    const psnr = `${playground.number(summary.metrics.psnr)}\u00a0dB`;
    find(".about").textContent = words("controls.about", { count: summary.latent_dim, psnr });
  }
  for (const button of find(".starts").children) button.setAttribute("aria-pressed", button.dataset.kind === start.kind);
  find(".digits").hidden = start.kind !== "example";
  for (const button of find(".digits").children) {
    button.setAttribute("aria-pressed", Number(button.dataset.label) === start.example?.label);
  }
  find(".seed").hidden = start.kind !== "random";
  if (document.activeElement !== seedField) seedField.value = start.seed;
  for (const button of find(".labels").children) {
    const its = button.dataset.label === "" ? null : Number(button.dataset.label);
    button.setAttribute("aria-pressed", its === label);
  }
}

/* What the label network read in the digit, and what it is told instead. */
function showLabel() {
  const { space, start, label } = playground.latent;
  find("#latent-label").hidden = !space?.conditional;
  if (!space?.conditional) return;
  find(".labels").firstElementChild.textContent = words(start.kind === "random" ? "label.drawn" : "label.estimated");
  find(".labels").firstElementChild.hidden = start.kind === "mean";
  const read = start.probabilities;
  const values = { label, read: start.label, share: read ? playground.number(100 * read[start.label]) : "" };
  let key = "label.given";
  if (read) key = label === start.label ? "label.read" : "label.other";
  find(".read").textContent = words(key, values);
}

playground.onLatentProblem((reason) => {
  problem.hidden = reason === null;
  if (reason === null) delete problem.dataset.text;
  else {
    problem.dataset.text = `errors.${reason}`;
    problem.textContent = playground.text(problem.dataset.text);
  }
});

// --- what is done ----------------------------------------------------------------------------------------

function setSeed(text) {
  const seed = whole(text, largestSeed);
  if (seed !== null) playground.setLatent({ start: { kind: "random", seed } });
}

picker.append(...here.map((name) => new Option(name, name)));
picker.addEventListener("change", () => playground.setLatent({ model: picker.value }));
find(".starts").addEventListener("click", (event) => {
  const kind = event.target.closest("button")?.dataset.kind;
  if (!kind) return;
  playground.setLatent({ start: { kind, ...(kind === "example" ? { example: exampleOf(wanted) } : {}) } });
});
seedField.addEventListener("input", () => setSeed(seedField.value));
seedField.addEventListener("blur", () => show(playground.latentWish)); // what is no seed is taken back
find("#latent-new").addEventListener("click", () => {
  setSeed(String((playground.latentWish.start.seed + 1) % (largestSeed + 1)));
});
for (const label of ["", ...Array.from({ length: LABELS }, (_, digit) => String(digit))]) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.label = label;
  button.textContent = label;
  button.addEventListener("click", () => playground.setLatent({ label: label === "" ? null : Number(label) }));
  find(".labels").append(button);
}

loadExamples();
playground.onState((state) => {
  if (state.tab === TAB) playground.setLatent(fromAddress(state));
});
playground.onTab(toAddress);
playground.onLatentWish((wish) => {
  show(wish);
  later();
});
playground.onLatent(showLabel);
playground.onLanguage(() => {
  for (const option of picker.options) option.textContent = playground.text(`models.${option.value}.title`);
  nameExamples();
  show(playground.latentWish);
  showLabel();
});
