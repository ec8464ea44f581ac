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
const input = find("input");
const another = find(".another");

// --- opening ---------------------------------------------------------------------------------------------------

/* `error` is a key of `segment.problem` or of `errors`; none takes the sentence away. */
function complain(error) {
  problem.hidden = !error;
  delete problem.dataset.text;
  if (!error) return;
  problem.dataset.text = playground.hasText(`segment.problem.${error}`) ? `segment.problem.${error}` : `errors.${error}`;
  if (!playground.hasText(problem.dataset.text)) problem.dataset.text = "errors.unknown";
  playground.translate(problem);
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

find(".file").addEventListener("click", () => input.click());
input.addEventListener("change", () => {
  if (input.files.length > 0) openFile(input.files[0]);
  input.value = ""; // the same file may be chosen again
});
const isShown = () => element.isConnected && element.getClientRects().length > 0;
document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
  if (!file || !isShown()) return;
  event.preventDefault();
  openFile(file);
});
const tab = element.closest('[role="tabpanel"]') ?? document.body;
const dragged = (event) => isShown() && event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!dragged(event)) return;
  event.preventDefault();
  tab.dataset.dropping = "";
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) delete tab.dataset.dropping;
});
document.addEventListener("drop", (event) => {
  delete tab.dataset.dropping;
  const file = event.dataTransfer?.files[0];
  if (!file || !isShown()) return;
  event.preventDefault();
  openFile(file);
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
