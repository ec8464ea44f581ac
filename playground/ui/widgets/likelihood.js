// −log p of the current digit under three models of a pixel. The server sends the nine figures; the sums behind
// them are solved from the formulas, so that what is shown adds up.

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const JUDGES = ["laplace", "gaussian", "bernoulli"]; // column by column; row by row the loss of training
const words = (key, values) => playground.text(`likelihood.${key}`, values);
const find = (selector) => element.querySelector(selector);

// Whole nats where three digits would hide a difference; with `decimals` where figures must add up.
function nats(value, decimals = 0) {
  if (decimals === 0 && Math.abs(value) < 99.5) return playground.number(value);
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return value < 0 ? `−${text}` : text;
}

let answer = null;
let chosen = { trained: "gaussian", judged: "gaussian" };
let rows = [];

// The entropy of gray pixels read as probabilities, in nats: what the cross-entropy of a perfect copy comes to.
function entropy(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    const share = byte / 255;
    if (share > 0 && share < 1) sum -= share * Math.log(share) + (1 - share) * Math.log(1 - share);
  }
  return sum;
}

// −log p = misfit + PIXELS · each; the misfit is the sum of errors times a factor.
function densityTerms(judge, value) {
  const scale = judge === "laplace" ? props.laplace_scale : props.gaussian_scale;
  const each = judge === "laplace" ? Math.log(2 * scale) : Math.log(scale * Math.sqrt(2 * Math.PI));
  const factor = judge === "laplace" ? 1 / scale : 1 / (2 * scale * scale);
  const misfit = value - PIXELS * each;
  return { scale, each, misfit, sum: misfit / factor, constant: PIXELS * each };
}

function buildRows() {
  rows = JUDGES.map((trained) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.innerHTML = '<div class="trained"><div class="picture" data-ink="reconstruction"><canvas role="img"></canvas></div><span></span></div>';
    row.append(head);
    const buttons = JUDGES.map((judged) => {
      const cell = document.createElement("td");
      const button = document.createElement("button");
      button.type = "button";
      button.innerHTML = '<b class="number"></b><small></small>';
      button.addEventListener("click", () => {
        chosen = { trained, judged };
        show();
      });
      cell.append(button);
      row.append(cell);
      return button;
    });
    return { trained, row, canvas: head.querySelector("canvas"), name: head.querySelector("span"), buttons };
  });
  find("tbody").replaceChildren(...rows.map(({ row }) => row));
}

function showTable(results) {
  const best = JUDGES.map((judged) => Math.min(...results.map((result) => result[judged])));
  rows.forEach(({ trained, canvas, name, buttons }, index) => {
    const result = results[index];
    const trainedWith = words(`${trained}.loss`);
    name.textContent = trainedWith;
    canvas.setAttribute("aria-label", words("picture", { trained: trainedWith }));
    playground.paintGray(canvas, playground.pixels(result.picture, PIXELS), SIDE, SIDE);
    buttons.forEach((button, column) => {
      const judged = JUDGES[column];
      const value = nats(result[judged]);
      const smallest = result[judged] === best[column];
      button.dataset.smallest = smallest;
      button.setAttribute("aria-pressed", chosen.trained === trained && chosen.judged === judged);
      const label = words("cell", { trained: trainedWith, judged: words(`${judged}.name`), value });
      button.setAttribute("aria-label", smallest ? `${label}, ${words("smallest")}` : label);
      button.querySelector("b").textContent = value;
      button.querySelector("small").textContent = smallest ? words("smallest") : "";
    });
  });
  const own = JUDGES.filter((judged, index) => results[index][judged] === best[index]).length;
  find(".winners").textContent = own === JUDGES.length ? words("winners.all") : words("winners.some", { count: own });
}

function showFormula(results) {
  const { trained, judged } = chosen;
  const value = results[JUDGES.indexOf(trained)][judged];
  const values = { result: nats(value, 1) };
  if (judged === "bernoulli") {
    const floor = entropy(playground.pixels(answer.prepared, PIXELS));
    values.floor = nats(floor, 1);
    values.rest = nats(value - floor, 1);
  } else {
    const terms = densityTerms(judged, value);
    values.sum = playground.number(terms.sum);
    values.scale = String(terms.scale);
    values.each = nats(terms.each, 3);
    values.misfit = nats(terms.misfit, 1);
    values.sign = terms.constant < 0 ? "−" : "+";
    values.constant = nats(Math.abs(terms.constant), 1);
  }
  for (const formula of element.querySelectorAll("[data-formula]")) {
    formula.hidden = formula.dataset.formula !== judged;
    if (formula.hidden) continue;
    for (const place of formula.querySelectorAll("[data-value]")) place.textContent = values[place.dataset.value];
  }
  find(".chosen").textContent = words("chosen", { trained: words(`${trained}.loss`), judged: words(`${judged}.name`) });
  find(".explanation").textContent = words(`${judged}.explanation`, values);
}

const drawn = () => answer !== null && !answer.empty;

const paint = playground.whileSeen(element, () => {
  if (!drawn()) return;
  showTable(answer.likelihoods); // in the order L1, L2, cross-entropy
  showFormula(answer.likelihoods);
});

function show() {
  find(".empty").hidden = drawn();
  find(".content").hidden = !drawn();
  paint();
}

buildRows();
playground.onAnswer((newest) => {
  answer = newest;
  show();
});
playground.onLanguage(show);
