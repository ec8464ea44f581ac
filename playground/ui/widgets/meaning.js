// What it means: words that stand still, and the loss with the current digit's own numbers in it.

const MODELS = ["mnist-linear-20", "mnist-pca-64", "mnist-dense-32", "mnist-conv-10", "mnist-conv", "mnist-conv-resize"];
const DEFAULT = "mnist-dense-32";
const COPIER = "mnist-conv";
const PIXELS = 784;
const words = (key, values) => playground.text(`meaning.${key}`, values);
const title = (model) => playground.text(`models.${model}.title`);
const find = (selector) => element.querySelector(selector);
const picker = find("select");

let answer = null;

function misleading() {
  const copied = answer?.models[COPIER].mse;
  const squeezed = answer?.models[DEFAULT].mse;
  if (!answer || copied <= 0 || squeezed < 2 * copied) return words("misleads.words");
  return words("misleads.numbers", {
    copier: title(COPIER),
    bottleneck: title(DEFAULT),
    ratio: playground.number(squeezed / copied),
  });
}

function showNumbers() {
  const figures = answer?.models[picker.value];
  const values = { sum: "?", mse: "?", psnr: "?" };
  if (figures) {
    values.sum = playground.number(figures.mse * PIXELS);
    values.mse = playground.number(figures.mse);
    values.psnr = playground.number(figures.psnr);
  }
  for (const place of element.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value];
  find(".live").textContent = figures
    ? words("seen.numbers", {
        model: title(picker.value),
        miss: playground.number(255 * Math.sqrt(figures.mse)),
        percent: playground.number(figures.percentile),
      })
    : words("seen.invite");
  find(".misleads").textContent = misleading();
}

picker.append(...MODELS.map((model) => new Option(model, model)));
picker.addEventListener("change", () => {
  playground.setState({ model: picker.value === DEFAULT ? null : picker.value });
  showNumbers();
});
playground.foldable(find(".panel"));
playground.onState((state) => {
  picker.value = MODELS.includes(state.model) ? state.model : DEFAULT;
  showNumbers();
});
playground.onAnswer((newest) => {
  answer = newest.empty ? null : newest;
  showNumbers();
});
playground.onLanguage(() => {
  for (const option of picker.options) option.textContent = title(option.value);
  showNumbers();
});
