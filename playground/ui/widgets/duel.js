const order = ["mnist-linear-20", "mnist-pca-64", "mnist-dense-32", "mnist-conv-10", "mnist-conv", "mnist-conv-resize"];
const sizes = [10, 20, 32, 64];
const noBottleneck = new Set(["mnist-conv", "mnist-conv-resize"]);
const codeSizes = {
  "mnist-linear-20": 20,
  "mnist-dense-32": 32,
  "mnist-conv-10": 10,
  "mnist-conv": 12544,
  "mnist-conv-resize": 12544,
};
const panel = element.querySelector(".panel");
const template = element.querySelector("template").content.firstElementChild;
const same = element.querySelector(".same");
const columns = new Map();
const codeBounds = new Map(); // the largest number a code has shown: bars must not rescale under the pen
let newest = null;

// --- a column a model ---------------------------------------------------------------------------------
const picker = document.createElement("select");
for (const size of sizes) picker.append(new Option(String(size), String(size)));
const components = () => Number(picker.value);

for (const name of order) {
  const column = template.cloneNode(true);
  column.dataset.model = name;
  column.classList.toggle("free", noBottleneck.has(name));
  const at = (role) => column.querySelector('[data-role="' + role + '"]');
  columns.set(name, {
    column,
    reconstruction: at("reconstruction"),
    error: at("error"),
    mse: at("mse"),
    psnr: at("psnr"),
    ssim: at("ssim"),
    code: at("code"),
    bar: column.querySelector(".level i"),
  });
  element.querySelector(".models").append(column);
}
picker.addEventListener("change", () => {
  playground.setState({ pca: picker.value === "20" ? null : picker.value });
  playground.ask({ pca_components: components() });
});
playground.onState((state) => {
  picker.value = sizes.includes(Number(state.pca)) ? state.pca : "20";
  playground.ask({ pca_components: components() });
});

// --- words --------------------------------------------------------------------------------------------
const describe = () => {
  picker.setAttribute("aria-label", playground.text("draw.duel.pca_size"));
  for (const [name, { column, reconstruction, error, code }] of columns) {
    const title = playground.text("models." + name + ".title");
    column.querySelector("h4").textContent = title;
    const size = column.querySelector(".size");
    if (name === "mnist-pca-64") {
      const [before, after] = playground.text("draw.duel.size_chosen", { picker: "|" }).split("|");
      size.replaceChildren(before.trim(), picker, after.trim());
    } else {
      const key = noBottleneck.has(name) ? "draw.duel.size_free" : "draw.duel.size";
      size.textContent = playground.text(key, { size: playground.count(codeSizes[name]) });
    }
    reconstruction.setAttribute("aria-label", playground.text("draw.duel.reconstruction_label", { model: title }));
    error.setAttribute("aria-label", playground.text("draw.duel.error_label", { model: title }));
    code.setAttribute("aria-label", playground.text("draw.duel.code_label", { model: title }));
  }
  describeSame();
};
/* Linear autoencoder and PCA beside each other: how far apart the two pictures are, measured here. */
const describeSame = () => {
  if (components() !== 20) {
    same.textContent = playground.text("draw.duel.note_pca_other", { size: components() });
    return;
  }
  if (!newest) {
    same.textContent = playground.text("draw.duel.note_pca");
    return;
  }
  const linear = playground.pixels(newest.models["mnist-linear-20"].reconstruction, 784);
  const pca = playground.pixels(newest.models["mnist-pca-64"].reconstruction, 784);
  let largest = 0;
  for (let index = 0; index < 784; index++) largest = Math.max(largest, Math.abs(linear[index] - pca[index]));
  same.textContent = playground.text("draw.duel.note_pca_measured", { levels: largest });
};

// --- painting -----------------------------------------------------------------------------------------
const paintCode = (name, canvas, code) => {
  const bound = Math.max(codeBounds.get(name) ?? 0, ...code.map(Math.abs), 1e-9);
  codeBounds.set(name, bound);
  playground.paintCode(canvas, code, bound);
};
const paintModel = (name, answer, input, worst) => {
  const parts = columns.get(name);
  const result = answer.models[name];
  const rebuilt = playground.pixels(result.reconstruction, 784);
  const error = new Float32Array(784);
  for (let index = 0; index < 784; index++) error[index] = (rebuilt[index] - input[index]) / 255;
  playground.paintGray(parts.reconstruction, rebuilt, 28, 28);
  playground.paintDiverging(parts.error, error, 28, 28, 1);
  parts.reconstruction.dataset.sequence = parts.error.dataset.sequence = answer.sequence;
  parts.mse.textContent = playground.number(result.mse);
  parts.psnr.textContent = playground.number(result.psnr) + " dB PSNR";
  parts.ssim.textContent = playground.number(result.ssim) + " SSIM";
  parts.bar.style.width = (100 * result.mse) / worst + "%";
  paintCode(name, parts.code, result.latent);
  parts.code.dataset.sequence = answer.sequence;
};
const wipe = (name) => {
  const parts = columns.get(name);
  for (const canvas of [parts.reconstruction, parts.error]) {
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    delete canvas.dataset.sequence;
  }
  for (const number of [parts.mse, parts.psnr, parts.ssim]) number.textContent = "–";
  parts.bar.style.width = "0";
  paintCode(name, parts.code, []);
};
const paint = () => {
  panel.classList.toggle("empty", !newest);
  if (newest) {
    const worst = Math.max(...order.map((name) => newest.models[name].mse), 1e-9);
    const input = playground.pixels(newest.prepared, 784);
    for (const name of order) paintModel(name, newest, input, worst);
  } else order.forEach(wipe);
  describeSame();
};
playground.onLanguage(describe);
playground.onTheme(paint); // the diverging scale has another middle in the dark
playground.onAnswer((answer) => {
  newest = answer.empty ? null : answer;
  paint();
});
