// The noisy digit and who takes the noise away. The networks are asked with every change; the filters, which are
// slower, in a channel of their own that never holds the networks up.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const GRAY = 128; // of the block that hides a part, as a byte
const LONGEST_BAR = 40; // dB
const PACE = 200; // ms between two questions to the filters while the slider moves
const QUIET = 800; // ms without a change before a screen reader is told
const networks = ["mnist-dense-32", "mnist-denoising-32", "mnist-denoising-conv", "mnist-stacked-denoising"];
const filters = ["gaussian", "median", "total_variation", "non_local_means", "pca"];
const best = "mnist-denoising-conv";
const words = (key, values) => playground.text(`noise.answers.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");
const problem = find(".problem");
const errorsButton = find(".errors");
const template = find("template").content.firstElementChild;

let digit = null;
let asked = null; // the newest request
let looked = null; // the newest answer of the networks
let filtered = null; // the newest answer of the filters
let showErrors = false;

// --- a column for every picture --------------------------------------------------------------------------

const columns = new Map();
function column(name, row, kind) {
  const node = template.cloneNode(true);
  node.dataset.kind = kind;
  const at = (role) => node.querySelector(`[data-role="${role}"]`);
  const picture = node.querySelector(".picture");
  if (kind === "network") {
    node.dataset.model = name;
    picture.dataset.ink = "reconstruction";
  }
  if (kind === "filter") node.dataset.filter = name;
  node.querySelector(".unit").textContent = "dB";
  if (kind === "clean") {
    for (const part of node.querySelectorAll(".error, .telling, .level, .others")) part.remove();
    node.querySelector(".pictures").insertAdjacentHTML("afterend", '<p class="hint" data-text="noise.answers.clean_hint"></p>');
  }
  columns.set(name, {
    node,
    kind,
    picture,
    title: node.querySelector("h4"),
    answer: at("answer"),
    error: at("error"),
    psnr: at("psnr"),
    ssim: at("ssim"),
    strength: at("strength"),
    bar: node.querySelector(".level i"),
    verdict: node.querySelector(".verdict"),
  });
  find(`.${row}`).append(node);
}
column("clean", "networks", "clean");
column("noisy", "networks", "noisy");
for (const name of networks) column(name, "networks", "network");
for (const name of filters) column(name, "filters", "filter");
columns.get("noisy").picture.id = "noise-noisy";
columns.get(best).picture.id = "noise-clean";

const title = (name) => {
  const { kind } = columns.get(name);
  if (kind === "network") return playground.text(`models.${name}.title`);
  return kind === "filter" ? playground.text(`noise.filters.${name}`) : words(name);
};

// --- asking ----------------------------------------------------------------------------------------------

let sequence = 0;
let filtersAsked = 0; // when
let timer = null;

const answered = (call) => async (request) => {
  const answer = await call(request);
  if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
  return answer;
};
const sendFilters = playground.newest(answered((request) => server.classical(request)), (answer) => {
  if (answer.error) return;
  filtered = answer;
  paintFilters();
});
const sendLook = playground.newest(answered((request) => server.look(request)), (answer, request) => {
  complain(answer.error);
  if (answer.error) return;
  looked = { ...answer, request };
  paintNetworks();
  playground.answerNoise(looked);
  askFilters(request);
});

function complain(reason) {
  problem.hidden = !reason;
  if (reason) {
    problem.dataset.text = `errors.${reason}`;
    problem.textContent = playground.text(problem.dataset.text);
  } else delete problem.dataset.text;
}

function ask() {
  if (!digit || !playground.isOpen(element)) return;
  const { kind, amount, seed, position } = playground.noise;
  sequence += 1;
  panel.dataset.sequence = sequence; // what is painted with this number shows this noise
  asked = { sequence, digit: digit.key, noise: kind, amount, seed, position };
  sendLook(asked);
}

// The filters follow when the hand rests, and now and then while it moves.
function askFilters(request) {
  clearTimeout(timer);
  const wait = request === asked ? 0 : Math.max(0, filtersAsked + PACE - performance.now());
  timer = setTimeout(() => {
    filtersAsked = performance.now();
    sendFilters(request);
  }, wait);
}

// --- painting --------------------------------------------------------------------------------------------

function paintPicture(name, pixels, ofSequence) {
  const { answer, error } = columns.get(name);
  const shown = playground.pixels(pixels, PIXELS);
  playground.paintGray(answer, shown, SIDE, SIDE);
  answer.dataset.sequence = ofSequence;
  if (showErrors && error) {
    const clean = playground.pixels(looked.request.digit, PIXELS);
    const difference = Float32Array.from(shown, (level, index) => (level - clean[index]) / 255);
    playground.paintDiverging(error, difference, SIDE, SIDE, 1);
  }
}

function paintNumbers(name, result) {
  const { node, psnr, ssim, bar } = columns.get(name);
  const ratio = level(result);
  node.dataset.psnr = result.psnr ?? "";
  psnr.textContent = playground.number(ratio);
  ssim.textContent = `SSIM ${playground.number(result.ssim)}`;
  bar.style.width = `${(100 * Math.min(ratio, LONGEST_BAR)) / LONGEST_BAR}%`;
}

// Without any error there is no finite PSNR.
const level = (result) => result.psnr ?? Infinity;

function trainedFor({ kind, low, high }) {
  const range = (scale, digits) => {
    const [from, to] = [low, high].map((value) => String(Number((scale * value).toFixed(digits))));
    return from === to ? to : `${from}\u2060–\u2060${to}`; // word joiners: a range is not broken over two lines
  };
  const values = { sigma: range(1, 2), percent: range(100, 0) };
  return words(`trained.${kind}`, values).replaceAll(" ", "\u00a0");
}

function paintVerdict({ model, verdict, trained }) {
  const node = columns.get(model).verdict;
  node.hidden = !verdict;
  node.dataset.verdict = verdict;
  if (verdict) node.textContent = words(`verdict.${verdict}`, { range: trained ? trainedFor(trained) : "" });
}

function paintNetworks() {
  const { request, noisy, answers } = looked;
  paintPicture("clean", request.digit, request.sequence);
  paintPicture("noisy", noisy.pixels, request.sequence);
  paintNumbers("noisy", noisy);
  for (const result of answers) {
    paintPicture(result.model, result.pixels, request.sequence);
    paintNumbers(result.model, result);
    paintVerdict(result);
  }
  placeBlock();
  judge();
}

function paintFilters() {
  for (const result of filtered.filters) {
    paintPicture(result.name, result.pixels, filtered.sequence);
    paintNumbers(result.name, result);
    const key = `noise.strengths.${result.name}`;
    columns.get(result.name).strength.textContent = playground.text(key, { strength: String(result.strength ?? "") });
  }
  judge();
}

// --- who wins --------------------------------------------------------------------------------------------

const strongest = (results) => results.reduce((one, other) => (level(other) > level(one) ? other : one));

/* Only where networks and filters have answered the same question. */
function judge() {
  if (!looked || looked.sequence !== filtered?.sequence) return;
  const network = strongest(looked.answers);
  const filter = strongest(filtered.filters);
  const winner = strongest([looked.noisy, network, filter]);
  for (const { node } of columns.values()) delete node.dataset.best;
  const name = winner.model ?? winner.name ?? "noisy";
  columns.get(name).node.dataset.best = "";

  const second = winner === network ? filter : network;
  const values = {
    network: title(network.model),
    filter: title(filter.name),
    psnr: playground.number(level(winner)),
    gain: playground.number(level(winner) - level(second)),
  };
  let key = "wins.noisy";
  if (looked.request.amount === 0) key = "wins.nothing";
  else if (winner === network) key = "wins.network";
  else if (winner === filter) key = "wins.filter";
  const sentence = words(key, values);
  find(".winner").textContent = sentence;
  find(".winner").dataset.winner = name;
  clearTimeout(telling);
  telling = setTimeout(() => (find('[role="status"]').textContent = sentence), QUIET);
}
let telling = null;

// --- the block that hides a part -------------------------------------------------------------------------

const place = columns.get("noisy").picture;
const block = document.createElement("button");
block.type = "button";
block.className = "block";
block.hidden = true;
place.append(block);

const blockSide = (noise) => Math.round(SIDE * noise.amount);

/* Where the block is in the picture: a square of one gray, and the picture is the only one who knows. */
function findBlock(pixels, side) {
  const filled = (left, top) => {
    for (let y = top; y < top + side; y++) {
      for (let x = left; x < left + side; x++) if (pixels[y * SIDE + x] !== GRAY) return false;
    }
    return true;
  };
  for (let top = 0; top + side <= SIDE; top++) {
    for (let left = 0; left + side <= SIDE; left++) if (filled(left, top)) return { left, top };
  }
  return null;
}

let corner = { left: 0, top: 0 };
function showBlock(side) {
  const percent = (value) => `${(100 * value) / SIDE}%`;
  Object.assign(block.style, {
    left: percent(corner.left),
    top: percent(corner.top),
    width: percent(side),
    height: percent(side),
  });
}
function placeBlock() {
  const { noise, amount, position } = looked.request;
  const side = blockSide({ amount });
  const pixels = playground.pixels(looked.noisy.pixels, PIXELS);
  const found = noise === "occlusion" && side > 0 ? findBlock(pixels, side) : null;
  block.hidden = !found;
  if (!found || position !== playground.noise.position) return; // it has been moved on
  corner = found;
  showBlock(side);
}

function moveBlock(left, top) {
  const side = blockSide(playground.noise);
  const inside = (value) => Math.min(SIDE - side, Math.max(0, value));
  corner = { left: inside(left), top: inside(top) };
  showBlock(side);
  playground.setNoise({ position: [(corner.left + side / 2) / SIDE, (corner.top + side / 2) / SIDE] });
}

let grip = null; // where in the block it is held, in pixels of the digit
const inPixels = (event) => {
  const box = place.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
};
block.addEventListener("pointerdown", (event) => {
  const [x, y] = inPixels(event);
  grip = { x: x - corner.left, y: y - corner.top };
  block.setPointerCapture(event.pointerId);
  event.preventDefault();
  block.focus({ preventScroll: true });
});
block.addEventListener("pointermove", (event) => {
  if (!grip) return;
  const [x, y] = inPixels(event);
  moveBlock(Math.round(x - grip.x), Math.round(y - grip.y));
});
for (const kind of ["pointerup", "pointercancel"]) block.addEventListener(kind, () => (grip = null));
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
block.addEventListener("keydown", (event) => {
  const arrow = arrows[event.key];
  if (!arrow) return;
  event.preventDefault();
  const step = event.shiftKey ? 4 : 1;
  moveBlock(corner.left + step * arrow[0], corner.top + step * arrow[1]);
});

// --- the page --------------------------------------------------------------------------------------------

function repaint() {
  if (looked) paintNetworks();
  if (filtered) paintFilters();
}
function describe() {
  playground.translate(element); // of every column, too
  for (const [name, { title: heading, answer, error }] of columns) {
    const said = title(name);
    heading.textContent = said;
    answer.setAttribute("aria-label", said);
    error?.setAttribute("aria-label", playground.text("draw.duel.error_label", { model: said }));
  }
  block.setAttribute("aria-label", words("block"));
  block.title = words("block");
}
errorsButton.addEventListener("click", () => {
  playground.setState({ errors: showErrors ? null : "shown" });
  readState();
});
function readState() {
  showErrors = playground.state.errors === "shown";
  errorsButton.setAttribute("aria-pressed", showErrors);
  panel.classList.toggle("with-errors", showErrors);
  find(".diverging").hidden = !showErrors;
  repaint();
}

playground.onState(readState);
playground.onLanguage(() => {
  describe();
  repaint();
});
playground.onTheme(() => showErrors && repaint()); // the diverging scale has another middle in the dark
playground.onDigit((newest) => {
  digit = newest;
  ask();
});
playground.onNoiseSetting(ask);
playground.onTab(ask);
