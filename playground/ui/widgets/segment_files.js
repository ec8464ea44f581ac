/* Files of what was found: a table, and a PNG of gray bytes. A canvas would write four channels, and some browsers alter what is
   read from one: a mask has to be exact. Runs once, in <head>, after segment.js. */
(() => {
  const page = window.playground;
  if (page.grayPng) return;

  const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const checksum = (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 255];
    return ~value >>> 0;
  };

  /* One chunk: its length, its name and data, and the CRC-32 of these two. */
  function chunk(name, data) {
    const bytes = new Uint8Array(12 + data.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set([...name].map((letter) => letter.charCodeAt(0)), 4);
    bytes.set(data, 8);
    view.setUint32(8 + data.length, checksum(bytes.subarray(4, 8 + data.length)));
    return bytes;
  }

  async function deflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /* Gray bytes (height x width, row by row) -> Promise of a Blob: 8 bits, one channel. */
  page.grayPng = async (pixels, width, height) => {
    const header = new Uint8Array(13);
    const view = new DataView(header.buffer);
    view.setUint32(0, width);
    view.setUint32(4, height);
    header.set([8, 0, 0, 0, 0], 8);
    const rows = new Uint8Array(height * (width + 1)); // each row begins with its filter: none
    for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
    const parts = [Uint8Array.from(SIGNATURE), chunk("IHDR", header), chunk("IDAT", await deflate(rows)), chunk("IEND", new Uint8Array())];
    return new Blob(parts, { type: "image/png" });
  };

  /* One row an object, and in every row what it takes to find them again. Lengths are in pixels, intensity from 0 to 1. */
  const COLUMNS = ["id", "area", "x", "y", "left", "top", "width", "height", "perimeter", "diameter", "eccentricity", "solidity", "intensity"];
  const quoted = (text) => (/[",\n]/.test(text) ? `"${String(text).replaceAll('"', '""')}"` : text);
  page.segmentCsv = () => {
    const { picture, result } = page.segment;
    const { maps, threshold, smallest, objects } = result;
    const { example, seed, name } = picture;
    const origin = [example ? (example.synthetic ? `${name} ${seed}` : name) : name, maps.model, maps.cut.join(" "), threshold, smallest].map(quoted);
    const header = [...COLUMNS, "picture", "model", "cut_skips", "threshold", "smallest"];
    const rows = objects.map((object) => [...COLUMNS.map((column) => object[column] ?? ""), ...origin]);
    return new Blob([[header, ...rows].map((row) => `${row.join(",")}\n`).join("")], { type: "text/csv" });
  };
})();
