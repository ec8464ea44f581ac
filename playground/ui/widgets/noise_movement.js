// How far the noise moves the code of one digit through four encoders. Distances are divided by the mean distance
// between the codes of two test digits; what is not divided stands small below.

const MEASURES = ["distance", "jacobian"];
const words = (key, values) => playground.text(`noise_movement.${key}`, values);
const find = (selector) => element.querySelector(selector);
const title = (model) => playground.text(`models.${model}.title`);

let drawn = false;
let answer = null; // the newest look, or null without a digit
const rows = new Map();
const longest = { distance: 1, jacobian: 0 }; // bars must not rescale under the slider

function row(model) {
  if (rows.has(model)) return rows.get(model);
  const node = document.createElement("tr");
  node.dataset.model = model;
  const head = document.createElement("th");
  head.scope = "row";
  node.append(head);
  const cells = {};
  for (const measure of MEASURES) {
    const cell = document.createElement("td");
    cell.dataset.measure = measure;
    cell.innerHTML = '<div><span class="bar" aria-hidden="true"><i></i></span><b class="number"></b><small class="number"></small></div>';
    node.append(cell);
    cells[measure] = cell;
  }
  find("tbody").append(node);
  rows.set(model, { head, cells });
  return rows.get(model);
}

function verdict(movement) {
  const extremes = (measure) => {
    const ordered = [...movement].sort((one, other) => one[measure] - other[measure]);
    return { least: ordered[0], most: ordered.at(-1), ratio: ordered.at(-1)[measure] / ordered[0][measure] };
  };
  const here = extremes("relative_distance");
  if (!(here.most.relative_distance > 0)) return words("verdict.still");
  const moves = words("verdict.moves", {
    most: title(here.most.model),
    least: title(here.least.model),
    percent: playground.number(100 * here.most.relative_distance),
    ratio: playground.number(here.ratio),
  });
  const near = extremes("relative_jacobian");
  return near.ratio > here.ratio ? `${moves} ${words("verdict.local", { ratio: playground.number(near.ratio) })}` : moves;
}

const paint = playground.whileSeen(element, () => {
  if (!answer) return;
  const { movement } = answer;
  find(".verdict").textContent = verdict(movement);
  for (const measure of MEASURES) {
    const relative = movement.map((moved) => moved[`relative_${measure}`]);
    longest[measure] = Math.max(longest[measure], ...relative);
    movement.forEach((moved, index) => {
      const { head, cells } = row(moved.model);
      const raw = playground.number(moved[measure]);
      const cell = cells[measure];
      head.textContent = title(moved.model);
      cell.title = words(`raw.${measure}`, { value: raw });
      cell.style.setProperty("--share", relative[index] / longest[measure]);
      cell.style.setProperty("--one", 1 / longest[measure]);
      cell.querySelector("b").textContent = playground.number(relative[index]);
      cell.querySelector("small").textContent = words("undivided", { value: raw });
    });
  }
});

function show() {
  find(".empty").hidden = drawn;
  find(".content").hidden = answer === null;
  paint();
}

playground.onDigit((digit) => {
  drawn = digit !== null;
  if (!drawn) answer = null;
  show();
});
playground.onNoise((newest) => {
  if (!newest?.movement) return;
  answer = newest;
  show();
});
playground.onLanguage(show);
