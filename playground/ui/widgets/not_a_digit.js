const meters = [...element.querySelectorAll(".meter")];
let newest = null;

const share = (percentile) => {
  if (percentile > 99.9) return "99.9";
  return percentile >= 99 ? percentile.toFixed(1) : String(Math.round(percentile));
};
const paint = () => {
  element.querySelector(".panel").classList.toggle("empty", !newest);
  for (const meter of meters) {
    const track = meter.querySelector(".track");
    const says = meter.querySelector(".says");
    track.setAttribute("aria-label", playground.text("models." + meter.dataset.model + ".title"));
    meter.classList.remove("far");
    if (!newest) {
      track.removeAttribute("aria-valuenow");
      says.textContent = playground.text("draw.not_a_digit.waiting");
      continue;
    }
    const { percentile, reconstruction } = newest.models[meter.dataset.model];
    const canvas = meter.querySelector("canvas");
    playground.paintGray(canvas, playground.pixels(reconstruction, 784), 28, 28);
    canvas.dataset.sequence = newest.sequence;
    const key = percentile > 99.9 ? "beyond" : percentile < 1 ? "first" : "says";
    track.setAttribute("aria-valuenow", percentile.toFixed(1));
    track.style.setProperty("--at", percentile + "%");
    says.textContent = playground.text("draw.not_a_digit." + key, { share: share(percentile) });
    meter.classList.toggle("far", percentile >= 99);
  }
};
playground.onLanguage(paint);
playground.onAnswer((answer) => {
  newest = answer.empty ? null : answer;
  paint();
});
