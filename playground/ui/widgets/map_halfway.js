// Halfway between two digits: the mean of their pictures, and the decoded mean of their codes. An end is a typical digit of
// a label (the one nearest to the label's mean code) or a digit that was picked on the map. `playground.map.ends`, [first,
// second], says which; an end is "t4" for a typical 4, or the index of a digit as a string.

const SIDE = 28;
const LABELS = 10;
const DEFAULT = ["t2", "t9"]; // what lies between them surprises most
const CLOSE = 0.02; // confidences that differ less are as good as the same
const ROLES = ["first", "second"];
const words = (key, values) => playground.text(`map_halfway.${key}`, values);
const find = (selector) => element.querySelector(selector);
const figure = (role) => find(`[data-role="${role}"]`);
const percent = (share) => `${playground.number(100 * share)}\u00a0%`;

let sequence = 0;
let asked = "";
let found = null; // {atlas, indices: [first, second], pixels, manifold, pixels_reading, manifold_reading}

const ends = () => playground.map.ends ?? DEFAULT;

// --- typical digits -------------------------------------------------------------------------------------------------

const typicals = new Map(); // model -> ten indices

async function typical(atlas) {
  if (!typicals.has(atlas.model)) {
    const codes = await atlas.codes();
    const { labels, latentDim } = atlas;
    const means = Array.from({ length: LABELS }, () => new Float64Array(latentDim));
    const counts = new Array(LABELS).fill(0);
    labels.forEach((label, index) => {
      counts[label] += 1;
      for (let at = 0; at < latentDim; at++) means[label][at] += codes[index * latentDim + at];
    });
    const nearest = means.map((sum, label) => {
      const members = [...labels.keys()].filter((index) => labels[index] === label);
      return atlas.nearest(sum.map((value) => value / counts[label]), 1, -1, members);
    });
    typicals.set(atlas.model, (await Promise.all(nearest)).map(([{ index }]) => index));
  }
  return typicals.get(atlas.model);
}

async function indexOf(atlas, end) {
  return end.startsWith("t") ? (await typical(atlas))[Number(end.slice(1))] : Number(end);
}

// --- the two middles ------------------------------------------------------------------------------------------------

function verdict({ pixels_reading: pixels, manifold_reading: manifold }) {
  const values = { pixels: percent(pixels.confidence), manifold: percent(manifold.confidence) };
  const difference = manifold.confidence - pixels.confidence;
  if (Math.abs(difference) < CLOSE) return words("verdict.same", values);
  return words(difference > 0 ? "verdict.manifold" : "verdict.pixels", values);
}

function draw(role, pixels, name) {
  const canvas = figure(role).querySelector("canvas");
  playground.paintGray(canvas, pixels, SIDE, SIDE);
  canvas.setAttribute("aria-label", name);
}

async function paint() {
  fillPickers();
  const shown = found;
  if (!shown) return;
  const { atlas, indices } = shown;
  const pictures = await atlas.pictures(indices);
  if (shown !== found) return;
  ROLES.forEach((role, at) => {
    const name = words("digit", { label: atlas.labels[indices[at]], number: playground.count(indices[at]) });
    draw(role, pictures.subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE), name);
    figure(role).querySelector("figcaption").textContent = name;
  });
  for (const role of ["pixels", "manifold"]) {
    const { label, confidence } = shown[`${role}_reading`];
    const read = words("read", { label, share: percent(confidence) });
    draw(role, playground.pixels(shown[role], SIDE * SIDE), `${words(role)}, ${read}`);
    Object.assign(figure(role).dataset, { label, confidence });
    figure(role).querySelector(".read").textContent = read;
  }
  find(".verdict").textContent = verdict(shown);
  find(".panel").dataset.ends = indices.join(" ");
}

const send = playground.newest(server.halfway, async (answer, { first, second, model }) => {
  const problem = playground.tell(find(".problem"), answer);
  found = problem ? null : { ...answer, indices: [first, second], atlas: await playground.atlas(model) };
  paint();
});

const ask = playground.whileSeen(element, async () => {
  const { atlas, model } = playground.map.views[0];
  if (!atlas || !playground.isOpen(element)) return;
  const mine = [model, ...ends()].join();
  if (mine === asked) return;
  asked = mine;
  const [first, second] = await Promise.all(ends().map((end) => indexOf(atlas, end)));
  if (mine !== asked) return;
  sequence += 1;
  send({ sequence, model, first, second });
});

// --- choosing -------------------------------------------------------------------------------------------------------

function option(end) {
  const { atlas } = playground.map.views[0];
  if (end.startsWith("t")) return new Option(words("typical", { label: end.slice(1) }), end);
  const index = Number(end);
  const values = { label: atlas ? atlas.labels[index] : "?", number: playground.count(index) };
  return new Option(words(index === playground.map.picked ? "picked" : "digit", values), end);
}

function fillPickers() {
  const { picked } = playground.map;
  ROLES.forEach((role, at) => {
    const picker = figure(role).querySelector("select");
    if (document.activeElement === picker && picker.value === ends()[at]) return; // a list that is open stays as it is
    const single = [ends()[at], ...(picked === null ? [] : [String(picked)])].filter((end) => !end.startsWith("t"));
    const offered = [...new Set(single), ...Array.from({ length: LABELS }, (_, label) => `t${label}`)];
    picker.replaceChildren(...offered.map(option));
    picker.value = ends()[at];
  });
}

ROLES.forEach((role, at) => {
  figure(role).querySelector("select").addEventListener("change", ({ target }) => {
    const chosen = [...ends()];
    chosen[at] = target.value;
    playground.setMap({ ends: chosen });
  });
});

// --- the page -------------------------------------------------------------------------------------------------------

const isEnd = (end) => /^t\d$/.test(end) || (/^\d{1,5}$/.test(end) && Number(end) < props.count);

// The address has it while the tab is open.
function write() {
  if (!playground.isOpen(element) && !playground.state.map_halfway) return;
  const usual = ends().join() === DEFAULT.join();
  playground.setState({ map_halfway: usual || !playground.isOpen(element) ? null : ends().join("_") });
}

playground.onState(({ tab, map_halfway: wished }) => {
  if (tab !== "map") return;
  const words = wished?.split("_") ?? DEFAULT;
  playground.setMap({ ends: words.length === 2 && words.every(isEnd) ? words : DEFAULT });
});
playground.onMap((_, changed) => {
  if (changed.has("ends")) write();
  if (changed.has("ends") || changed.has("picked")) fillPickers();
  if (changed.has("ends") || changed.has("views")) ask();
});
playground.onTab(() => {
  write();
  ask();
});
playground.onLanguage(paint);
