/* What the panels of several tabs share: line charts, telling why there is no answer, answers of many numbers or pictures,
   typed numbers, saved files. Runs once, in <head>, after page.js. */
(() => {
  const page = window.playground;
  if (page.plot) return;

  page.svg = (name, attributes = {}, parent = null) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent?.append(node);
    return node;
  };

  const scale = ({ low, high, logarithmic }, from, to) => {
    const measure = logarithmic ? Math.log : (value) => value;
    const span = measure(high) - measure(low);
    return (value) => from + ((to - from) * (measure(value) - measure(low))) / span;
  };

  /* Empties `svg` (an element of class "plot") and draws two axes in it. An axis is {low, high, logarithmic, ticks:
     [{at, text}], name}. Returns the scales from values to pixels, and `group(attributes)`, whose content is cut at
     the frame. */
  let frames = 0;
  page.plot = (svg, { width, height, margin, across, up }) => {
    const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
    const x = scale(across, left, right);
    const y = scale(up, bottom, top);
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const write = (text, attributes) => {
      page.svg("text", { class: "tick", ...attributes }, svg).textContent = text;
    };
    for (const { at, text } of up.ticks) {
      page.svg("line", { class: "grid", x1: left, x2: right, y1: y(at), y2: y(at) }, svg);
      write(text, { x: left - 6, y: y(at) + 4, "text-anchor": "end" });
    }
    for (const { at, text } of across.ticks) write(text, { x: x(at), y: bottom + 16, "text-anchor": "middle" });
    if (up.name) write(up.name, { x: 0, y: 12 });
    if (across.name) write(across.name, { x: (left + right) / 2, y: bottom + 34, "text-anchor": "middle" });

    frames += 1;
    const id = `plot-frame-${frames}`;
    const clip = page.svg("clipPath", { id }, svg);
    page.svg("rect", { x: left, y: top - 2, width: right - left, height: bottom - top + 4 }, clip);
    const group = (attributes = {}) => page.svg("g", { "clip-path": `url(#${id})`, ...attributes }, svg);
    return { x, y, left, right, top, bottom, group };
  };

  /* Points [x, y] in pixels as the path of a line. */
  page.linePath = (points) =>
    points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

  /* Round numbers from `low` to `high`, about `count` of them: steps of 1, 2 or 5 in some decade. */
  page.ticks = (low, high, count) => {
    const rough = (high - low) / count;
    const decade = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((size) => size * decade).find((size) => size >= rough);
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
  };

  /* Where an answer tells of an error, says so in `node`; whether it does. */
  page.tell = (node, { error }) => {
    node.hidden = !error;
    if (!error) {
      delete node.dataset.text;
      return false;
    }
    node.dataset.text = page.hasText(`errors.${error}`) ? `errors.${error}` : "errors.bad_request";
    node.textContent = page.text(node.dataset.text);
    return true;
  };

  // --- answers of many numbers or pictures ------------------------------------------------------------
  page.floats = (base64) => new Float32Array(page.pixels(base64).buffer);
  const inflate = async (base64) => {
    const stream = new Blob([page.pixels(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  /* An answer of many pictures, with the fields of those names inflated to bytes. */
  page.inflated = async (answer, names) => {
    if (!answer || answer.error) return answer;
    const bytes = await Promise.all(names.map((name) => inflate(answer[name])));
    return { ...answer, ...Object.fromEntries(names.map((name, at) => [name, bytes[at]])) };
  };

  // --- what is typed, and what is saved ---------------------------------------------------------------
  /* A whole number that was typed and may be wrong: null where it is. */
  page.wholeNumber = (text, low, high) => {
    const value = Number(text);
    return text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high ? value : null;
  };
  page.download = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
})();
