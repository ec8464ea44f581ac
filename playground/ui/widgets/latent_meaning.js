// What it means: words that stand still, and the formulas with the current code's own numbers in them.

const TYPICAL = 1; // of the distance: the root mean square over the test digits, by construction
const FAR = 2;
const words = (key, values) => playground.text(`latent_meaning.${key}`, values);
const find = (selector) => element.querySelector(selector);
const title = (model) => playground.text(`models.${model}.title`);
const size = (value) => playground.number(Math.abs(value));

const subscript = (number) => [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

let latent = null;

// How far out a code lies, over the numbers that the network uses: what it leaves unused has hardly any spread.
function distance({ space, code }) {
  const used = space.active.flatMap((active, dimension) => (active ? [dimension] : []));
  const squares = used.reduce((sum, at) => sum + ((code[at] - space.mean[at]) / space.deviation[at]) ** 2, 0);
  return { squares, count: used.length, distance: Math.sqrt(squares / used.length) };
}

// The cloud of the digit that the code began at, in the dimension that tells most on average.
function cloud({ space, start, code }) {
  if (!start?.std) return null;
  const dimension = space.order[0];
  const [mean, deviation, value] = [start.code[dimension], start.std[dimension], code[dimension]];
  const logVariance = 2 * Math.log(deviation);
  const kl = (mean ** 2 + deviation ** 2 - 1 - logVariance) / 2;
  return { number: dimension + 1, mean, deviation, value, noise: (value - mean) / deviation, logVariance, kl };
}

function figures() {
  if (!latent) return {};
  const out = distance(latent);
  const values = { squares: size(out.squares), count: out.count, distance: size(out.distance) };
  const here = cloud(latent);
  if (!here) return values;
  return {
    ...values,
    number: here.number,
    mean: playground.number(here.mean),
    sign: here.noise < 0 ? "−" : "+",
    deviation: size(here.deviation),
    noise: size(here.noise),
    value: playground.number(here.value),
    mean_squared: size(here.mean ** 2),
    variance: size(here.deviation ** 2),
    log_sign: here.logVariance < 0 ? "+" : "−",
    log_variance: size(here.logVariance),
    kl: playground.number(here.kl),
  };
}

function liveWords() {
  if (!latent) return words("seen.invite");
  const out = distance(latent).distance;
  const values = { distance: size(out), model: title(latent.model) };
  if (out > FAR) return words("seen.far", values);
  return words(out > TYPICAL ? "seen.outer" : "seen.inner", values);
}

// Why there is a cloud to write down, or none.
function cloudWords() {
  if (!latent) return words("cloud.invite");
  if (latent.start?.std) return words("cloud.words");
  return words(latent.space.kl ? "cloud.elsewhere" : "cloud.point", { model: title(latent.model) });
}

function show() {
  const values = figures();
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value] ?? "?";
  find(".code").textContent = words("seen.code", { count: latent?.space.latent_dim ?? "?" });
  find(".live").textContent = liveWords();
  find(".cloud-title").textContent = values.number ? words("cloud.numbered", { number: subscript(values.number) }) : words("cloud.title");
  find(".cloud").hidden = latent !== null && !latent.start?.std;
  find(".cloud-words").textContent = cloudWords();
}
const follow = playground.whileSeen(element, show);

playground.foldable(find(".panel"));
playground.onLatent((newest) => {
  latent = newest;
  follow();
});
playground.onLanguage(show);
