// −ELBO of the current digit, term by term. The figures are rounded before they are added, so that what is shown adds up.

const MODELS = ["mnist-vae-16", "mnist-vae-2", "mnist-cvae-16", "mnist-cvae-semi-16"];
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const DEAREST = 2; // nats of a pixel at the end of the colour scale
const UNUSED = 0.1; // nats: a dimension below that tells next to nothing of this digit
const words = (key, values) => playground.text(`latent_bound.${key}`, values);
const find = (selector) => element.querySelector(selector);
const title = (name) => playground.text(`models.${name}.title`);
const tenths = (value) => Math.round(10 * value) / 10;
const fixed = (value) => value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const picture = find("canvas");
const slider = find("input");

let digit = null;
let answer = null; // the newest, its pixels unpacked
let space = null; // of the answer's model, where it is known
let pointed = null; // index of a pixel
let sequence = 0;
let longest = 1; // nats: bars must not rescale under the pen

// The bound belongs to a VAE: the tab's own, or the first where the tab shows another kind of network.
const isBounded = () => MODELS.includes(playground.latent?.model);
const model = () => (isBounded() ? playground.latent.model : MODELS[0]);

// --- the terms -------------------------------------------------------------------------------------------------

// The cross-entropy of a perfect copy: a gray pixel is not free even then.
function entropy(bytes) {
  return bytes.reduce((sum, byte) => {
    const share = byte / 255;
    return share > 0 && share < 1 ? sum - share * Math.log(share) - (1 - share) * Math.log(1 - share) : sum;
  }, 0);
}

function showPixel() {
  if (pointed === null) {
    find(".pixel").textContent = words("pixel.invite");
    return;
  }
  find(".pixel").textContent = words("pixel.at", {
    row: Math.floor(pointed / SIDE) + 1,
    column: (pointed % SIDE) + 1,
    ink: (answer.digit[pointed] / 255).toFixed(2),
    nats: playground.number(answer.pixels[pointed]),
  });
}

const rows = [];
function dimensionRows(count) {
  while (rows.length < count) {
    const row = document.createElement("li");
    row.innerHTML = '<span class="name"></span><span class="bar" aria-hidden="true"><i></i><u></u></span><b class="number"></b>';
    rows.push(row);
  }
  find("ol").replaceChildren(...rows.slice(0, count));
  return rows.slice(0, count);
}

// In the order of the sliders: what tells most on average comes first.
function showDimensions() {
  const each = answer.kl_per_dimension;
  const order = space?.order ?? each.map((_, dimension) => dimension);
  longest = Math.max(longest, ...each, ...(space?.kl ?? []));
  dimensionRows(each.length).forEach((row, place) => {
    const dimension = order[place];
    const usual = space?.kl?.[dimension];
    row.dataset.dimension = dimension;
    row.querySelector(".name").innerHTML = `z<sub>${dimension + 1}</sub>`;
    row.querySelector("b").textContent = each[dimension].toFixed(2);
    row.style.setProperty("--share", each[dimension] / longest);
    row.querySelector("u").hidden = usual === undefined;
    row.style.setProperty("--usual", (usual ?? 0) / longest);
  });
  const unused = each.filter((value) => value < UNUSED).length;
  const key = unused === 0 ? "unused.none" : "unused.some";
  find(".unused").textContent = `${words(key, { count: unused, total: each.length })} ${space?.kl ? words("usual") : ""}`;
}

// --- β -----------------------------------------------------------------------------------------------------------

function meant(beta, share) {
  const kind = beta === 0 ? "zero" : beta < 1 ? "less" : beta === 1 ? "one" : "more";
  const values = { beta, percent: Math.round(100 * share) };
  return `${words("beta.share", values)} ${words(`beta.${kind}`, values)}`;
}

function showFigures() {
  if (!answer) return;
  const beta = Number(slider.value);
  const [reconstruction, kl] = [tenths(answer.reconstruction), tenths(answer.kl)];
  const weighted = tenths(reconstruction + beta * kl);
  const values = {
    reconstruction: fixed(reconstruction),
    kl: fixed(kl),
    negative_elbo: fixed(tenths(reconstruction + kl)),
    beta: String(beta),
    weighted: fixed(weighted),
  };
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value];
  find("output").textContent = words("beta.value", { beta });
  slider.setAttribute("aria-valuetext", words("beta.value", { beta }));
  find(".turn button").disabled = beta === 1;
  // One nat is as long at every β, as far as the strip goes.
  const whole = Math.max(reconstruction + 8 * kl, 1);
  find(".first").style.width = `${(100 * reconstruction) / whole}%`;
  find(".second").style.width = `${(100 * beta * kl) / whole}%`;
  find(".meant").textContent = meant(beta, weighted > 0 ? (beta * kl) / weighted : 0);
}

// --- painting ------------------------------------------------------------------------------------------------------

const paint = playground.whileSeen(element, () => {
  if (!answer) return;
  playground.paintDiverging(picture, answer.pixels, SIDE, SIDE, DEAREST);
  picture.dataset.sequence = answer.sequence;
  picture.setAttribute("aria-label", words("map", { nats: fixed(tenths(answer.reconstruction)) }));
  find(".most").textContent = words("scale", { nats: DEAREST });
  find(".floor").textContent = words("floor", { nats: fixed(entropy(answer.digit)) });
  showPixel();
  showDimensions();
  showFigures();
});

function show() {
  find(".empty").hidden = answer !== null;
  find(".content").hidden = answer === null;
  const values = { model: title(model()), other: title(playground.latent?.model ?? MODELS[0]) };
  find(".lead").textContent = `${words("lead", values)} ${isBounded() || !playground.latent?.space ? "" : words("instead", values)}`;
  paint();
}

// --- asking --------------------------------------------------------------------------------------------------------

const send = playground.newest(server.bound, (found, request) => {
  if (playground.tell(find(".problem"), found)) return;
  const isOther = found.model !== answer?.model;
  if (isOther) longest = 1;
  answer = {
    ...found,
    pixels: new Float32Array(playground.pixels(found.pixels, 4 * PIXELS).buffer),
    digit: playground.pixels(request.digit, PIXELS),
  };
  find(".panel").dataset.sequence = found.sequence;
  find(".panel").dataset.model = found.model;
  if (isOther) {
    space = null;
    playground.latentSpace(found.model).then((known) => {
      if (known.model !== answer.model) return;
      space = known;
      show();
    }, console.error);
  }
  show();
});

const ask = playground.whileSeen(element, () => {
  if (!digit) return;
  sequence += 1;
  send({ sequence, digit: digit.key, model: model() });
}, "0px");

// --- the page --------------------------------------------------------------------------------------------------------

function point(index) {
  if (!answer) return;
  pointed = index;
  showPixel();
}
function pointAt({ clientX, clientY }) {
  const box = picture.getBoundingClientRect();
  const place = (at, start, length) => Math.max(0, Math.min(SIDE - 1, Math.floor(((at - start) / length) * SIDE)));
  point(place(clientY, box.top, box.height) * SIDE + place(clientX, box.left, box.width));
}
picture.addEventListener("pointermove", pointAt);
picture.addEventListener("pointerdown", pointAt); // a finger that only taps does not move
picture.addEventListener("keydown", (event) => {
  const [down, across] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
  if (down === undefined) return;
  event.preventDefault();
  const [row, column] = pointed === null ? [SIDE / 2, SIDE / 2] : [Math.floor(pointed / SIDE), pointed % SIDE];
  const inside = (at) => Math.max(0, Math.min(SIDE - 1, at));
  point(inside(row + down) * SIDE + inside(column + across));
});

function turn(beta) {
  slider.value = beta;
  playground.setState({ beta: Number(slider.value) === 1 ? null : slider.value });
  showFigures();
}
slider.addEventListener("input", () => turn(slider.value));
slider.addEventListener("dblclick", () => turn(1));
find(".turn button").addEventListener("click", () => turn(1));

playground.onState((state) => {
  const beta = Number(state.beta);
  slider.value = state.beta !== undefined && beta >= 0 && beta <= 8 ? beta : 1;
  showFigures();
});
playground.onDigit((newest) => {
  digit = newest;
  ask();
});
playground.onLatent((_, change) => {
  if (change?.what !== "model") return;
  show();
  ask();
});
playground.onTheme(show);
playground.onLanguage(show);
