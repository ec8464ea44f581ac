// What each level looks at: its most varied channels, how coarse they are, and how much of the picture one of their pixels sees.

const PATIENCE = 60_000;
const THUMBNAIL = 64; // css pixels
const { segment } = playground;
const words = (key, values) => playground.text(`segment_levels.${key}`, values);
const find = (selector) => element.querySelector(selector);
const list = find(".levels");
const problem = find(".problem");

let sequence = 0;
let asked = null; // {picture, model}
let shown = null; // {picture, model, levels}

// --- painting --------------------------------------------------------------------------------------------------------

/* The picture with a frame as large as what one number of that level sees, as far as it reaches. */
function paintField(canvas, picture, field) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  const long = Math.max(picture.width, picture.height);
  const scale = (THUMBNAIL * ratio) / long;
  const sight = { left: 0, top: 0, scale, width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) };
  playground.paintPhoto(canvas, picture, sight);
  const context = canvas.getContext("2d");
  const side = Math.max(2 * ratio, field * scale);
  const colour = getComputedStyle(document.body).getPropertyValue("--positive").trim();
  context.strokeStyle = colour;
  context.lineWidth = 2 * ratio;
  context.strokeRect((sight.width - side) / 2, (sight.height - side) / 2, side, side);
}

function row({ level, channels, height, width, receptive_field: field, pictures }, { picture }) {
  const line = document.createElement("li");
  line.dataset.level = level;
  line.innerHTML = '<div class="about"><canvas aria-hidden="true"></canvas><b></b><span></span><span></span><span></span></div><div class="channels"></div>';
  const [title, depth, size, sees] = line.querySelectorAll("b, span");
  title.textContent = level > 4 ? words("bridge") : words("level", { level });
  depth.textContent = words("channels", { count: channels });
  size.textContent = words("size", { width: playground.count(width), height: playground.count(height) });
  sees.textContent = words("sees", { field: playground.count(field) });
  line.querySelector(".channels").append(
    ...pictures.map((packed, at) => {
      const image = document.createElement("img");
      image.src = `data:image/png;base64,${packed}`;
      image.alt = words("picture", { place: at + 1, name: title.textContent });
      return image;
    }),
  );
  paintField(line.querySelector("canvas"), picture, field);
  return line;
}

function show() {
  const current = shown?.picture === segment.picture && shown?.model === segment.model;
  list.hidden = find(".after").hidden = !current;
  find(".empty").hidden = segment.picture !== null;
  if (!current) return;
  list.replaceChildren(...shown.levels.map((level) => row(level, shown)));
  Object.assign(find(".panel").dataset, { key: shown.picture.key, model: shown.model });
}

// --- asking ----------------------------------------------------------------------------------------------------------

const ask = playground.newest(
  async ({ request }) => {
    const answer = await server.levels(request);
    if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
    return answer;
  },
  (answer, wish) => {
    if (wish.picture !== segment.picture || wish.model !== segment.model) return;
    if (answer.error === "forgotten") {
      asked = null; // asked again once the picture was opened again
      return;
    }
    playground.tell(problem, answer);
    if (answer.error) return;
    shown = { ...wish, levels: answer.levels };
    show();
  },
  PATIENCE,
);

/* After the network's answer, which is more urgent. */
const look = playground.whileSeen(element, () => {
  const { picture, model, result } = segment;
  if (!picture || !model || !result || !playground.isOpen(element)) return;
  if (asked?.picture === picture && asked.model === model) return;
  asked = { picture, model };
  sequence += 1;
  ask({ picture, model, request: { sequence, key: picture.key, model } });
}, "100px");

playground.onTab(look);
playground.onTheme(show);
playground.onLanguage(show);
playground.onSegment((_, changed) => {
  if (changed.has("picture") || changed.has("model")) show();
  if (["picture", "model", "result"].some((name) => changed.has(name))) look();
});
