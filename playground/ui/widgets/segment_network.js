// The U, drawn with this picture's sizes. Every skip connection has a switch; what becomes of the picture without it stands
// beside what the whole network makes of it.

const LEVELS = [1, 2, 3, 4];
const CLOSE = 160; // pixels of the picture in a close-up
const TALLEST = 420; // css pixels of a figure
const MEASURES = ["count", "dice", "pixel_error", "v_rand", "v_info", "ap50"];
const LOWER = ["pixel_error"]; // better where it is lower
const { segment } = playground;
const words = (key, values) => playground.text(`segment_network.${key}`, values);
const find = (selector) => element.querySelector(selector);
const u = find(".u");
const wires = find(".wires");
const sides = { whole: find('[data-side="whole"]'), cut: find('[data-side="cut"]') };

let whole = false; // whether the whole picture is compared, or a close-up
let marking = true; // whether what the cut changes is coloured
let close = null; // {results, left, top, width, height}: the close-up, in the picture's pixels

// --- the U -----------------------------------------------------------------------------------------------------------

const sized = (level) => {
  const { picture } = segment;
  const half = (side) => Math.ceil(side / 16) * 2 ** (5 - level); // padded to a multiple of 16 at first
  return picture ? `${half(picture.width)} × ${half(picture.height)}` : words(`size.${level}`);
};
function write(block, name, level) {
  const channels = playground.segmentModel()?.channels[level - 1] ?? 0;
  block.innerHTML = "<b></b><span></span><br><span></span>";
  const [title, size, depth] = block.querySelectorAll("b, span");
  title.textContent = name;
  size.textContent = sized(level);
  depth.textContent = words("channels", { count: channels });
}

function showU() {
  const model = playground.segmentModel();
  for (const level of LEVELS) {
    const row = find(`[data-level="${level}"]`);
    write(row.querySelector(".down"), words("down", { level }), level);
    write(row.querySelector(".up"), words("up", { level }), level);
    const input = row.querySelector("input");
    const there = model?.skips.includes(level) ?? false;
    input.disabled = !there;
    input.checked = there && !segment.cut.includes(level);
    const said = words(!there ? "skip.none" : input.checked ? "skip.on" : "skip.cut", { level });
    row.querySelector(".skip span").textContent = said;
    input.setAttribute("aria-label", words("skip.label", { level }));
  }
  write(find(".bridge"), words("bridge"), 5);
  const none = model && model.skips.length === 0;
  const sum = model?.joining === "sum";
  find(".why").textContent = none ? words("none") : segment.cut.length ? "" : words(sum ? "invite_sum" : "invite");
  find(".why").hidden = find(".why").textContent === "";
  drawWires();
}

/* Lines between the blocks: down on the left, across the skip connections, up on the right. */
function drawWires() {
  const outer = u.getBoundingClientRect();
  if (outer.width === 0) return;
  wires.setAttribute("viewBox", `0 0 ${outer.width} ${outer.height}`);
  const box = (selector, level) => {
    const { left, right, top, bottom } = find(`[data-level="${level}"] ${selector}`).getBoundingClientRect();
    return { left: left - outer.left, right: right - outer.left, top: top - outer.top, bottom: bottom - outer.top, x: (left + right) / 2 - outer.left, y: (top + bottom) / 2 - outer.top };
  };
  wires.replaceChildren();
  const line = (path, kind) => playground.svg("path", { d: path, ...(kind && { class: kind }) }, wires);
  const head = (x, y, up) => line(`M${x - 4.5} ${y - (up ? -7 : 7)}L${x + 4.5} ${y - (up ? -7 : 7)}L${x} ${y}Z`, "arrow");
  const bridge = box(".bridge", 5);
  for (const level of LEVELS) {
    const [down, up] = [box(".down", level), box(".up", level)];
    const carried = playground.segmentModel()?.skips.includes(level) && !segment.cut.includes(level);
    line(`M${down.right} ${down.y}H${up.left}`, carried ? "carried" : "cut");
    if (level < 4) {
      const [below, above] = [box(".down", level + 1), box(".up", level + 1)];
      const left = Math.max(down.left, below.left) + 18;
      const right = Math.min(up.right, above.right) - 18;
      line(`M${left} ${down.bottom}V${below.top}`);
      head(left, below.top, false);
      line(`M${right} ${above.top}V${up.bottom}`);
      head(right, up.bottom, true);
    } else {
      line(`M${down.x} ${down.bottom}V${bridge.y}H${bridge.left}`);
      line(`M${bridge.right} ${bridge.y}H${up.x}V${up.bottom}`);
      head(up.x, up.bottom, true);
    }
  }
}

for (const level of LEVELS) {
  find(`#segment-skip-${level}`).addEventListener("change", ({ target }) => {
    const others = segment.cut.filter((one) => one !== level);
    playground.setSegment({ cut: target.checked ? others : [...others, level] });
  });
}

// --- side by side -------------------------------------------------------------------------------------------------------

/* Where the two masks differ most: the square of CLOSE pixels with the most pixels that only one of them has. */
function closeUp(first, second, { width, height }) {
  const [across, down] = [Math.min(CLOSE, width), Math.min(CLOSE, height)];
  const step = 16;
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const cells = new Uint32Array(columns * rows);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / step) * columns;
    for (let x = 0; x < width; x++, at++) if (first[at] > 0 !== second[at] > 0) cells[row + Math.floor(x / step)] += 1;
  }
  let best = { most: -1, left: 0, top: 0 };
  for (let top = 0; top === 0 || top * step + down <= height; top++) {
    for (let left = 0; left === 0 || left * step + across <= width; left++) {
      let most = 0;
      for (let y = top; y < Math.min(rows, top + down / step); y++) {
        for (let x = left; x < Math.min(columns, left + across / step); x++) most += cells[y * columns + x];
      }
      if (most > best.most) best = { most, left: left * step, top: top * step };
    }
  }
  return { left: best.left, top: best.top, width: across, height: down };
}

/* `before`: labels that changes are marked against, or null. */
function paintSide(figure, maps, result, part, before) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const space = figure.clientWidth;
  if (space === 0) return;
  const { picture, threshold, opacity, hovered, picked } = segment;
  const view = before ? "changed" : segment.view;
  const shown = Math.min(space, (TALLEST * part.width) / part.height);
  const scale = (shown * ratio) / part.width;
  const sight = { left: part.left, top: part.top, scale, width: Math.round(part.width * scale), height: Math.round(part.height * scale) };
  const [photo, overlay] = figure.querySelectorAll("canvas");
  figure.querySelector(".stage").style.width = `${shown}px`;
  playground.paintPhoto(photo, picture, sight);
  const marked = figure === sides.cut ? (hovered ?? picked) : null;
  overlay.dataset.source = playground.paintSegment(overlay, picture, sight, { maps, result, threshold, view, opacity, marked, before });
}

const signed = (value, text) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${text(Math.abs(value))}`;
const said = {
  count: (value) => playground.count(value),
  pixel_error: (value) => `${playground.number(100 * value)}\u00a0%`,
};

function showTable(first, second) {
  const valueOf = (result, name) => (name === "count" ? result.count : (result.scores?.[name] ?? null));
  const rows = MEASURES.filter((name) => valueOf(first, name) !== null && valueOf(second, name) !== null).map((name) => {
    const [before, after] = [valueOf(first, name), valueOf(second, name)];
    const text = said[name] ?? ((value) => value.toFixed(3));
    const row = document.createElement("tr");
    row.dataset.measure = name;
    row.innerHTML = '<th scope="row"></th><td></td><td></td><td></td>';
    const [title, one, other, difference] = row.children;
    title.textContent = name === "count" ? words("count") : playground.text(`segment_view.score.${name}.name`);
    one.textContent = text(before);
    other.textContent = text(after);
    difference.textContent = signed(after - before, text);
    const worse = name !== "count" && (LOWER.includes(name) ? after > before : after < before);
    difference.toggleAttribute("data-worse", worse);
    return row;
  });
  find("tbody").replaceChildren(...rows);
}

function compare() {
  const { picture, cut, maps, result, whole: uncut, wholeResult } = segment;
  const ready = picture && cut.length > 0 && playground.segmentFits(maps, cut) && playground.segmentFits(uncut, []);
  find(".compared").hidden = !ready;
  const panel = find(".panel");
  delete panel.dataset.cut;
  if (!ready) return;
  const both = result && wholeResult && result.maps === maps && wholeResult.maps === uncut;
  if (both && (close?.uncut !== uncut || close.maps !== maps)) {
    close = { uncut, maps, ...closeUp(wholeResult.labels, result.labels, picture) };
  }
  const part = whole || !close || close.maps !== maps ? { left: 0, top: 0, width: picture.width, height: picture.height } : close;
  const titles = { whole: words("all"), cut: words("cut", { levels: cut.join(", ") }) };
  paintSide(sides.whole, uncut, wholeResult, part, null);
  paintSide(sides.cut, maps, result, part, marking && both ? wholeResult.labels : null);
  find(".mark").setAttribute("aria-pressed", marking);
  find(".legend").hidden = !marking;
  for (const [name, found] of [["whole", wholeResult], ["cut", result]]) {
    sides[name].querySelector("b").textContent = titles[name];
    const count = found ? words("objects", { count: playground.count(found.count) }) : "";
    sides[name].querySelector("figcaption .number").textContent = count;
    sides[name].querySelector(".overlay").setAttribute("aria-label", `${titles[name]}: ${count}`);
  }
  for (const button of element.querySelectorAll("[data-window]")) {
    button.setAttribute("aria-pressed", (button.dataset.window === "whole") === whole);
  }
  find("thead th:nth-child(3)").textContent = titles.cut;
  find(".box").hidden = !both;
  if (!both) return;
  showTable(wholeResult, result);
  if (playground.segmentSettled(result, maps) && playground.segmentSettled(wholeResult, uncut)) panel.dataset.cut = cut.join();
}
const compareSeen = playground.whileSeen(element, compare);

for (const button of element.querySelectorAll("[data-window]")) {
  button.addEventListener("click", () => {
    whole = button.dataset.window === "whole";
    compare();
  });
}

find(".mark").addEventListener("click", () => {
  marking = !marking;
  compare();
});

// --- the page -----------------------------------------------------------------------------------------------------------

const sizes = new ResizeObserver(() => {
  drawWires();
  compareSeen();
});
sizes.observe(u);
playground.onTheme(compareSeen);
playground.onLanguage(() => {
  showU();
  compareSeen();
});
playground.onSegment((_, changed) => {
  if (["picture", "model", "cut", "models"].some((name) => changed.has(name))) showU();
  compareSeen();
});
