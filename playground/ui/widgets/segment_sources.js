// Where the picture comes from. Whatever the tab's source is set to is opened here, also by a link; a picture that the server
// has forgotten is opened again from the same source.

const PATIENCE = 60_000; // milliseconds: a large file is read and sent back
const SLOW = 500; // milliseconds until it is said that a picture is on its way
const TAB = "segment";
const words = (key, values) => playground.text(`segment.sources.${key}`, values);
const find = (selector) => element.querySelector(selector);
const { segment } = playground;
const problem = find(".problem");
const strip = find(".examples");
const another = find(".another");

// --- opening ---------------------------------------------------------------------------------------------------

/* `error` is a key of `segment.problem` or of `errors`; none takes the sentence away. */
function complain(error, place = problem) {
  place.hidden = !error;
  delete place.dataset.text;
  if (!error) return;
  place.dataset.text = playground.hasText(`segment.problem.${error}`) ? `segment.problem.${error}` : `errors.${error}`;
  if (!playground.hasText(place.dataset.text)) place.dataset.text = "errors.unknown";
  playground.translate(place);
}

const asBlob = (packed) => new Blob([playground.pixels(packed)]);

/* The server's answer as a Picture, see segment.js. */
async function unpacked(answer, source) {
  const bitmap = await createImageBitmap(asBlob(answer.picture));
  const { truth = null } = answer.truth ? await playground.inflated(answer, ["truth"]) : {};
  return {
    source,
    key: answer.key,
    width: answer.width,
    height: answer.height,
    bitmap,
    truth: truth && new Int32Array(truth.buffer),
    truthCount: answer.truth_count,
    example: source.example ? segment.examples.find(({ name }) => name === source.example) : null,
    seed: source.seed,
    name: source.file?.name ?? source.example,
  };
}

let sequence = 0;
let slow = null; // timer
let opened = null; // the source that was asked for last
const ask = playground.newest(
  async ({ source, ...request }) => {
    if (source.file) {
      let uploaded;
      try {
        uploaded = await upload(source.file);
      } catch {
        return { error: "upload_failed" };
      }
      return server.open({ sequence: request.sequence, path: uploaded.path });
    }
    return server.open({ ...request, example: source.example, seed: source.seed });
  },
  async (answer, { source }) => {
    if (source !== segment.source) return;
    let picture = null;
    try {
      if (!answer.error) picture = await unpacked(answer, source);
    } catch (error) {
      console.warn(error);
    }
    if (source !== segment.source) return;
    clearTimeout(slow);
    find(".opening").hidden = true;
    find(".panel").dataset.opened = answer.sequence;
    complain(picture ? null : (answer.error ?? "unknown"));
    if (picture) playground.setSegment({ picture, problem: null, ...(source.model && { model: source.model }) });
    else {
      opened = segment.picture?.source ?? null; // what was there stays
      playground.setSegment({ source: opened });
    }
  },
  PATIENCE,
);

function openSource() {
  const { source } = segment;
  if (!source || source === opened || playground.tab !== TAB) return;
  opened = source;
  sequence += 1;
  complain(null);
  clearTimeout(slow);
  slow = setTimeout(() => (find(".opening").hidden = false), SLOW);
  ask({ sequence, source });
}

function openFile(file) {
  playground.setSegment({ source: { file } });
}

// --- one's own ----------------------------------------------------------------------------------------------------

playground.onFile(element, openFile);

// --- its truth ----------------------------------------------------------------------------------------------------

const telling = find(".telling");
const wrong = telling.querySelector(".problem");
const truthInput = find("#segment-truth");

/* The picture with its truth is another picture to the rest of the tab: it has a key of its own, and scores. */
const tell = playground.newest(
  async ({ picture, file }) => {
    try {
      const { path } = await upload(file);
      const answer = await server.truth({ sequence: ++sequence, key: picture.key, path });
      return answer.truth ? await playground.inflated(answer, ["truth"]) : answer;
    } catch {
      return { error: "upload_failed" };
    }
  },
  (answer, { picture }) => {
    if (picture !== segment.picture) return;
    complain(answer.truth ? null : (answer.error ?? "unknown"), wrong);
    if (!answer.truth) return;
    const truth = new Int32Array(answer.truth.buffer);
    playground.setSegment({ picture: { ...picture, key: answer.key, truth, truthCount: answer.truth_count } });
  },
  PATIENCE,
);
telling.querySelector(".tell").addEventListener("click", () => truthInput.click());
truthInput.addEventListener("change", () => {
  if (truthInput.files.length > 0) tell({ picture: segment.picture, file: truthInput.files[0] });
  truthInput.value = ""; // the same file may be chosen again
});
playground.onSegment(({ picture }, changed) => {
  if (!changed.has("picture")) return;
  telling.hidden = !picture || Boolean(picture.example?.synthetic);
  complain(null, wrong);
});

// --- examples -----------------------------------------------------------------------------------------------------

function choose(example, seed) {
  playground.setSegment({ source: { example: example.name, seed, model: example.model } });
}

function button(example) {
  const node = document.createElement("button");
  node.type = "button";
  node.dataset.example = example.name;
  node.innerHTML = '<img alt=""><span class="name"><b></b><span></span></span>';
  node.addEventListener("click", () => choose(example, 0));
  return node;
}

function show() {
  for (const node of strip.children) {
    const example = segment.examples.find(({ name }) => name === node.dataset.example);
    node.querySelector("b").textContent = playground.text(`segment.examples.${example.name}`);
    node.querySelector(".name span").textContent = example.synthetic ? words("synthetic") : "";
    node.setAttribute("aria-pressed", segment.source?.example === example.name);
  }
  const example = segment.examples.find(({ name }) => name === segment.source?.example);
  another.hidden = !example?.synthetic;
  another.textContent = example?.name === "tissue" ? words("new_tissue") : words("new_nuclei");
  another.title = words("another", { seed: playground.count((segment.source?.seed ?? 0) + 1) });
}

another.addEventListener("click", () => {
  const { example, seed } = segment.source;
  playground.setSegment({ source: { example, seed: seed + 1 } });
});

async function showExamples() {
  let found;
  try {
    found = await server.examples({});
    if (!Array.isArray(found)) throw new Error("no examples");
  } catch {
    setTimeout(showExamples, 2000);
    return;
  }
  for (const { name, thumbnail } of found) {
    const image = strip.querySelector(`[data-example="${name}"] img`);
    if (image) image.src = `data:image/png;base64,${thumbnail}`;
  }
}

// --- the page -----------------------------------------------------------------------------------------------------

let asked = false;
playground.onTab((name) => {
  if (name !== TAB) return;
  openSource();
  if (asked) return;
  asked = true; // thumbnails are asked for once, when the tab is first opened
  showExamples();
});
playground.onSegment((_, changed) => {
  if (changed.has("examples")) strip.replaceChildren(...segment.examples.map(button));
  if (changed.has("examples") || changed.has("source")) show();
  if (changed.has("source")) openSource();
});
playground.onLanguage(show);
