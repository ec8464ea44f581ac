// What it means: words that stand still, and the formulas with the picked sample's own numbers in them.

const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample_meaning.${key}`, values);
const find = (selector) => element.querySelector(selector);

// The two ends of the newest interpolation: their product, lengths and angle.
function angle() {
  const { walk } = sampling;
  if (!walk) return {};
  const first = walk.points.subarray(0, walk.latent_dim);
  const last = walk.points.subarray((walk.steps - 1) * walk.latent_dim);
  const product = first.reduce((sum, value, at) => sum + value * last[at], 0);
  const [from, to] = [Math.hypot(...first), Math.hypot(...last)];
  const cosine = Math.max(-1, Math.min(1, product / (from * to)));
  return { product, first: from, last: to, angle: (180 / Math.PI) * Math.acos(cosine) };
}

function figures() {
  const { samples, picked, nearest } = sampling;
  if (!samples) return {};
  const code = sampling.code(picked);
  const { temperature, latent_dim: size, model, columns, count } = samples;
  const isNearest = nearest?.model === model && nearest.picked === picked;
  return {
    temperature,
    size,
    z: code[0],
    z2: code[1],
    across: ((picked % columns) + 0.5) / columns,
    up: 1 - (Math.floor(picked / columns) + 0.5) / (count / columns),
    epsilon: temperature ? code[0] / temperature : null,
    norm: Math.hypot(...code),
    shell: temperature === null ? null : temperature * Math.sqrt(size),
    distance: isNearest ? nearest.neighbours[0].distance : null,
    ...angle(),
  };
}

// Which formula tells where the codes come from: a lattice is not drawn.
function origin(samples) {
  if (!samples) return "normal";
  if (samples.view === "flower" || (samples.view === "manifold" && samples.prior === "matched")) return "plane";
  return samples.view === "manifold" ? "manifold" : samples.prior;
}

function length(samples) {
  const from = origin(samples);
  return from === "normal" && samples?.latent_dim === 2 ? "plane" : from;
}

const show = playground.whileSeen(element, () => {
  const { samples, picked } = sampling;
  const numbers = figures();
  for (const place of element.querySelectorAll("[data-value]")) {
    const value = numbers[place.dataset.value];
    const said = Number.isInteger(value) ? value : playground.number(value);
    place.textContent = value === undefined || value === null ? "?" : said;
  }
  const prior = samples?.prior ?? "normal";
  for (const formula of element.querySelectorAll("[data-prior]")) formula.hidden = formula.dataset.prior !== origin(samples);
  find(".expected").toggleAttribute("hidden", origin(samples) !== "normal");
  find(".drawn").textContent = words(`seen.${prior}`);
  find(".length").textContent = words(`length.${length(samples)}`);
  find(".live").textContent = samples
    ? words("seen.live", { number: picked + 1, size: samples.latent_dim, norm: playground.number(numbers.norm) })
    : words("seen.waiting");
});

playground.foldable(find(".panel"));
sampling.onSamples(show);
sampling.onPick(show);
sampling.onNearest(show);
sampling.onWalk(show);
playground.onLanguage(show);
