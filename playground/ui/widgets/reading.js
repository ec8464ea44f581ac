const guess = element.querySelector("#digit-guess");
const digit = element.querySelector(".digit");
const sure = element.querySelector(".sure");
const canvas = element.querySelector("canvas");
const spoken = element.querySelector('[role="status"]');
const list = element.querySelector("ol");
let newest = null;
let bound = 1;
let speaking = null;

const bars = Array.from({ length: 10 }, (_, label) => {
  const item = document.createElement("li");
  item.style.setProperty("--color", "var(--label-" + label + ")");
  const share = document.createElement("span");
  share.className = "share number";
  const bar = document.createElement("i");
  const name = document.createElement("b");
  name.textContent = label;
  const track = document.createElement("div");
  track.append(share, bar);
  item.append(track, name);
  list.append(item);
  return { item, bar, share };
});

const percent = (share) => (share > 0.9995 ? "> 99.9 %" : playground.number(100 * share) + " %");
const whole = (share) => (share >= 0.995 && share < 1 ? "99" : Math.round(100 * share)) + "";

const paintCode = () => {
  const code = newest?.reading.code ?? [];
  bound = Math.max(bound, ...code.map(Math.abs)); // bars must not rescale under the pen
  playground.paintCode(canvas, code, bound);
  if (newest) canvas.dataset.sequence = newest.sequence;
  else delete canvas.dataset.sequence;
};
const speak = () => {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    spoken.textContent = newest
      ? playground.text("draw.reading.spoken", {
          label: newest.reading.label,
          confidence: whole(newest.reading.confidence),
        })
      : "";
  }, 700); // a screen reader hears the result, not every move of the pen
};
const paint = () => {
  element.querySelector(".panel").classList.toggle("empty", !newest);
  if (newest) {
    const { label, confidence, probabilities } = newest.reading;
    guess.dataset.label = label;
    guess.dataset.confidence = confidence;
    guess.style.setProperty("--color", "var(--label-" + label + ")");
    digit.textContent = label;
    sure.textContent = percent(confidence);
    bars.forEach(({ item, bar, share }, index) => {
      item.classList.toggle("most", index === label);
      bar.style.height = 100 * probabilities[index] + "%";
      share.textContent = probabilities[index] >= 0.005 ? whole(probabilities[index]) : "";
      item.title = index + ": " + percent(probabilities[index]);
    });
  } else {
    delete guess.dataset.label;
    delete guess.dataset.confidence;
    digit.textContent = "?";
    sure.textContent = "";
    bars.forEach(({ item, bar, share }) => {
      item.classList.remove("most");
      bar.style.height = "0";
      share.textContent = "";
      item.removeAttribute("title");
    });
  }
  paintCode();
};
playground.onAnswer((answer) => {
  newest = answer.empty ? null : answer;
  paint();
  speak();
});
playground.onLanguage(speak);
paint();
