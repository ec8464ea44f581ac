/* The ink of the page is a list of operations (strokes, pictures, shifts, clears) in units of a 112 x 112 sheet.
   Every pad shows the same ink and paints it twice: crisp on the screen, and small as the gray raster that is
   sent, by the pad of the open tab alone. */
const side = 112;
const photoScale = 2; // a photo is sent with its long side at 224

const sheet = element.querySelector(".sheet");
const screen = element.querySelector("canvas");
const ghost = element.querySelector(".ghost");
const exampleWords = element.querySelector(".example");
const problem = element.querySelector(".problem");
const undoButton = element.querySelector(".undo");
const redoButton = element.querySelector(".redo");
const eraser = element.querySelector(".eraser");
const brush = element.querySelector(".brush input");

let stroke = null; // the one being drawn
let example = null; // what stands in for ink where there is none
let sequence = 0;

// --- what is on the sheet -----------------------------------------------------------------------------
/* The operations that still show: everything since the last clear or picture, moved by later shifts. */
const visible = (operations) => {
  const found = [];
  let dx = 0;
  let dy = 0;
  for (let index = operations.length - 1; index >= 0; index--) {
    const operation = operations[index];
    if (operation.kind === "clear") break;
    if (operation.kind === "shift") {
      dx += operation.dx;
      dy += operation.dy;
      continue;
    }
    found.push({ ...operation, dx, dy });
    if (operation.kind === "picture") break;
  }
  return found.reverse();
};
const hasInk = (operations) => operations.some((operation) => operation.kind === "picture" || !operation.erase);

/* A picture keeps its proportions; what lies outside it is not part of what is sent. */
const frame = (operations) => {
  const picture = operations[0]?.kind === "picture" ? operations[0] : null;
  if (!picture) return { x: 0, y: 0, width: side, height: side, photo: false, ground: 255 };
  const scale = side / Math.max(picture.width, picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const x = Math.floor((side - width) / 2);
  const y = Math.floor((side - height) / 2);
  return { x, y, width, height, photo: picture.photo, ground: picture.ground };
};

// --- painting -----------------------------------------------------------------------------------------
const bitmaps = new WeakMap();
const bitmap = (picture) => {
  let canvas = bitmaps.get(picture.pixels);
  if (!canvas) {
    canvas = document.createElement("canvas");
    playground.paintGray(canvas, picture.pixels, picture.width, picture.height);
    bitmaps.set(picture.pixels, canvas);
  }
  return canvas;
};

const trace = (context, points) => {
  context.beginPath();
  context.moveTo(points[0], points[1]);
  let index = 2;
  for (; index < points.length - 2; index += 2) {
    const middleX = (points[index] + points[index + 2]) / 2;
    const middleY = (points[index + 1] + points[index + 3]) / 2;
    context.quadraticCurveTo(points[index], points[index + 1], middleX, middleY);
  }
  context.lineTo(points.at(-2), points.at(-1));
  context.stroke();
};
const paintStroke = (context, operation, ink, ground) => {
  context.save();
  context.translate(operation.dx ?? 0, operation.dy ?? 0);
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = operation.size;
  context.strokeStyle = operation.erase ? ground : ink;
  trace(context, operation.points);
  context.restore();
};
const gray = (level) => "rgb(" + level + " " + level + " " + level + ")";

/* Two surfaces: the screen in the page's paper and pen, the raster in plain 255 and 0. `settled` holds
   everything but the stroke under the pen, so that a move costs one picture and one path. */
const surface = (canvas, options) => ({
  canvas,
  context: canvas.getContext("2d", options),
  settled: document.createElement("canvas"),
  scale: 1,
});
const shown = surface(screen);
const sent = surface(document.createElement("canvas"), { willReadFrequently: true });

const settle = (target, operations, area, whole) => {
  const { settled, canvas, scale } = target;
  settled.width = canvas.width;
  settled.height = canvas.height;
  const context = settled.getContext("2d");
  const style = getComputedStyle(element);
  const paper = whole ? style.getPropertyValue("--paper").trim() : "#fff";
  const pen = whole ? style.getPropertyValue("--pen").trim() : "#000";
  if (whole) {
    context.fillStyle = area.width < side || area.height < side ? style.getPropertyValue("--sunken").trim() : paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
  } else {
    context.setTransform(scale, 0, 0, scale, -area.x * scale, -area.y * scale);
  }
  const ground = area.ground === 255 ? paper : gray(area.ground);
  context.fillStyle = ground;
  context.fillRect(area.x, area.y, area.width, area.height);
  for (const operation of operations) {
    if (operation.kind === "picture") {
      context.imageSmoothingEnabled = operation.photo;
      context.imageSmoothingQuality = "high";
      context.globalCompositeOperation = operation.photo ? "source-over" : "multiply"; // its white is the paper
      context.drawImage(bitmap(operation), area.x + operation.dx, area.y + operation.dy, area.width, area.height);
      context.globalCompositeOperation = "source-over";
    } else {
      paintStroke(context, operation, area.ground < 128 ? paper : pen, ground);
    }
  }
  target.ground = ground;
  target.ink = area.ground < 128 ? paper : pen;
  target.transform = context.getTransform();
};

const present = (target) => {
  const { context, canvas, settled } = target;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(settled, 0, 0);
  if (example && canvas === screen && isEmpty()) {
    context.globalCompositeOperation = "multiply"; // its white is the paper
    context.globalAlpha = 0.35;
    context.imageSmoothingEnabled = false;
    context.drawImage(bitmap(example), 0, 0, canvas.width, canvas.height);
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
  }
  if (!stroke) return;
  context.setTransform(target.transform);
  context.save();
  if (canvas === screen) {
    context.beginPath();
    context.rect(area.x, area.y, area.width, area.height);
    context.clip();
  }
  paintStroke(context, stroke, target.ink, target.ground);
  context.restore();
};

let operations = [];
let area = frame(operations);
const settleAll = () => {
  operations = visible(playground.ink.done);
  area = frame(operations);
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const size = Math.max(1, Math.round(screen.clientWidth * ratio));
  if (screen.width !== size) screen.width = screen.height = size;
  shown.scale = size / side;
  sent.scale = area.photo ? photoScale : 1;
  const width = area.width * sent.scale;
  const height = area.height * sent.scale;
  if (sent.canvas.width !== width) sent.canvas.width = width;
  if (sent.canvas.height !== height) sent.canvas.height = height;
  settle(shown, operations, area, true);
  settle(sent, operations, area, false);
};
const isEmpty = () => !hasInk(operations) && !(stroke && !stroke.erase);

// --- asking -------------------------------------------------------------------------------------------
/* A pad with an example asks for the digit alone: of its ink or, where there is none, of that example. */
const showPrepared = (answer) => {
  if (answer.example) {
    const pixels = playground.pixels(answer.prepared, 784).map((level) => 255 - level);
    example = { pixels, width: 28, height: 28 };
    present(shown);
    showGhost();
  }
  playground.setDigit(answer.prepared, answer.example);
};
const send = playground.newest(
  async (request) => {
    const answer = await server[props.ask](request);
    if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
    return answer;
  },
  (answer) => {
    problem.hidden = !answer.error;
    if (answer.error) {
      problem.dataset.text = "errors." + answer.error;
      problem.textContent = playground.text(problem.dataset.text);
    } else {
      delete problem.dataset.text;
      if (props.example) showPrepared(answer);
      else playground.answer(answer);
    }
  },
);
const ask = () => {
  if (!playground.isOpen(element)) return;
  sequence += 1;
  screen.dataset.sequence = sequence; // what is painted elsewhere with this number shows this ink
  if (isEmpty() && !props.example) {
    playground.answer({ sequence, empty: true });
    return;
  }
  const { width, height } = sent.canvas;
  const data = sent.context.getImageData(0, 0, width, height).data;
  const ink = new Uint8Array(width * height);
  for (let index = 0; index < ink.length; index++) ink[index] = data[4 * index];
  send({ sequence, ink: playground.base64(ink), width, height, photo: area.photo, ...playground.wishes });
};
const showGhost = () => {
  ghost.hidden = !isEmpty() || example !== null;
  exampleWords.hidden = !isEmpty() || example === null;
};
const refresh = () => {
  present(shown);
  present(sent);
  showGhost();
  undoButton.disabled = playground.ink.done.length === 0;
  redoButton.disabled = playground.ink.undone.length === 0;
  ask();
};

// --- operations ---------------------------------------------------------------------------------------
const clear = () => {
  if (!isEmpty()) playground.draw({ kind: "clear" });
};
const shift = (dx, dy) => {
  if (!isEmpty()) playground.draw({ kind: "shift", dx, dy });
};

// --- pen, finger, mouse -------------------------------------------------------------------------------
const position = (event) => {
  const box = screen.getBoundingClientRect();
  const round = (value) => Math.round(value * 10) / 10;
  return [
    round(((event.clientX - box.left) / box.width) * side),
    round(((event.clientY - box.top) / box.height) * side),
  ];
};
const extend = (event) => {
  const [x, y] = position(event);
  const points = stroke.points;
  if (Math.hypot(x - points.at(-2), y - points.at(-1)) < 0.3) return;
  points.push(x, y);
};
screen.addEventListener("pointerdown", (event) => {
  if (stroke || (event.button > 0 && event.button !== 5)) return;
  event.preventDefault();
  screen.dataset.pen = "";
  screen.focus({ preventScroll: true });
  screen.setPointerCapture(event.pointerId);
  const erase = eraser.getAttribute("aria-pressed") === "true" || event.button === 5; // 5: a pen's other end
  stroke = {
    kind: "stroke",
    pointer: event.pointerId,
    erase,
    size: Number(brush.value) * (erase ? 1.6 : 1),
    points: position(event),
  };
  refresh();
});
screen.addEventListener("pointermove", (event) => {
  if (stroke?.pointer !== event.pointerId) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const moved of events.length > 0 ? events : [event]) extend(moved);
  refresh();
});
const lift = (event) => {
  if (stroke?.pointer !== event.pointerId) return;
  const { pointer, ...finished } = stroke;
  stroke = null;
  playground.draw(finished);
};
screen.addEventListener("pointerup", lift);
screen.addEventListener("pointercancel", lift);
screen.addEventListener("blur", () => delete screen.dataset.pen);
screen.addEventListener("contextmenu", (event) => event.preventDefault());

// --- keyboard and buttons -----------------------------------------------------------------------------
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
screen.addEventListener("keydown", (event) => {
  delete screen.dataset.pen;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  if (arrows[event.key] && !command && !event.altKey) {
    const step = event.shiftKey ? 1 : 4; // 4 sheet units are one of the network's 28 pixels
    shift(arrows[event.key][0] * step, arrows[event.key][1] * step);
  } else if (command && key === "z") {
    if (event.shiftKey) playground.redo();
    else playground.undo();
  } else if (command && key === "y") playground.redo();
  else if (event.key === "Delete" || event.key === "Backspace") clear();
  else return;
  event.preventDefault();
});
undoButton.addEventListener("click", playground.undo);
redoButton.addEventListener("click", playground.redo);
element.querySelector(".clear").addEventListener("click", clear);
eraser.addEventListener("click", () => {
  eraser.setAttribute("aria-pressed", String(eraser.getAttribute("aria-pressed") !== "true"));
});

// --- the rest of the page -----------------------------------------------------------------------------
const update = () => {
  if (!playground.isOpen(element)) return;
  settleAll();
  refresh();
};
playground.onInk(() => {
  if (playground.ink.done.at(-1)?.kind === "picture") eraser.setAttribute("aria-pressed", "false");
  update();
});
playground.onTab(update); // it may have been drawn on another pad meanwhile
playground.onAsk(ask);
playground.onTheme(() => {
  settleAll();
  present(shown);
});
new ResizeObserver(() => {
  settleAll();
  present(shown);
}).observe(sheet);
