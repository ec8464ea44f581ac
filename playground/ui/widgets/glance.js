const panel = element.querySelector(".panel");
const guess = element.querySelector("b");
const canvas = (role) => element.querySelector('[data-role="' + role + '"]');

playground.onAnswer((answer) => {
  panel.classList.toggle("empty", answer.empty);
  guess.textContent = answer.empty ? "?" : answer.reading.label;
  guess.style.setProperty("--color", answer.empty ? "var(--faint)" : "var(--label-" + answer.reading.label + ")");
  if (answer.empty) return;
  const rebuilt = answer.models["mnist-dense-32"].reconstruction;
  playground.paintGray(canvas("prepared"), playground.pixels(answer.prepared, 784), 28, 28);
  playground.paintGray(canvas("rebuilt"), playground.pixels(rebuilt, 784), 28, 28);
});
