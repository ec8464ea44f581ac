// Two decoders side by side. What repeats every two pixels lies at the Nyquist frequencies: the first row and
// the first column of the spectrum, marked by a bracket.

const SIDE = 28;
const words = (key, values) => playground.text(`checkerboard.${key}`, values);
const find = (selector) => element.querySelector(selector);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;

let answer = null;

const drawn = () => answer !== null && !answer.empty;

// Of the mean error over all test digits: what is the same in every digit comes from the decoder alone.
function systematic(model, way) {
  return playground.model(model)?.metrics?.comparison?.[way]?.checkerboard_energy_of_mean_error;
}

function measuredOnTest(model) {
  return playground.model(model)?.metrics?.checkerboard_energy;
}

function showNumbers() {
  const energies = Object.fromEntries(answer.checkerboards.map(({ model, energy }) => [model, energy]));
  const measured = Object.keys(energies).map(measuredOnTest);
  const longest = Math.max(...Object.values(energies), ...measured.map((share) => share ?? 0), 2 * props.white_noise);
  for (const [model, energy] of Object.entries(energies)) {
    const row = find(`.bars [data-model="${model}"]`);
    const test = measuredOnTest(model);
    row.style.setProperty("--energy", energy / longest);
    row.style.setProperty("--noise", props.white_noise / longest);
    row.querySelector('[data-value="energy"]').textContent = percent(energy);
    row.querySelector('[data-value="test"]').textContent = test === undefined ? "" : words("test", { share: percent(test) });
  }
  find('[data-value="noise"]').textContent = words("noise", { share: percent(props.white_noise) });
  const transposed = systematic("mnist-conv", "transposed convolution");
  const resize = systematic("mnist-conv-resize", "resize + convolution");
  find('[data-value="systematic"]').textContent =
    transposed === undefined || resize === undefined
      ? ""
      : words("systematic", { transposed: percent(transposed), resize: percent(resize) });
  find('[data-value="bound"]').textContent = `± ${playground.number(answer.difference.bound)}`;
}

function showPictures() {
  for (const { model, spectrum } of answer.checkerboards) {
    const place = (role) => find(`[data-model="${model}"] canvas[data-role="${role}"]`);
    const rebuilt = playground.pixels(answer.models[model].reconstruction, SIDE * SIDE);
    playground.paintGray(place("reconstruction"), rebuilt, SIDE, SIDE);
    playground.paintGray(place("spectrum"), playground.pixels(spectrum, SIDE * SIDE), SIDE, SIDE);
  }
  const { pixels, bound } = answer.difference;
  const signed = Array.from(playground.pixels(pixels, SIDE * SIDE), (byte) => ((byte - 128) / 127) * bound);
  playground.paintDiverging(find('canvas[data-role="difference"]'), signed, SIDE, SIDE, bound);
}

const paint = playground.whileSeen(element, () => {
  if (!drawn()) return;
  showNumbers();
  showPictures();
});

function show() {
  find(".empty").hidden = drawn();
  find(".content").hidden = !drawn();
  paint();
}

playground.onAnswer((newest) => {
  answer = newest;
  show();
});
playground.onLanguage(show);
playground.onTheme(show);
