/* What every tab shares: words, language, theme, the models, the digit, the noise, the newest answer, the
   page's address and its open tab, and how a picture or a number is drawn. Runs once, in <head>, before any
   widget is there. */
(() => {
  if (window.playground) return;

  const { texts, models, tabs } = window.playgroundData;
  const languages = ["en", "ko"];
  const themes = ["system", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const remembered = (name) => {
    try {
      return localStorage.getItem(`playground.${name}`);
    } catch {
      return null; // a browser that forbids storage still gets the page
    }
  };
  const remember = (name, value) => {
    try {
      localStorage.setItem(`playground.${name}`, value);
    } catch {
      // see remembered
    }
  };

  /* Callbacks of widgets: one that fails must not silence the others. */
  const listeners = () => {
    const callbacks = new Set();
    return {
      add: (callback) => callbacks.add(callback),
      call: (...values) => {
        for (const callback of callbacks) {
          try {
            callback(...values);
          } catch (error) {
            console.error(error);
          }
        }
      },
    };
  };

  // --- the page's address: everything a teacher may want to send as a link --------------------------
  const readHash = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const stateListeners = listeners();
  const page = { models, state: readHash(), listeners };

  page.onState = (callback) => {
    stateListeners.add(callback);
    callback(page.state);
  };
  let seenHash = location.hash;
  const writeState = (patch, method) => {
    if (location.hash !== seenHash) return; // back or forward was pressed and is about to be told: that one wins
    for (const [name, value] of Object.entries(patch)) {
      if (value === null || value === undefined || value === "") delete page.state[name];
      else page.state[name] = String(value);
    }
    const hash = new URLSearchParams(page.state).toString();
    history[method](history.state, "", hash ? `#${hash}` : location.pathname + location.search);
    seenHash = location.hash;
  };
  page.setState = (patch) => writeState(patch, "replaceState");
  addEventListener("hashchange", () => {
    seenHash = location.hash;
    page.state = readHash();
    if (languages.includes(page.state.language)) setLanguage(page.state.language);
    if (themes.includes(page.state.theme)) setTheme(page.state.theme);
    stateListeners.call(page.state); // before the tab: it may take from the address what it shows
    openTab(tabOf(page.state));
  });

  // --- the open tab: Gradio draws the tabs, the address says which one is open, each is a step back ---
  const tabListeners = listeners();
  const tabOf = (state) => (tabs.includes(state.tab) ? state.tab : tabs[0]);
  page.tab = tabOf(page.state); // at once, though Gradio begins with the first
  let tabShown = false;

  const openTab = (id) => {
    if (id === page.tab) return;
    page.tab = id;
    tabShown = false;
    tabListeners.call(id);
    showTab();
  };
  const showTab = () => {
    const button = document.querySelector(`button[role="tab"][data-tab-id="${page.tab}"]`);
    if (button?.getAttribute("aria-selected") === "true") tabShown = true; // who taps the next one at once is followed
    else button?.click();
  };
  /* On a phone the row of tabs scrolls: the open one must be in it. */
  const bringTab = (button) => {
    const row = button.parentElement;
    const [left, right] = [button.offsetLeft, button.offsetLeft + button.offsetWidth];
    if (left < row.scrollLeft) row.scrollLeft = left;
    else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth;
  };
  /* Called whenever the page changes: brings the tab that was asked for, then follows who clicks another. */
  const followTab = () => {
    const button = document.querySelector('button[role="tab"][aria-selected="true"]');
    const shown = button?.dataset.tabId;
    if (shown === page.tab) {
      if (!tabShown) bringTab(button);
      tabShown = true;
    } else if (!tabShown) showTab();
    else if (shown) page.setTab(shown);
  };
  page.setTab = (id) => {
    if (!tabs.includes(id) || id === page.tab) return;
    writeState({ tab: id === tabs[0] ? null : id }, "pushState");
    openTab(id);
  };
  page.onTab = (callback) => {
    tabListeners.add(callback);
    callback(page.tab);
  };
  /* Whether a node lies in the open tab; what lies in another must ask the server for nothing. */
  page.isOpen = (node) => node.closest('[role="tabpanel"]')?.id === `tab-${page.tab}`;

  // --- words ----------------------------------------------------------------------------------------
  const browserLanguage = (navigator.languages ?? [navigator.language])
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => languages.includes(tag));
  const languageListeners = listeners();
  page.language = [page.state.language, remembered("language"), browserLanguage].find((tag) =>
    languages.includes(tag),
  ) ?? "en";

  page.text = (key, values = {}) => {
    const entry = texts[key];
    if (!entry) {
      console.warn(`no text for ${key}`);
      return key;
    }
    return entry[page.language].replace(/\{(\w+)\}/g, (slot, name) => values[name] ?? slot);
  };
  page.hasText = (key) => key in texts;

  const translations = [
    ["text", (node, words) => { if (node.textContent !== words) node.textContent = words; }],
    ["textLabel", (node, words) => node.setAttribute("aria-label", words)],
    ["textTitle", (node, words) => node.setAttribute("title", words)],
    ["textPlaceholder", (node, words) => node.setAttribute("placeholder", words)],
  ];
  page.translate = (root) => {
    for (const [name, write] of translations) {
      const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const nodes = [...root.querySelectorAll(`[${attribute}]`)];
      if (root.dataset?.[name]) nodes.push(root);
      for (const node of nodes) write(node, page.text(node.dataset[name]));
    }
  };
  page.onLanguage = (callback) => {
    languageListeners.add(callback);
    callback(page.language);
  };

  /* Gradio draws the tabs and draws them again at will. */
  const translateTabs = () => {
    for (const button of document.querySelectorAll('button[role="tab"]')) {
      const id = button.dataset.tabId;
      if (tabs.includes(id)) {
        const words = page.text(`page.tabs.${id}`);
        if (button.textContent.trim() !== words) button.textContent = words;
      }
    }
  };
  const applyLanguage = () => {
    document.documentElement.lang = page.language;
    document.title = page.text("page.title");
    page.translate(document);
    translateTabs();
    languageListeners.call(page.language);
  };
  const setLanguage = (language) => {
    if (language === page.language) return;
    page.language = language;
    remember("language", language);
    page.setState({ language });
    applyLanguage();
  };
  page.setLanguage = setLanguage;

  // --- light and dark -------------------------------------------------------------------------------
  const themeListeners = listeners();
  page.theme = [page.state.theme, remembered("theme")].find((name) => themes.includes(name)) ?? "system";
  const isDark = () => (page.theme === "system" ? dark.matches : page.theme === "dark");
  const applyTheme = () => {
    if (!document.body) return;
    if (document.body.classList.contains("dark") !== isDark()) document.body.classList.toggle("dark", isDark());
    document.documentElement.style.colorScheme = isDark() ? "dark" : "light";
    themeListeners.call(isDark());
  };
  const setTheme = (theme) => {
    page.theme = theme;
    remember("theme", theme);
    page.setState({ theme: theme === "system" ? null : theme });
    applyTheme();
  };
  page.setTheme = setTheme;
  page.onTheme = (callback) => {
    themeListeners.add(callback);
    callback(isDark());
  };
  dark.addEventListener("change", applyTheme);

  // --- the models -----------------------------------------------------------------------------------
  for (const model of models) {
    Object.defineProperty(model, "title", { get: () => page.text(`models.${model.name}.title`) });
  }
  page.model = (name) => models.find((model) => model.name === name);

  // --- the digit ------------------------------------------------------------------------------------
  /* The ink is one, whatever pad it is drawn on: operations (strokes, pictures, shifts, clears), see pad.js. */
  const inkListeners = listeners();
  const inkStorage = "playground.pad";
  const restoredInk = () => {
    try {
      return JSON.parse(sessionStorage.getItem(inkStorage) ?? "[]").map((operation) =>
        operation.kind === "picture" ? { ...operation, pixels: page.pixels(operation.pixels) } : operation,
      );
    } catch {
      return [];
    }
  };
  const saveInk = () => {
    const plain = page.ink.done.map((operation) =>
      operation.kind === "picture" ? { ...operation, pixels: page.base64(operation.pixels) } : operation,
    );
    try {
      sessionStorage.setItem(inkStorage, JSON.stringify(plain));
    } catch {
      // no storage or no room: the drawing lives until the page is left
    }
  };
  page.onInk = (callback) => inkListeners.add(callback);
  const inkChanged = () => {
    saveInk();
    inkListeners.call();
  };
  page.draw = (operation) => {
    page.ink.done.push(operation);
    page.ink.undone = [];
    inkChanged();
  };
  page.undo = () => {
    if (page.ink.done.length === 0) return;
    page.ink.undone.push(page.ink.done.pop());
    inkChanged();
  };
  page.redo = () => {
    if (page.ink.undone.length === 0) return;
    page.ink.done.push(page.ink.undone.pop());
    inkChanged();
  };
  /* Puts a gray picture (0 black … 255 white) on the sheet; a photo is cleaned by the server. */
  page.place = (pixels, width, height, photo) => {
    let ground = 255;
    if (photo) {
      const border = [];
      for (let x = 0; x < width; x++) border.push(pixels[x], pixels[(height - 1) * width + x]);
      for (let y = 0; y < height; y++) border.push(pixels[y * width], pixels[y * width + width - 1]);
      ground = border.sort((a, b) => a - b)[border.length >> 1];
    }
    page.draw({ kind: "picture", pixels, width, height, photo, ground });
  };

  /* What the networks see of it, white on black: {pixels: 784 bytes, key: the same as base64, example: whether it stands
     in for a drawing}, or null where nothing is drawn. */
  const digitListeners = listeners();
  let digit = null;
  page.onDigit = (callback) => {
    digitListeners.add(callback);
    callback(digit);
  };
  page.setDigit = (key, example = false) => {
    if (key === (digit?.key ?? null)) return;
    digit = key === null ? null : { pixels: page.pixels(key, 784), key, example };
    digitListeners.call(digit);
  };

  // --- the noise ------------------------------------------------------------------------------------
  /* The amount is in the kind's own unit; `position` is the centre of the block, [x, y] from 0 to 1, or null
     where the seed says. */
  page.noise = { kind: "gaussian", amount: 0.5, seed: 1, position: null };
  const noiseSettingListeners = listeners();
  page.setNoise = (patch) => {
    page.noise = { ...page.noise, ...patch };
    noiseSettingListeners.call(page.noise);
  };
  page.onNoiseSetting = (callback) => {
    noiseSettingListeners.add(callback);
    callback(page.noise);
  };

  /* An amount with its unit, never broken over two lines. */
  page.noiseAmount = (kind, amount) => {
    const values = { sigma: amount.toFixed(2), percent: Math.round(100 * amount), side: Math.round(28 * amount) };
    return page.text(`noise.amount.${kind}`, values).replaceAll(" ", "\u00a0");
  };

  /* The newest answer of the noise tab's `look`. `answer.request` is what was asked: {digit, noise, amount, seed,
     position}, ready to be sent on, so that every panel shows the same moment. */
  const noiseListeners = listeners();
  let newestNoise = null;
  page.onNoise = (callback) => {
    noiseListeners.add(callback);
    if (newestNoise) callback(newestNoise);
  };
  page.answerNoise = (answer) => {
    newestNoise = answer;
    noiseListeners.call(answer);
  };

  // --- what is asked, and the newest answer ---------------------------------------------------------
  /* Settings that ride along with the drawing (steps, pca_components …): each widget adds its own. */
  const wishListeners = listeners();
  page.wishes = {};
  page.ask = (patch) => {
    Object.assign(page.wishes, patch);
    wishListeners.call(page.wishes);
  };
  page.onAsk = (callback) => wishListeners.add(callback);

  const answerListeners = listeners();
  let newestAnswer = null;
  page.onAnswer = (callback) => {
    answerListeners.add(callback);
    if (newestAnswer) callback(newestAnswer);
  };
  page.answer = (answer) => {
    if (newestAnswer && answer.sequence < newestAnswer.sequence) return; // overtaken, by a clear for one
    newestAnswer = answer;
    page.setDigit(answer.empty ? null : answer.prepared);
    answerListeners.call(answer);
  };

  /* A panel that nobody sees need not follow the pen: returns a function that calls `paint` now while `node`
     is in view or within `margin` of it, and otherwise once, when it comes into view. */
  page.whileSeen = (node, paint, margin = "300px") => {
    let seen = false;
    let late = false;
    new IntersectionObserver((entries) => {
      seen = entries.at(-1).isIntersecting;
      if (!seen || !late) return;
      late = false;
      paint();
    }, { rootMargin: margin }).observe(node);
    return () => {
      if (seen) paint();
      else late = true;
    };
  };

  /* A picture file of one's own: chosen by the `.file` button of `node`, or dropped or pasted while `node` is to be seen.
     While one is dragged over the page, its tab has `data-dropping`. */
  page.onFile = (node, open) => {
    const input = node.querySelector('input[type="file"]');
    const tab = node.closest('[role="tabpanel"]') ?? document.body;
    const isShown = () => node.isConnected && node.getClientRects().length > 0;
    node.querySelector(".file").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      if (input.files.length > 0) open(input.files[0]);
      input.value = ""; // the same file may be chosen again
    });
    document.addEventListener("paste", (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
      if (!file || !isShown()) return;
      event.preventDefault();
      open(file);
    });
    document.addEventListener("dragover", (event) => {
      if (!isShown() || !event.dataTransfer?.types.includes("Files")) return;
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
      open(file);
    });
  };

  /* A panel that folds away (its `.body`, by its `.fold`), on every tab alike: the address remembers it. */
  page.foldable = (panel) => {
    const button = panel.querySelector(".fold");
    const folded = () => page.state.meaning === "folded";
    const show = () => {
      panel.dataset.folded = folded();
      panel.querySelector(".body").hidden = folded();
      const words = page.text(folded() ? "meaning.unfold" : "meaning.fold");
      button.setAttribute("aria-expanded", !folded());
      button.setAttribute("aria-label", words);
      button.title = words;
    };
    button.addEventListener("click", () => {
      page.setState({ meaning: folded() ? null : "folded" });
      foldListeners.call();
    });
    foldListeners.add(show);
    page.onState(show);
    page.onLanguage(show);
  };
  const foldListeners = listeners();

  /* A quiet line at the foot of the page; null takes it away. */
  page.notice = (key) => {
    const line = document.getElementById("page-notice");
    if (!line) return;
    line.hidden = key === null;
    if (key === null) delete line.dataset.text;
    else {
      line.dataset.text = key;
      line.textContent = page.text(key);
    }
  };

  /* send(request): one request in flight; while it is out only the newest waiting request is kept, so the
     last position of a drag is never lost and none queue up. A server that does not answer within `patience`
     milliseconds is asked again. */
  page.newest = (call, paint, patience = 8000) => {
    let waiting = null;
    let inFlight = false;
    let generation = 0;
    let failures = 0;

    const next = async () => {
      if (inFlight || waiting === null) return;
      inFlight = true;
      const request = waiting;
      waiting = null;
      const mine = ++generation;
      let timer;
      try {
        const late = new Promise((_, reject) => {
          timer = setTimeout(() => reject(new Error("no answer")), patience);
        });
        const answer = await Promise.race([call(request), late]);
        if (!answer || typeof answer !== "object") throw new Error("no answer");
        if (failures > 0) page.notice(null);
        failures = 0;
        if (mine === generation) {
          try {
            paint(answer, request);
          } catch (error) {
            console.error(error);
          }
        }
      } catch {
        failures += 1;
        page.notice("page.server_gone");
        waiting ??= request;
        await new Promise((resolve) => setTimeout(resolve, Math.min(500 * failures, 4000)));
      } finally {
        clearTimeout(timer);
        inFlight = false;
      }
      next();
    };
    return (request) => {
      waiting = request;
      next();
    };
  };

  // --- pictures and numbers -------------------------------------------------------------------------
  page.pixels = (base64, length) => {
    const text = atob(base64);
    const bytes = new Uint8Array(length ?? text.length);
    for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
    return bytes;
  };
  page.base64 = (bytes) => {
    let text = "";
    for (let start = 0; start < bytes.length; start += 8192) {
      text += String.fromCharCode(...bytes.subarray(start, start + 8192));
    }
    return btoa(text);
  };

  const paint = (canvas, width, height, fill) => {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    for (let index = 0; index < width * height; index++) fill(image.data, 4 * index, index);
    context.putImageData(image, 0, 0);
  };
  page.paintGray = (canvas, pixels, width, height) =>
    paint(canvas, width, height, (data, at, index) => {
      data[at] = data[at + 1] = data[at + 2] = pixels[index];
      data[at + 3] = 255;
    });

  /* The one diverging scale, the same as --negative … --zero … --positive in page.css. */
  const scales = {
    light: { negative: [37, 99, 205], zero: [255, 255, 255], positive: [219, 98, 14] },
    dark: { negative: [96, 159, 255], zero: [24, 27, 33], positive: [255, 151, 66] },
  };
  const levels = 255; // an odd number, so that zero is one of them
  const ramp = ({ negative, zero, positive }) =>
    Array.from({ length: levels }, (_, level) => {
      const share = (2 * level) / (levels - 1) - 1;
      const amount = Math.abs(share) ** 0.75; // small errors must be seen from the last row
      const end = share < 0 ? negative : positive;
      return zero.map((channel, index) => Math.round(channel + (end[index] - channel) * amount));
    });
  const ramps = { light: ramp(scales.light), dark: ramp(scales.dark) };
  /* The colour [red, green, blue] of a share from -1 to 1. */
  page.diverging = (share) => {
    const level = Math.round(((Math.max(-1, Math.min(1, share)) + 1) * (levels - 1)) / 2);
    return ramps[isDark() ? "dark" : "light"][level];
  };
  page.paintDiverging = (canvas, values, width, height, bound) => {
    const colors = ramps[isDark() ? "dark" : "light"];
    const scale = bound > 0 ? (levels - 1) / (2 * bound) : 0;
    paint(canvas, width, height, (data, at, index) => {
      const level = Math.round(values[index] * scale + (levels - 1) / 2);
      const color = colors[Math.max(0, Math.min(levels - 1, level))];
      data[at] = color[0];
      data[at + 1] = color[1];
      data[at + 2] = color[2];
      data[at + 3] = 255;
    });
  };

  /* A code as a strip: bars around zero, or, where it is long, a grid of coloured cells. A canvas is painted
     again when its size or the light changes; its size is remembered, as asking for it on every move of the
     pen would make the browser lay the page out each time. */
  const longest = 64; // numbers that are still bars
  const cellsAcross = 32;
  const strips = new Map();
  const paintStrip = (canvas) => {
    const { values, bound, width, height, ratio } = strips.get(canvas);
    if (width === 0 || height === 0) return;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    const color = (share) => `rgb(${page.diverging(share).join(" ")})`;
    if (values.length > longest) {
      const down = Math.ceil(values.length / cellsAcross);
      values.forEach((value, index) => {
        const x = Math.floor(((index % cellsAcross) * width) / cellsAcross);
        const y = Math.floor((Math.floor(index / cellsAcross) * height) / down);
        context.fillStyle = color(value / bound);
        context.fillRect(x, y, Math.ceil(width / cellsAcross), Math.ceil(height / down));
      });
      return;
    }
    const middle = height / 2;
    context.fillStyle = isDark() ? "#3c4655" : "#c3cad4"; // --border-strong
    context.fillRect(0, Math.round(middle - ratio / 2), width, Math.max(1, Math.round(ratio)));
    const slot = width / Math.max(1, values.length);
    const gap = Math.min(slot * 0.25, 4 * ratio);
    values.forEach((value, index) => {
      const length = (value / bound) * (middle - ratio);
      context.fillStyle = color(Math.sign(value));
      context.fillRect(index * slot + gap / 2, Math.min(middle, middle - length), slot - gap, Math.abs(length));
    });
  };
  const stripSizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const strip = strips.get(target);
      strip.ratio = Math.max(1, window.devicePixelRatio || 1);
      target.width = strip.width = Math.round(contentRect.width * strip.ratio);
      target.height = strip.height = Math.round(contentRect.height * strip.ratio);
      paintStrip(target);
    }
  });
  page.paintCode = (canvas, values, bound) => {
    const strip = strips.get(canvas) ?? { width: 0, height: 0, ratio: 1 };
    const isNew = !strips.has(canvas);
    strips.set(canvas, Object.assign(strip, { values, bound }));
    if (isNew) stripSizes.observe(canvas);
    else paintStrip(canvas);
  };
  themeListeners.add(() => {
    for (const canvas of strips.keys()) paintStrip(canvas);
  });

  page.number = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
    const size = Math.abs(value);
    let text;
    if (size === 0) text = "0";
    else if (size >= 999.5) text = Number(size.toPrecision(3)).toLocaleString("en-US");
    else if (size >= 0.0001) text = size.toPrecision(3).includes("e") ? String(Number(size.toPrecision(3))) : size.toPrecision(3);
    else {
      const [digits, exponent] = size.toExponential(2).split("e");
      const raised = [...exponent].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻").join("");
      text = `${digits} × 10${raised}`;
    }
    return value < 0 ? `−${text}` : text;
  };
  const counts = new Intl.NumberFormat("en-US"); // made once: that is what takes long
  page.count = (value) => counts.format(value);

  page.ink = { done: restoredInk(), undone: [] };

  // --- the page itself ------------------------------------------------------------------------------
  const start = () => {
    applyTheme();
    applyLanguage();
    new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    let planned = false;
    new MutationObserver(() => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => {
        planned = false;
        translateTabs();
        followTab();
      });
    }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);

  window.playground = page;
})();
