/* safetensors files read in the page, tensor by tensor: eight bytes of length, a JSON header, the tensors. Runs once, in
   <head>, after page.js. See https://huggingface.co/docs/safetensors. */
(() => {
  const page = window.playground;
  if (page.safetensors) return;

  const PEEK = 8192; // bytes that are read first: they hold the whole header of every file we have

  async function bytesOf(url, start, end) {
    const answer = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    return answer.status === 206 ? bytes : bytes.slice(start, end); // who knows no ranges sends the whole file
  }

  async function readHeader(url) {
    let bytes = await bytesOf(url, 0, PEEK);
    const length = Number(new DataView(bytes).getBigUint64(0, true));
    if (8 + length > bytes.byteLength) bytes = await bytesOf(url, 0, 8 + length);
    return { header: JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length))), start: 8 + length };
  }

  /* IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. */
  function fromHalf(bits) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  let halves = null; // all of them, because a table is read ten times faster than one is computed
  function fromHalves(bytes) {
    halves ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => fromHalf(bits));
    const values = new Uint16Array(bytes);
    const found = new Float32Array(values.length);
    for (let at = 0; at < values.length; at++) found[at] = halves[values[at]];
    return found;
  }

  const TYPES = {
    F32: (bytes) => new Float32Array(bytes),
    F16: fromHalves,
    I32: (bytes) => new Int32Array(bytes),
    I16: (bytes) => new Int16Array(bytes),
    U8: (bytes) => new Uint8Array(bytes),
  };

  /* playground.safetensors(url) -> Promise of {names, read(names) -> Promise of {name: {values, shape}}}. Half precision
     becomes Float32Array. Tensors that lie side by side are fetched at once; a name that the file lacks is an Error. */
  page.safetensors = async (url) => {
    const { header, start } = await readHeader(url);
    async function read(names) {
      const wanted = names
        .map((name) => {
          if (!TYPES[header[name]?.dtype]) throw new Error(`${url}: ${name} is missing or of a type not known here`);
          return { name, ...header[name] };
        })
        .sort((one, other) => one.data_offsets[0] - other.data_offsets[0]);
      const runs = [];
      for (const tensor of wanted) {
        const [from, to] = tensor.data_offsets;
        const run = runs.at(-1);
        if (run?.to === from) Object.assign(run, { to, tensors: [...run.tensors, tensor] });
        else runs.push({ from, to, tensors: [tensor] });
      }
      const found = {};
      await Promise.all(
        runs.map(async ({ from, to, tensors }) => {
          const bytes = await bytesOf(url, start + from, start + to);
          for (const { name, dtype, shape, data_offsets: [first, last] } of tensors) {
            found[name] = { values: TYPES[dtype](bytes.slice(first - from, last - from)), shape };
          }
        }),
      );
      return found;
    }
    return { names: Object.keys(header).filter((name) => name !== "__metadata__"), read };
  };
})();
