/* The code that the latent tab turns: whose it is, where it began, what it is now, and the picture that it decodes to.
   One state for all widgets of the tab. Runs once, in <head>, after page.js and latent_decoder.js. */
(() => {
  const page = window.playground;
  if (page.latent) return;

  const TAB = "latent";
  const DEFAULT_MODEL = "mnist-vae-16";

  /* Models with a code to turn or to draw, as backend/latent.py lists them, and only those that are there. */
  page.slidable = [
    "mnist-vae-16",
    "mnist-vae-2",
    "mnist-cvae-16",
    "mnist-aae-2",
    "mnist-aae-16",
    "mnist-dense-32",
    "mnist-conv-10",
    "mnist-linear-20",
    "mnist-dense-2",
    "mnist-dense-16",
    "mnist-cvae-semi-16",
  ].filter(page.model);

  // --- the server: whichever widget is on the page first gives its functions ---------------------------
  /* playground.serveLatent({space, encode, random, decode, strips}): functions of ui/tabs/latent.py. */
  page.latentServer = new Promise((resolve) => (page.serveLatent = resolve));

  /* playground.latentSpace(model) -> Promise of what the server's `space` says; kept. Rejects with an Error whose
     `reason` is the answer's. */
  const spaces = new Map();
  page.latentSpace = (model) => {
    if (!spaces.has(model)) {
      const asked = page.latentServer.then(async ({ space }) => {
        const answer = await space({ model });
        if (answer?.error) throw Object.assign(new Error(answer.message), { reason: answer.error });
        if (answer?.model !== model) throw new Error("no answer");
        return answer;
      });
      asked.catch(() => spaces.delete(model));
      spaces.set(model, asked);
    }
    return spaces.get(model);
  };

  // --- what is shown, and what is wished for ------------------------------------------------------------
  /* `space` is null until the first code is there. `values` is what the sliders say; `code` is what is decoded: the same,
     but for muted numbers, which are at the mean. `start`: {kind, code, std or null, label, probabilities or null,
     estimated, digit (base64) or null, seed}. */
  const latent = {
    model: DEFAULT_MODEL,
    space: null,
    decoder: null,
    values: null,
    code: null,
    label: null,
    estimated: false,
    start: null,
    locked: new Set(),
    muted: new Set(),
  };
  page.latent = latent;

  /* What the person chose; the server's answer makes it `latent`. `example` is the digit shown where start.kind is
     "example": {label, key}. A label of null is estimated or drawn. `redraw` is the seed of a draw from the posterior of the
     starting digit; 0: its mean. */
  const wish = {
    model: DEFAULT_MODEL,
    start: { kind: "digit", seed: 1, example: null },
    label: null,
    redraw: 0,
    code: null,
  };
  page.latentWish = wish;

  const listeners = page.listeners();
  const wishListeners = page.listeners();
  const pictureListeners = page.listeners();
  const problemListeners = page.listeners();

  // --- painting -----------------------------------------------------------------------------------------
  let picture = null;
  const publish = (pixels, code, label) => {
    picture = { pixels, code, label, sequence: (picture?.sequence ?? 0) + 1 };
    pictureListeners.call(picture);
  };
  async function showFromServer(decoder, code, label) {
    const pixels = await decoder.decode(code, label);
    if (pixels && latent.decoder === decoder) publish(pixels, code, label);
  }
  function apply(what) {
    const { space, values, muted, decoder } = latent;
    latent.code = values.map((value, dimension) => (muted.has(dimension) ? space.mean[dimension] : value));
    // The picture first: what else follows the code may be slow.
    if (decoder.local) publish(decoder.decode(latent.code, latent.label), latent.code, latent.label);
    else showFromServer(decoder, latent.code, latent.label);
    listeners.call(latent, { what });
  }

  // --- beginning ----------------------------------------------------------------------------------------
  let digit = null;

  /* Where the code begins, as the server answers it. */
  async function begun({ start, model, digit: key, label }, space, sequence) {
    const { encode, random } = await page.latentServer;
    if (start.kind === "mean") {
      const own = space.conditional ? (label ?? 0) : null;
      return { kind: "mean", code: Float32Array.from(space.mean), std: null, label: own };
    }
    const answer =
      start.kind === "random"
        ? await random({ sequence, model, seed: start.seed, label: space.conditional ? label : null })
        : await encode({ sequence, model, digit: key, label: null });
    if (answer?.error) throw Object.assign(new Error(answer.message), { reason: answer.error });
    if (answer?.model !== model) throw new Error("no answer");
    return {
      kind: start.kind,
      code: Float32Array.from(answer.code ?? answer.mean),
      std: answer.std ? Float32Array.from(answer.std) : null,
      label: answer.label,
      probabilities: answer.label_probabilities ?? null,
      estimated: answer.estimated === true,
      digit: start.kind === "random" ? null : key,
      seed: start.seed,
    };
  }

  /* Normal numbers: a small generator (mulberry32) whose pairs go through Box and Muller's transform. */
  page.normals = (seed, count) => {
    let state = seed >>> 0;
    const uniform = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    return Array.from({ length: count }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    });
  };
  /* The start's code, or, with a seed, a draw from its posterior. */
  function drawn({ code, std }, seed) {
    if (seed === 0 || std === null) return code;
    const noise = page.normals(seed, code.length);
    return code.map((middle, at) => middle + std[at] * noise[at]);
  }

  const held = (dimension) => latent.locked.has(dimension) || latent.muted.has(dimension);

  function arrive({ space, decoder, start, code }) {
    const isNew = latent.space?.model !== space.model;
    if (isNew) {
      latent.locked.clear();
      latent.muted.clear();
    }
    const values = code ?? drawn(start, wish.redraw);
    latent.values = isNew ? Float32Array.from(values) : latent.values.map((value, at) => (held(at) ? value : values[at]));
    Object.assign(latent, { model: space.model, space, decoder, start });
    settleLabel();
    apply(isNew ? "model" : "start");
  }
  function settleLabel() {
    const { space, start } = latent;
    latent.label = space.conditional ? (wish.label ?? start.label) : null;
    latent.estimated = space.conditional && wish.label === null && start.estimated === true;
  }

  let sequence = 0;
  const send = page.newest(
    async (asked) => {
      try {
        const space = await page.latentSpace(asked.model);
        const decoder = await page.decoder(space);
        sequence += 1;
        return { space, decoder, start: await begun(asked, space, sequence), code: asked.code };
      } catch (error) {
        if (error.reason) return { error: error.reason };
        throw error; // nobody answered: asked again
      }
    },
    (answer) => {
      problemListeners.call(answer.error ?? null);
      if (!answer.error) arrive(answer);
    },
  );

  let asked = "";
  function ask() {
    if (page.tab !== TAB) return;
    const { model, start, label, code } = wish;
    const key = { digit: digit?.key, example: start.example?.key }[start.kind] ?? null;
    if ((start.kind === "digit" || start.kind === "example") && !key) return; // it is on its way
    const question = JSON.stringify([model, start.kind, start.kind === "random" ? start.seed : key]);
    if (question === asked && code === null) return;
    if (asked !== "") wish.redraw = 0; // a link's own draw is kept
    asked = question;
    wish.code = null;
    send({ model, start: { ...start }, digit: key, label, code });
  }

  // --- for the widgets ----------------------------------------------------------------------------------
  /* Parameters: any of {model}, {start: {kind: "digit" | "example" | "random" | "mean", seed, example}}, {label: 0 … 9 or
     null}, {redraw}, {code}. Locked and muted numbers keep what they have. */
  page.setLatent = (patch) => {
    const { model, start, code } = patch;
    const other = model !== undefined && model !== wish.model;
    if (model !== undefined) wish.model = model;
    if (start !== undefined) wish.start = { ...wish.start, ...start };
    const relabelled = "label" in patch && patch.label !== wish.label;
    if (relabelled) wish.label = patch.label;
    const shown = latent.space?.model === wish.model;
    if (code && !shown) wish.code = Float32Array.from(code);
    ask();
    if (patch.redraw !== undefined) wish.redraw = patch.redraw;
    if (Object.keys(patch).some((name) => name !== "code")) wishListeners.call(wish);
    if (!shown || other) return;
    if (relabelled) {
      settleLabel();
      if (latent.space.conditional) apply("label");
    }
    const values = code ?? (patch.redraw === undefined ? null : drawn(latent.start, patch.redraw));
    if (values) {
      latent.values = latent.values.map((value, at) => (held(at) ? value : values[at]));
      apply("code");
    }
  };
  /* One number of the code, as its slider says. */
  page.turnLatent = (dimension, value) => {
    if (held(dimension)) return;
    latent.values = latent.values.slice();
    latent.values[dimension] = value;
    apply("code");
  };
  /* Locks or mutes numbers: {locked: [[dimension, on], …]} or {muted: …}. */
  page.holdLatent = (patch) => {
    for (const [kind, changes] of Object.entries(patch)) {
      for (const [dimension, on] of changes) latent[kind][on ? "add" : "delete"](dimension);
    }
    apply("code");
  };
  page.onLatent = (callback) => {
    listeners.add(callback);
    if (latent.space) callback(latent, { what: "model" });
  };
  page.onLatentWish = (callback) => {
    wishListeners.add(callback);
    callback(wish);
  };
  page.onLatentPicture = (callback) => {
    pictureListeners.add(callback);
    if (picture) callback(picture);
  };
  /* The reason why the last wish could not be met, a key of the errors, or null. */
  page.onLatentProblem = (callback) => problemListeners.add(callback);

  page.onDigit((newest) => {
    digit = newest;
    ask();
  });
  page.onTab(ask);
})();
