// The table of objects. Pointing at a row lights up its object in the picture, and the other way round.

const DRAWN = 200; // most rows: the file has them all
const COLUMNS = ["id", "area", "x", "y", "diameter", "eccentricity", "solidity", "intensity"];
const WHOLE = ["id", "area"]; // whole numbers
const { segment } = playground;
const words = (key, values) => playground.text(`segment_objects.${key}`, values);
const find = (selector) => element.querySelector(selector);
const head = find("thead tr");
const body = find("tbody");

let sorting = { column: "id", down: false };
let drawn = null; // {result, sorting} of the rows that are there

// --- the rows ------------------------------------------------------------------------------------------------------

function heading(column) {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.dataset.column = column;
  cell.innerHTML = '<button type="button"></button>';
  cell.firstElementChild.addEventListener("click", () => {
    const down = sorting.column === column ? !sorting.down : column !== "id"; // the largest first
    sorting = { column, down };
    show();
  });
  return cell;
}
head.append(...COLUMNS.map(heading));

const written = (column, value) => (WHOLE.includes(column) ? playground.count(value) : playground.number(value));

function row(object) {
  const line = document.createElement("tr");
  line.dataset.id = object.id;
  line.tabIndex = -1;
  line.append(
    ...COLUMNS.map((column) => {
      const cell = document.createElement("td");
      cell.textContent = written(column, object[column]);
      return cell;
    }),
  );
  return line;
}

function show() {
  const { picture, result } = segment;
  find(".panel").hidden = !picture || !result;
  if (!result) {
    drawn = null;
    return;
  }
  for (const cell of head.children) {
    const { column } = cell.dataset;
    cell.firstElementChild.textContent = words(`column.${column}.name`);
    cell.firstElementChild.title = words(`column.${column}.why`);
    cell.setAttribute("aria-sort", column !== sorting.column ? "none" : sorting.down ? "descending" : "ascending");
  }
  if (drawn?.result !== result || drawn.sorting !== sorting) {
    const way = sorting.down ? -1 : 1;
    const sorted = [...result.objects].sort((one, other) => way * (one[sorting.column] - other[sorting.column]) || one.id - other.id);
    body.replaceChildren(...sorted.slice(0, DRAWN).map(row));
    if (body.firstElementChild) body.firstElementChild.tabIndex = 0;
    drawn = { result, sorting };
  }
  const left = result.objects.length - DRAWN;
  find(".more").hidden = left <= 0;
  find(".more").textContent = left > 0 ? words("more", { drawn: DRAWN, left: playground.count(left) }) : "";
  find(".empty").hidden = result.objects.length > 0;
  find(".box").hidden = result.objects.length === 0;
  mark();
}

// --- rows and objects ------------------------------------------------------------------------------------------------

function mark() {
  const { hovered, picked } = segment;
  for (const line of body.children) {
    const id = Number(line.dataset.id);
    line.toggleAttribute("data-hovered", id === hovered);
    line.setAttribute("aria-selected", id === picked);
  }
}

/* The row of an object that was picked in the picture comes into the box; the page itself stays where it is. */
function bring() {
  const line = body.querySelector(`[data-id="${segment.picked}"]`);
  if (!line || line.contains(document.activeElement)) return;
  const box = find(".box");
  const top = line.offsetTop - head.offsetHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (line.offsetTop + line.offsetHeight > box.scrollTop + box.clientHeight) {
    box.scrollTop = line.offsetTop + line.offsetHeight - box.clientHeight;
  }
}

const idOf = (event) => {
  const line = event.target.closest("tbody tr");
  return line ? Number(line.dataset.id) : null;
};
body.addEventListener("pointerover", (event) => playground.setSegment({ hovered: idOf(event) }));
body.addEventListener("pointerleave", () => playground.setSegment({ hovered: null }));
function pick(id) {
  playground.setSegment({ picked: id === segment.picked ? null : id });
}
body.addEventListener("click", (event) => {
  const id = idOf(event);
  if (id !== null) pick(id);
});
/* The table is one stop on the way of the Tab key; inside it the arrow keys go on. */
body.addEventListener("keydown", (event) => {
  const line = event.target.closest("tr");
  const next = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
  if (next) next.focus();
  else if (event.key === "Enter" || event.key === " ") pick(Number(line.dataset.id));
  else return;
  event.preventDefault();
});
body.addEventListener("focusin", (event) => {
  for (const line of body.querySelectorAll('[tabindex="0"]')) line.tabIndex = -1;
  event.target.closest("tr").tabIndex = 0;
});

// --- the page --------------------------------------------------------------------------------------------------------

const showSeen = playground.whileSeen(find(".box").parentElement.parentElement, show);
playground.onSegment((_, changed) => {
  if (changed.has("picture") || changed.has("result")) {
    find(".panel").hidden = !segment.picture || !segment.result;
    showSeen();
  } else if (changed.has("hovered") || changed.has("picked")) mark();
  if (changed.has("picked")) bring();
});
playground.onLanguage(show);
