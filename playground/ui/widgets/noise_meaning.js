// What it means: words that stand still, and the objectives with the current digit's own numbers in them.

const DEFAULT = "mnist-denoising-conv";
const MODELS = [DEFAULT, "mnist-denoising-32", "mnist-dense-32", "mnist-stacked-denoising"];
const PIXELS = 784;
const words = (key, values) => playground.text(`noise_meaning.${key}`, values);
const title = (model) => playground.text(`models.${model}.title`);
const find = (selector) => element.querySelector(selector);
const decibel = (value) => `${playground.number(value)}\u00a0dB`;
const picker = find("select");

let answer = null; // the newest look, or null without a digit

const psnrOf = (compared) => compared.psnr ?? Infinity; // JSON has no infinity: that of a copy without error
const answerOf = (model) => answer.answers.find((compared) => compared.model === model);
const movementOf = (model) => answer.movement.find((moved) => moved.model === model);

function seen(noisy, network) {
  const values = { model: title(picker.value), noisy: decibel(noisy), network: decibel(network) };
  if (noisy === Infinity) return words("seen.clean", values);
  values.gain = decibel(Math.abs(network - noisy));
  return words(network >= noisy ? "seen.gains" : "seen.loses", values);
}

function figures() {
  if (!answer) return {};
  const psnr = psnrOf(answerOf(picker.value));
  const mse = 10 ** (-psnr / 10);
  const { jacobian } = movementOf("mnist-contractive");
  const { distance } = movementOf("mnist-stochastic-contractive");
  const numbers = {
    mse,
    sum: mse * PIXELS,
    psnr,
    psnr_noisy: psnrOf(answer.noisy),
    jacobian,
    contractive: props.contractive_weight * jacobian ** 2,
    distance,
    stochastic: props.stochastic_weight * distance ** 2,
  };
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, playground.number(value)]));
}

function show() {
  for (const option of picker.options) option.textContent = title(option.value);
  const values = { lambda: props.contractive_weight, weight: props.stochastic_weight, ...figures() };
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value] ?? "?";
  find(".live").textContent = answer ? seen(psnrOf(answer.noisy), psnrOf(answerOf(picker.value))) : words("seen.invite");
  find(".objective").textContent = words(`objective.${picker.value}`);
}

picker.append(...MODELS.map((model) => new Option(model, model)));
picker.addEventListener("change", () => {
  playground.setState({ denoiser: picker.value === DEFAULT ? null : picker.value });
  show();
});
playground.foldable(find(".panel"));
playground.onState((state) => {
  picker.value = MODELS.includes(state.denoiser) ? state.denoiser : DEFAULT;
  show();
});
playground.onDigit((digit) => {
  if (digit) return;
  answer = null;
  show();
});
playground.onNoise((newest) => {
  if (!newest?.answers) return;
  answer = newest;
  show();
});
playground.onLanguage(show);
