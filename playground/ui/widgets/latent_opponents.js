// The same networks with and without sampling and KL, along the same straight line between two digits. The server says
// where the line begins and ends in each code and what the classifier reads along it; what is decoded on the way is
// decoded here.

const SIZES = [2, 16];
const DEFAULT_SIZE = 16;
const ENDS = ["first", "second"];
const OWN = "own";
const DEFAULT_CHOICE = { first: OWN, second: "e16" };
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const FRAME = 2 * SIDE; // css pixels of one picture on the way
const HOLE = 0.5; // the classifier's confidence below which nothing is read
const EVEN = 0.005; // of mean confidence: too close to name a winner
const REST = 150; // ms without a change before the question is asked
const HEIGHT = 190;
const MARGIN = { left: 46, right: 12, top: 22, bottom: 40 };
const words = (key, values) => playground.text(`latent_opponents.${key}`, values);
const find = (selector) => element.querySelector(selector);
const title = (model) => playground.text(`models.${model}.title`);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const way = find(".way");
const chart = find("svg");
const slider = find("input");

let size = DEFAULT_SIZE;
let choice = { ...DEFAULT_CHOICE };
let active = "second"; // the end that the next click on a digit sets
let own = null; // the digit on the pad: {pixels, key}
let examples = [];
let answer = null;
let sides = []; // of the answer, each with its decoder and its nodes
let plot = null;
let sequence = 0;
let timer = null;

// --- the two digits --------------------------------------------------------------------------------------

const digitOf = (name) => (name === OWN ? own : examples[Number(name.slice(1))]) ?? null;

const slots = Object.fromEntries(ENDS.map((end) => [end, find(`[data-end="${end}"]`)]));
for (const end of ENDS) {
  slots[end].addEventListener("click", () => {
    active = end;
    showEnds();
  });
}

function choose(name) {
  choice = { ...choice, [active]: name };
  const isDefault = ENDS.every((end) => choice[end] === DEFAULT_CHOICE[end]);
  playground.setState({ ends: isDefault ? null : ENDS.map((end) => choice[end]).join(".") });
  showEnds();
  ask();
}

function choiceButton(name) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.digit = name;
  button.tabIndex = name === OWN ? 0 : -1;
  button.innerHTML = '<span class="picture"><canvas></canvas></span>';
  button.addEventListener("click", () => choose(name));
  return button;
}
const choices = find(".choices");
choices.append(choiceButton(OWN));

// One stop on the way of the Tab key; inside it the arrow keys go on.
choices.addEventListener("keydown", (event) => {
  const buttons = [...choices.children];
  const next = buttons[buttons.indexOf(document.activeElement) + { ArrowLeft: -1, ArrowRight: 1 }[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
choices.addEventListener("focusin", (event) => {
  const focused = event.target.closest("button");
  for (const button of choices.children) button.tabIndex = button === focused ? 0 : -1;
});

function paintDigit(canvas, digit) {
  playground.paintGray(canvas, digit?.pixels ?? new Uint8Array(PIXELS), SIDE, SIDE);
}

function showEnds() {
  for (const end of ENDS) {
    slots[end].setAttribute("aria-pressed", end === active);
    paintDigit(slots[end].querySelector("canvas"), digitOf(choice[end]));
  }
  for (const button of choices.children) {
    const { digit } = button.dataset;
    button.setAttribute("aria-pressed", digit === choice[active]);
    const name = digit === OWN ? words("own") : playground.text("draw.sources.example", { label: digitOf(digit).label });
    button.setAttribute("aria-label", name);
    button.title = name;
  }
  paintDigit(choices.firstElementChild.querySelector("canvas"), own);
}

async function loadExamples() {
  try {
    const found = await server.examples({});
    if (!Array.isArray(found)) throw new Error("no examples");
    examples = found.map(({ label, pixels }) => ({ label, key: pixels, pixels: playground.pixels(pixels, PIXELS) }));
  } catch {
    setTimeout(loadExamples, 2000);
    return;
  }
  examples.forEach((digit, index) => {
    const button = choiceButton(`e${index}`);
    paintDigit(button.querySelector("canvas"), digit);
    choices.append(button);
  });
  readState(); // the address may name one of them
}

// --- decoding --------------------------------------------------------------------------------------------

const decoderOf = async (model) => playground.decoder(await playground.latentSpace(model));

function codesAt({ start, end }, shares) {
  return Float32Array.from(shares.flatMap((share) => start.map((value, index) => value + (end[index] - value) * share)));
}

// --- painting --------------------------------------------------------------------------------------------

// A network's picture and strip; kept, so that nothing flickers while a digit is drawn.
const nodes = new Map();
function nodesOf(model) {
  if (!nodes.has(model)) {
    const figure = document.createElement("figure");
    figure.innerHTML = '<div class="picture" data-ink="reconstruction"><canvas role="img"></canvas></div><figcaption><b></b><span class="read"></span></figcaption>';
    const strip = document.createElement("div");
    strip.className = "strip";
    strip.innerHTML = '<span></span><div class="picture" data-ink="reconstruction"><canvas></canvas></div>';
    figure.dataset.model = strip.dataset.model = model;
    nodes.set(model, { figure, strip });
  }
  return nodes.get(model);
}

// Where along the positions of the answer a share of the way lies, and what is between its two neighbours.
function confidenceAt({ confidences }, share) {
  const place = share * (confidences.length - 1);
  const before = Math.floor(place);
  const after = Math.min(before + 1, confidences.length - 1);
  return confidences[before] + (confidences[after] - confidences[before]) * (place - before);
}
const labelAt = ({ labels }, share) => labels[Math.round(share * (labels.length - 1))];

function showCursor() {
  if (!plot || sides.length === 0) return;
  const share = Number(slider.value);
  way.style.setProperty("--at", `${plot.x(share)}px`);
  slider.setAttribute("aria-valuetext", words("at", { percent: Math.round(100 * share) }));
  for (const side of sides) {
    const canvas = side.figure.querySelector("canvas");
    const values = { label: labelAt(side, share), confidence: percent(confidenceAt(side, share)) };
    playground.paintGray(canvas, playground.grayLevels(side.decoder.decode(codesAt(side, [share]), null)), SIDE, SIDE);
    canvas.dataset.share = share;
    canvas.setAttribute("aria-label", `${title(side.model)}: ${words("read", values)}`);
    side.figure.querySelector("b").textContent = title(side.model);
    side.figure.querySelector(".read").textContent = words("read", values);
    side.figure.classList.toggle("hole", confidenceAt(side, share) < HOLE);
  }
}

// Frame i of n shows the middle of its own stretch of the way, so that the cursor stands on what it decodes.
async function paintStrip(side, count) {
  side.strip.querySelector("span").textContent = title(side.model);
  if (side.frames === count) return;
  side.frames = count;
  const shares = Array.from({ length: count }, (_, frame) => (frame + 0.5) / count);
  const pixels = await side.decoder.pictures(codesAt(side, shares), null);
  if (!sides.includes(side) || side.frames !== count) return; // another way, or another width
  const canvas = side.strip.querySelector("canvas");
  canvas.width = count * SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext("2d");
  for (let frame = 0; frame < count; frame++) {
    const image = context.createImageData(SIDE, SIDE);
    for (let index = 0; index < PIXELS; index++) {
      const level = pixels[frame * PIXELS + index];
      image.data.set([level, level, level, 255], 4 * index);
    }
    context.putImageData(image, frame * SIDE, 0);
  }
  canvas.dataset.frames = count;
}

function drawChart(width) {
  const shares = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${100 * at}\u00a0%` }));
  plot = playground.plot(chart, {
    width,
    height: HEIGHT,
    margin: MARGIN,
    across: { low: 0, high: 1, ticks: shares, name: words("axis.way") },
    up: { low: 0, high: 1, ticks: shares, name: words("axis.confidence") },
  });
  const { x, y, top, bottom, left, right } = plot;
  const half = 0.5 / (answer.positions.length - 1); // a position stands for what is around it
  playground.svg("line", { class: "threshold", x1: left, x2: right, y1: y(HOLE), y2: y(HOLE) }, chart);
  for (const side of sides) {
    const group = plot.group({ "data-model": side.model });
    for (const [from, to] of side.holes) {
      const [start, end] = [x(from - half), x(to + half)];
      playground.svg("rect", { class: "gap", x: start, width: end - start, y: top, height: bottom - top }, group);
    }
    for (const kind of ["mean", "confidences"]) {
      const points = side[kind].map((value, index) => [x(answer.positions[index]), y(value)]);
      playground.svg("path", { class: kind, d: playground.linePath(points) }, group);
    }
  }
}

function layOut() {
  if (!answer || sides.length === 0 || way.clientWidth === 0) return;
  const count = Math.max(3, Math.floor((way.clientWidth - MARGIN.left - MARGIN.right) / FRAME));
  const width = count * FRAME + MARGIN.left + MARGIN.right;
  way.style.setProperty("--left", `${MARGIN.left}px`);
  way.style.setProperty("--inner", `${count * FRAME}px`);
  way.style.setProperty("--width", `${width}px`);
  for (const side of sides) paintStrip(side, count);
  drawChart(width);
  showCursor();
}

// --- what the numbers say ----------------------------------------------------------------------------------

function contest(key, measured) {
  const [best, other] = [...sides].sort((one, two) => measured(two) - measured(one));
  const values = { winner: title(best.model), loser: title(other.model), high: percent(measured(best)), low: percent(measured(other)) };
  const gap = measured(best) - measured(other);
  return words(`${key}.${gap < EVEN ? "even" : "wins"}`, values);
}

// 3, 3, 8, 8, 9 along the way reads "3 → 8 → 9".
const readings = ({ labels }) => labels.filter((label, index) => label !== labels[index - 1]).join("\u00a0→ ");

function holeWords({ model, holes, confidences, labels }) {
  const spans = holes.map(([from, to]) =>
    to - from < 0.01
      ? words("hole.point", { at: Math.round(100 * from) })
      : words("hole.span", { from: Math.round(100 * from), to: Math.round(100 * to) }),
  );
  const values = { model: title(model), spans: spans.join(", "), labels: readings({ labels }), lowest: percent(Math.min(...confidences)) };
  return words(spans.length > 0 ? "hole.some" : "hole.none", values);
}

function say() {
  const here = contest("here", ({ confidences }) => mean(confidences));
  const pairs = contest("pairs", ({ mean: means }) => mean(means));
  find(".verdict").textContent = `${here} ${pairs}`;
  find(".holes").replaceChildren(
    ...sides.map((side) => {
      const line = document.createElement("li");
      line.dataset.model = side.model;
      line.textContent = holeWords(side);
      return line;
    }),
  );
  const keys = [...sides.map(({ model }) => [model, "line", title(model)]), [null, "pale", words("legend.pairs")], [null, "gap", words("legend.hole")]];
  find(".legend").replaceChildren(
    ...keys.map(([model, kind, name]) => {
      const item = document.createElement("li");
      if (model) item.dataset.model = model;
      item.innerHTML = `<i class="${kind}"></i><span></span>`;
      item.querySelector("span").textContent = name;
      return item;
    }),
  );
}

const paint = playground.whileSeen(element, () => {
  if (sides.length === 0) return;
  layOut();
  say();
});

function show() {
  const ready = sides.length > 0;
  find(".empty").hidden = ready;
  find(".content").hidden = !ready;
  paint();
}

// --- asking ------------------------------------------------------------------------------------------------

async function requestLine(request) {
  const found = await server.line(request);
  if (!found || found.error) return found;
  try {
    const loaded = await Promise.all(found.sides.map(({ model }) => decoderOf(model)));
    return { ...found, sides: found.sides.map((side, index) => ({ ...side, decoder: loaded[index] })) };
  } catch (error) {
    if (error.reason) return { error: error.reason };
    throw error; // nobody answered: asked again
  }
}

const send = playground.newest(requestLine, (found) => {
  if (playground.tell(find(".problem"), found)) return;
  answer = found;
  sides = found.sides;
  for (const side of sides) Object.assign(side, nodesOf(side.model));
  find(".sides").replaceChildren(...sides.map(({ figure }) => figure));
  find(".strips").replaceChildren(...sides.map(({ strip }) => strip));
  find(".panel").dataset.sequence = found.sequence;
  show();
});

const ask = playground.whileSeen(element, () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const [first, second] = ENDS.map((end) => digitOf(choice[end])?.key);
    if (!first || !second) return;
    sequence += 1;
    send({ sequence, first, second, size });
  }, REST);
}, "0px");

// --- the page ----------------------------------------------------------------------------------------------

find(".sizes").append(
  ...SIZES.map((numbers) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.size = numbers;
    button.addEventListener("click", () => {
      playground.setState({ opponents: numbers === DEFAULT_SIZE ? null : numbers });
      readState();
    });
    return button;
  }),
);

function readState() {
  const { opponents, ends } = playground.state;
  size = SIZES.includes(Number(opponents)) ? Number(opponents) : DEFAULT_SIZE;
  const named = (ends ?? "").split(".");
  const isThere = (name) => name === OWN || examples.length === 0 || Number(name.slice(1)) < examples.length;
  const known = named.length === 2 && named.every((name) => /^(own|e\d{1,2})$/.test(name) && isThere(name));
  choice = known ? { first: named[0], second: named[1] } : { ...DEFAULT_CHOICE };
  for (const button of find(".sizes").children) button.setAttribute("aria-pressed", Number(button.dataset.size) === size);
  showEnds();
  ask();
}

slider.addEventListener("input", showCursor);

// The strips and the chart are one track: a finger or the mouse anywhere on them moves the cursor.
function follow(event) {
  if (!plot || event.target === slider) return;
  const x = event.clientX - way.getBoundingClientRect().left;
  slider.value = Math.max(0, Math.min(1, (x - plot.left) / (plot.right - plot.left)));
  showCursor();
}
way.addEventListener("pointerdown", (event) => {
  if (event.target === slider) return;
  way.setPointerCapture(event.pointerId);
  follow(event);
});
way.addEventListener("pointermove", (event) => {
  if (way.hasPointerCapture(event.pointerId)) follow(event);
});

new ResizeObserver(layOut).observe(way);
playground.onState(readState);
playground.onDigit((digit) => {
  own = digit;
  showEnds();
  if (ENDS.some((end) => choice[end] === OWN)) ask();
});
playground.onLanguage(() => {
  for (const button of find(".sizes").children) button.textContent = words("size.name", { count: button.dataset.size });
  showEnds();
  show();
});

const arrive = playground.whileSeen(element, loadExamples);
arrive();
