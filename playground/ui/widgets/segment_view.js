// The picture with what was found over it. A drag of the threshold repaints it at once from the network's probabilities; the
// objects follow as fast as they are counted.

const STEP = 1.5; // by which a button or a key enlarges
const LARGEST = 12; // times the whole picture
const LOWEST = 300; // css pixels of the picture's height that are always there
const AROUND = 300; // css pixels of the window that are not the picture's
const SLOW = 700; // milliseconds until it is said that objects are being counted
const SCORES = ["dice", "iou", "pixel_error", "v_rand", "v_info", "ap50"];
const { segment } = playground;
const words = (key, values) => playground.text(`segment_view.${key}`, values);
const find = (selector) => element.querySelector(selector);
const stage = find(".stage");
const photo = find(".photo");
const overlay = find("#segment-overlay");
const count = find("#segment-count");

let sight = null;
let zoom = 1;
let middle = null; // {x, y} of the picture, where it is enlarged
let painted = 0;
let counting = null; // timer

// --- painting --------------------------------------------------------------------------------------------------------

function ratio() {
  return Math.max(1, window.devicePixelRatio || 1);
}
function room() {
  return { width: find(".room").clientWidth, height: Math.max(LOWEST, innerHeight - AROUND) };
}

function layOut() {
  const { picture } = segment;
  if (!picture || find(".content").hidden) return;
  const space = room();
  if (space.width === 0) return; // in another tab
  sight = playground.segmentSight(picture, space, ratio(), zoom, middle);
  for (const canvas of [photo, overlay]) {
    canvas.style.width = `${sight.width / ratio()}px`;
    canvas.style.height = `${sight.height / ratio()}px`;
  }
  stage.toggleAttribute("data-zoomed", zoom > 1);
  playground.paintPhoto(photo, picture, sight);
  paint();
}

function paint() {
  if (!sight || !segment.picture) return;
  const { picture, maps, result, threshold, view, opacity, hovered, picked } = segment;
  const source = playground.paintSegment(overlay, picture, sight, { maps, result, threshold, view, opacity, marked: hovered ?? picked });
  painted += 1;
  Object.assign(overlay.dataset, { sequence: painted, source, view, threshold, model: maps?.model ?? "", cut: maps?.cut.join() ?? "" });
}

// --- pointing, enlarging, moving ---------------------------------------------------------------------------------------

function placeOf(event) {
  const box = overlay.getBoundingClientRect();
  const x = Math.floor(sight.left + ((event.clientX - box.left) * ratio()) / sight.scale);
  const y = Math.floor(sight.top + ((event.clientY - box.top) * ratio()) / sight.scale);
  const { width, height } = segment.picture;
  return { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
}
function objectAt(event) {
  const { result, picture } = segment;
  if (!result || !sight) return null;
  const { x, y } = placeOf(event);
  return result.labels[y * picture.width + x] || null;
}

function enlarge(next, around = middle) {
  zoom = Math.max(1, Math.min(LARGEST, next));
  if (zoom < 1.01) zoom = 1;
  middle = zoom === 1 ? null : (around ?? { x: segment.picture.width / 2, y: segment.picture.height / 2 });
  layOut();
}
function move(x, y) {
  const { width, height, scale } = sight;
  const now = { x: sight.left + width / scale / 2, y: sight.top + height / scale / 2 };
  middle = { x: now.x + x / scale, y: now.y + y / scale };
  layOut();
}

let press = null; // {x, y, moved}
overlay.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  press = { x: event.clientX, y: event.clientY, moved: false };
  if (zoom > 1) overlay.setPointerCapture(event.pointerId);
});
overlay.addEventListener("pointermove", (event) => {
  if (!sight) return;
  if (press && zoom > 1) {
    const [x, y] = [press.x - event.clientX, press.y - event.clientY];
    if (!press.moved && Math.hypot(x, y) < 4) return;
    press = { x: event.clientX, y: event.clientY, moved: true };
    move(x * ratio(), y * ratio());
  } else if (event.pointerType === "mouse") playground.setSegment({ hovered: objectAt(event) });
});
overlay.addEventListener("pointerup", (event) => {
  if (press && !press.moved) {
    const object = objectAt(event);
    playground.setSegment({ picked: object === segment.picked ? null : object });
  }
  press = null;
});
overlay.addEventListener("pointercancel", () => (press = null));
overlay.addEventListener("pointerleave", () => playground.setSegment({ hovered: null }));
overlay.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || !sight) return; // the wheel alone scrolls the page
  event.preventDefault();
  enlarge(zoom * Math.exp(-event.deltaY / 200), placeOf(event));
}, { passive: false });
overlay.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !sight) return;
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const arrow = arrows[event.key];
  if (event.key === "+" || event.key === "=") enlarge(zoom * STEP);
  else if (event.key === "-") enlarge(zoom / STEP);
  else if (event.key === "0") enlarge(1);
  else if (event.key === "Escape") playground.setSegment({ picked: null });
  else if (arrow && zoom > 1) move(arrow[0] * sight.width * 0.2, arrow[1] * sight.height * 0.2);
  else return;
  event.preventDefault();
});
for (const button of element.querySelectorAll("[data-zoom]")) {
  const steps = { in: () => zoom * STEP, out: () => zoom / STEP, whole: () => 1 };
  button.addEventListener("click", () => enlarge(steps[button.dataset.zoom]()));
}

/* Held down, the button shows the picture alone. */
const original = find(".original");
const reveal = (held) => stage.toggleAttribute("data-original", held);
original.addEventListener("pointerdown", (event) => {
  original.setPointerCapture(event.pointerId);
  reveal(true);
});
for (const name of ["pointerup", "pointercancel", "blur", "keyup"]) original.addEventListener(name, () => reveal(false));
original.addEventListener("keydown", (event) => {
  if (event.key === " " || event.key === "Enter") reveal(true);
});
original.addEventListener("contextmenu", (event) => event.preventDefault());

// --- numbers -----------------------------------------------------------------------------------------------------------

function scoreRow(name) {
  const row = document.createElement("div");
  row.dataset.score = name;
  row.innerHTML = '<dt></dt><dd class="number"></dd><dd class="why"></dd>';
  return row;
}
find(".scores").append(...SCORES.map(scoreRow));

function showNumbers() {
  const { picture, result, maps } = segment;
  if (!picture) return;
  const settled = playground.segmentSettled(result, maps) && playground.segmentFits(maps, segment.cut);
  count.textContent = result ? playground.count(result.count) : "–";
  if (result) count.dataset.count = result.count;
  else delete count.dataset.count;
  count.toggleAttribute("data-stale", !settled);
  find(".noun").textContent = words(result?.count === 1 ? "object" : "objects");
  clearTimeout(counting);
  if (!settled && maps) counting = setTimeout(() => (find(".noun").textContent = words("counting")), SLOW);
  find(".true").hidden = picture.truth === null;
  find(".true").textContent = picture.truth ? words("true_count", { count: playground.count(picture.truthCount) }) : "";
  find(".cut").hidden = segment.cut.length === 0;
  find(".cut").textContent = words("cut", { levels: segment.cut.join(", ") });
  const scores = result?.scores ?? null;
  find(".no-truth").hidden = picture.truth !== null;
  find(".scores").hidden = scores === null;
  for (const row of find(".scores").children) {
    const name = row.dataset.score;
    row.hidden = (scores?.[name] ?? null) === null;
    row.dataset.value = scores?.[name] ?? "";
    row.querySelector("dt").textContent = words(`score.${name}.name`);
    row.querySelector(".number").textContent = name === "pixel_error" ? `${playground.number(100 * (scores?.[name] ?? 0))}\u00a0%` : (scores?.[name] ?? 0).toFixed(3);
    row.querySelector(".why").textContent = words(`score.${name}.why`);
  }
  for (const button of element.querySelectorAll("[data-save]")) button.disabled = !settled;
  showObject();
}

function showObject() {
  const { result, hovered, picked } = segment;
  const object = result?.objects.find(({ id }) => id === (hovered ?? picked));
  find(".object").textContent = object
    ? words("object_told", { id: playground.count(object.id), area: playground.count(object.area), diameter: playground.number(object.diameter) })
    : words("point");
}

function describe() {
  const { picture, maps } = segment;
  find(".invitation").hidden = picture !== null;
  find(".content").hidden = picture === null;
  if (!picture) return;
  const values = { name: playground.segmentName(picture), width: playground.count(picture.width), height: playground.count(picture.height) };
  find(".told").textContent = words(picture.example?.synthetic ? "told_synthetic" : "told", values);
  const model = playground.model(maps?.model ?? segment.model)?.title ?? "";
  overlay.setAttribute("aria-label", words("label", { name: values.name, model, count: segment.result ? playground.count(segment.result.count) : "?" }));
  find(".legend").hidden = segment.view !== "truth";
}

// --- an invitation -------------------------------------------------------------------------------------------------------

function invite() {
  find(".invitation .choice").replaceChildren(
    ...segment.examples.slice(0, 3).map(({ name, model }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = playground.text(`segment.examples.${name}`);
      button.addEventListener("click", () => playground.setSegment({ source: { example: name, seed: 0, model } }));
      return button;
    }),
  );
}

// --- files ---------------------------------------------------------------------------------------------------------------

/* The mask as the result has it: 255 inside an object, 0 elsewhere, as large as the picture. */
function mask() {
  const { labels } = segment.result;
  const { width, height } = segment.picture;
  return playground.grayPng(Uint8Array.from(labels, (label) => (label > 0 ? 255 : 0)), width, height);
}

/* The whole picture in its own pixels, with what is seen on the page laid over it. */
function whole() {
  const { picture, maps, result, threshold, view, opacity, picked } = segment;
  const sightOfAll = { left: 0, top: 0, scale: 1, width: picture.width, height: picture.height };
  const [below, above] = [document.createElement("canvas"), document.createElement("canvas")];
  playground.paintPhoto(below, picture, sightOfAll);
  playground.paintSegment(above, picture, sightOfAll, { maps, result, threshold, view, opacity, marked: picked });
  below.getContext("2d").drawImage(above, 0, 0);
  return new Promise((resolve) => below.toBlob(resolve, "image/png"));
}

const SAVES = { mask: [mask, "mask.png"], csv: [playground.segmentCsv, "objects.csv"], overlay: [whole, "overlay.png"] };
for (const button of element.querySelectorAll("[data-save]")) {
  button.addEventListener("click", async () => {
    const [make, kind] = SAVES[button.dataset.save];
    const name = playground.segmentFile(kind); // before it is made: the settings may change meanwhile
    const blob = await make();
    if (blob) playground.download(blob, name);
  });
}

// --- the page ------------------------------------------------------------------------------------------------------------

new ResizeObserver(layOut).observe(find(".room"));
addEventListener("resize", layOut);
playground.onTheme(paint);
playground.onTab(layOut);
playground.onLanguage(() => {
  invite();
  describe();
  showNumbers();
});
playground.onSegment((_, changed) => {
  if (changed.has("examples")) invite();
  if (changed.has("picture")) {
    zoom = 1;
    middle = null;
  }
  if (["picture", "maps", "result", "model", "view"].some((name) => changed.has(name))) describe();
  if (["picture", "maps", "result", "threshold", "smallest", "model", "cut"].some((name) => changed.has(name))) showNumbers();
  else if (changed.has("hovered") || changed.has("picked")) showObject();
  if (changed.has("picture")) layOut();
  else if (["maps", "result", "threshold", "view", "opacity", "hovered", "picked"].some((name) => changed.has(name))) paint();
});
