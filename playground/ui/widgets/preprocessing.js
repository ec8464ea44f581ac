const steps = ["polarity", "crop", "scale", "centre"];
const rows = new Map([...element.querySelectorAll("[data-stage]")].map((row) => [row.dataset.stage, row]));
const before = element.querySelector(".before");
const after = element.querySelector(".after");
const summary = element.querySelector(".summary");
let newest = null;

const chosen = () => steps.filter((step) => rows.get(step).querySelector("button").getAttribute("aria-checked") === "true");
const ask = () => {
  const on = chosen();
  playground.setState({ steps: on.length === steps.length ? null : on.join(".") || "none" });
  playground.ask({ steps: on });
};
for (const step of steps) {
  const button = rows.get(step).querySelector("button");
  button.addEventListener("click", () => {
    button.setAttribute("aria-checked", String(button.getAttribute("aria-checked") !== "true"));
    ask();
  });
}
playground.onState((state) => {
  const on = state.steps === undefined ? steps : state.steps.split(".");
  for (const step of steps) rows.get(step).querySelector("button").setAttribute("aria-checked", String(on.includes(step)));
  playground.ask({ steps: chosen() });
});

/* Bars share one scale on which 0.1, a digit rebuilt as a smear, fills the row. */
const showError = (row, error) => {
  row.querySelector("dd").textContent = playground.number(error);
  row.querySelector("i").style.width = Math.min(100, (error ?? 0) * 1000) + "%";
};
const describe = () => {
  if (!newest) {
    summary.textContent = "";
    return;
  }
  const ratio = newest.error_before / newest.error_after;
  const values = { ratio: playground.number(ratio > 1 ? ratio : 1 / ratio) };
  const key = ratio > 1.15 ? "better" : ratio < 1 / 1.15 ? "worse" : "same";
  summary.textContent = playground.text("draw.preprocessing." + key, values);
};
playground.onLanguage(describe);

playground.onAnswer((answer) => {
  newest = answer.empty ? null : answer;
  element.querySelector(".panel").classList.toggle("empty", answer.empty);
  if (answer.empty) {
    showError(before, null);
    showError(after, null);
    for (const row of rows.values()) {
      const canvas = row.querySelector("canvas");
      canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    }
  } else {
    for (const stage of answer.stages) {
      const canvas = rows.get(stage.name).querySelector("canvas");
      playground.paintGray(canvas, playground.pixels(stage.pixels), stage.width, stage.height);
      canvas.dataset.sequence = answer.sequence;
    }
    showError(before, answer.error_before);
    showError(after, answer.error_after);
  }
  describe();
});
