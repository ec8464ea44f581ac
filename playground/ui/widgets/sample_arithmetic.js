// a − b + c: the codes of three digits added and subtracted, the sum decoded.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const TERMS = ["first", "second", "third"];
const START = { first: "example-12", second: "example-13", third: "own" };
const sampling = playground.sampling;
const words = (key, values) => playground.text(`sample_arithmetic.${key}`, values);
const find = (selector) => element.querySelector(selector);
const panel = find(".panel");

const chosen = { ...START };
let sequence = 0;
let asked = "";
let answered = null;

// Below every digit stands what the network keeps of it: the sum is one of these, not of the digits themselves.
for (const term of TERMS) {
  const kept = document.createElement("div");
  kept.className = "picture kept";
  kept.dataset.ink = "reconstruction";
  kept.innerHTML = '<canvas role="img"></canvas>';
  find(`[data-term="${term}"]`).append(kept);
}

const paint = playground.whileSeen(element, () => {
  TERMS.forEach((term) => {
    find(`[data-term="${term}"] .kept canvas`).setAttribute("aria-label", `${words("kept")}: ${words(term)}`);
  });
  if (!answered) return;
  const canvas = find(".result .picture canvas");
  playground.paintGray(canvas, playground.pixels(answered.pixels, PIXELS), SIDE, SIDE);
  TERMS.forEach((term, index) => {
    const kept = find(`[data-term="${term}"] .kept canvas`);
    playground.paintGray(kept, playground.pixels(answered.parts[index], PIXELS), SIDE, SIDE);
  });
  const { code, label } = answered;
  playground.paintCode(find(".code"), code, Math.max(3, ...code.map(Math.abs)));
  const norm = words("norm", { norm: playground.number(Math.hypot(...code)) });
  find(".verdict").textContent = label === null ? norm : `${norm} ${words("label", { label })}`;
  canvas.dataset.sequence = answered.sequence;
});

const send = playground.newest(server.arithmetic, (answer) => {
  if (playground.tell(find(".problem"), answer)) return;
  answered = answer;
  paint();
});

const ask = playground.whileSeen(element, () => {
  if (!playground.isOpen(element)) return;
  for (const show of pickers) show();
  const ends = TERMS.map((term) => sampling.end(chosen[term]));
  if (ends.includes(null)) return;
  const digits = ends.map(({ pixels }) => playground.base64(pixels));
  const { model } = sampling.settings;
  const wanted = [model, ...digits].join();
  if (wanted === asked) return;
  asked = wanted;
  sequence += 1;
  panel.dataset.asked = sequence;
  send({ sequence, model, first: digits[0], second: digits[1], third: digits[2] });
}, "0px");

function choose(term, end) {
  chosen[term] = end;
  playground.setState({ arithmetic: TERMS.map((name) => chosen[name]).join("_") });
  ask();
}

const pickers = TERMS.map((term) =>
  sampling.endPicker(find(`[data-term="${term}"] .end`), `sample_arithmetic.${term}`, () => chosen[term], (end) => choose(term, end)),
);

playground.onState((state) => {
  const ends = (state.arithmetic ?? "").split("_");
  TERMS.forEach((term, index) => {
    chosen[term] = sampling.isEnd(ends[index]) ? ends[index] : START[term];
  });
  ask();
});
sampling.onSettings(ask);
sampling.onEnds(ask);
playground.onTab(ask);
sampling.onPick(() => {
  for (const show of pickers) show();
});
playground.onLanguage(() => {
  for (const show of pickers) show();
  paint();
});
