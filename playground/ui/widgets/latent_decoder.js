/* Decoders that run in the page. A decoder of affine layers and ReLUs is read out of the checkpoint's own
   safetensors file, only its own tensors, and computed with Float32Array: no round trip, no server time. One that a
   browser cannot run asks the server, one request in flight, the newest wins. Runs once, in <head>, after safetensors.js. */
(() => {
  const page = window.playground;
  if (page.decoder) return;

  const PIXELS = 784;

  // --- arithmetic: whole in itself, because the worker below is made of its source --------------------
  function arithmetic() {
    const SIDE_BY_SIDE = 4; // codes that share each weight that is read

    /* outputs (count x rows) = inputs (count x columns) times the weights' transpose, plus bias; then ReLU. */
    function affine({ weight, bias, rows, columns, relu }, inputs, count) {
      const outputs = new Float32Array(count * rows);
      let code = 0;
      for (; code + SIDE_BY_SIDE <= count; code += SIDE_BY_SIDE) four(code);
      for (; code < count; code++) one(code);
      if (relu) for (let at = 0; at < outputs.length; at++) if (outputs[at] < 0) outputs[at] = 0;
      return outputs;

      function four(first) {
        const [a, b, c, d] = [0, 1, 2, 3].map((next) => (first + next) * columns);
        for (let row = 0, at = 0; row < rows; row++) {
          let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
          for (let column = 0; column < columns; column++, at++) {
            const factor = weight[at];
            sumA += factor * inputs[a + column];
            sumB += factor * inputs[b + column];
            sumC += factor * inputs[c + column];
            sumD += factor * inputs[d + column];
          }
          outputs[first * rows + row] = sumA + bias[row];
          outputs[(first + 1) * rows + row] = sumB + bias[row];
          outputs[(first + 2) * rows + row] = sumC + bias[row];
          outputs[(first + 3) * rows + row] = sumD + bias[row];
        }
      }

      // Four partial sums, because each addition waits for the one before it.
      function one(first) {
        const start = first * columns;
        const even = columns - (columns % 4);
        for (let row = 0, at = 0; row < rows; row++) {
          let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
          let column = 0;
          for (; column < even; column += 4, at += 4) {
            sumA += weight[at] * inputs[start + column];
            sumB += weight[at + 1] * inputs[start + column + 1];
            sumC += weight[at + 2] * inputs[start + column + 2];
            sumD += weight[at + 3] * inputs[start + column + 3];
          }
          for (; column < columns; column++, at++) sumA += weight[at] * inputs[start + column];
          outputs[first * rows + row] = sumA + sumB + sumC + sumD + bias[row];
        }
      }
    }

    /* Pictures (count x 784) in [0, 1] of codes (count x latentDim); a label, where the network takes one, is appended
       to each code as ten numbers with a single 1. */
    function decode({ layers, output, labels, latentDim }, codes, label) {
      const count = codes.length / latentDim;
      const width = latentDim + labels;
      let values = new Float32Array(count * width);
      for (let code = 0; code < count; code++) {
        values.set(codes.subarray(code * latentDim, (code + 1) * latentDim), code * width);
        if (labels > 0) values[code * width + latentDim + label] = 1;
      }
      for (const layer of layers) values = affine(layer, values, count);
      for (let at = 0; at < values.length; at++) {
        const value = output === "sigmoid" ? 1 / (1 + Math.exp(-values[at])) : values[at];
        values[at] = value < 0 ? 0 : value > 1 ? 1 : value;
      }
      return values;
    }

    /* Gray levels 0 … 255 of values in [0, 1]. */
    const levels = (values) => Uint8ClampedArray.from(values, (value) => 255 * value);

    /* What one number of a code decodes to along its range, the others held: frames x 784 gray levels. */
    function strip(network, { code, label, frames, low, high }, dimension) {
      const codes = new Float32Array(frames * code.length);
      for (let frame = 0; frame < frames; frame++) {
        codes.set(code, frame * code.length);
        const share = frame / (frames - 1);
        codes[frame * code.length + dimension] = low[dimension] + share * (high[dimension] - low[dimension]);
      }
      return levels(decode(network, codes, label));
    }

    return { decode, levels, strip };
  }
  const { decode, levels } = arithmetic();
  page.grayLevels = levels;

  // --- the worker: film-strips and lattices, which must never delay the picture -----------------------
  function work(self, { decode, levels, strip }) {
    let network = null;
    let job = null; // the newest film-strips
    let due = 0; // strips of it that are still to be made
    let next = 0; // which of them, so that in a long drag every strip has its turn
    const turn = new MessageChannel(); // lets newer messages in between two strips

    self.onmessage = ({ data }) => {
      if (data.network) network = data.network;
      if (data.job) {
        const idle = due === 0;
        job = data.job;
        due = job.dimensions.length;
        if (idle && due > 0) turn.port2.postMessage(null);
      }
      if (data.codes) {
        const pixels = levels(decode(network, data.codes, data.label));
        self.postMessage({ ticket: data.ticket, pixels }, [pixels.buffer]);
      }
    };
    turn.port1.onmessage = () => {
      if (due === 0) return;
      const dimension = job.dimensions[next++ % job.dimensions.length];
      const pixels = strip(network, job, dimension);
      self.postMessage({ number: job.number, dimension, frames: job.frames, pixels }, [pixels.buffer]);
      due -= 1;
      if (due > 0) turn.port2.postMessage(null);
    };
  }
  const workerSource = () => `(${work})(self, (${arithmetic})());`;

  // --- the two kinds of decoder ------------------------------------------------------------------------
  async function local(space) {
    const { layers, output, labels } = space.decoder;
    const file = await page.safetensors(space.url);
    const tensors = await file.read(layers.flatMap(({ weight, bias }) => [weight, bias]));
    const network = {
      latentDim: space.latent_dim,
      labels,
      output,
      layers: layers.map(({ weight, bias, relu }) => {
        const [rows, columns] = tensors[weight].shape;
        return { weight: tensors[weight].values, bias: tensors[bias].values, rows, columns, relu };
      }),
    };

    let worker = null;
    let paintStrip = null;
    let number = 0;
    const tickets = new Map();
    const hired = () => {
      if (worker) return worker;
      worker = new Worker(URL.createObjectURL(new Blob([workerSource()], { type: "text/javascript" })));
      worker.onmessage = ({ data }) => {
        if (data.ticket === undefined) paintStrip(data.dimension, data.pixels, data.frames);
        else {
          tickets.get(data.ticket)(data.pixels);
          tickets.delete(data.ticket);
        }
      };
      worker.postMessage({ network });
      return worker;
    };
    return {
      latentDim: network.latentDim,
      labels,
      local: true,
      decode: (code, label) => decode(network, code, label),
      pictures: (codes, label) =>
        new Promise((resolve) => {
          const ticket = tickets.size === 0 ? 0 : Math.max(...tickets.keys()) + 1;
          tickets.set(ticket, resolve);
          hired().postMessage({ codes, label, ticket });
        }),
      strips: (job, paint) => {
        paintStrip = paint;
        number += 1;
        hired().postMessage({ job: { ...job, number } });
      },
    };
  }

  function remote(space) {
    const { model, latent_dim: latentDim } = space;
    const resolves = new Map(); // of the codes that were asked for and not yet answered
    let sequence = 0;
    const through = (name) => async (request) => {
      const server = await page.latentServer;
      const answer = await server[name](request);
      if (answer?.sequence !== request.sequence) throw new Error("no answer"); // Gradio resolves failures, too
      return answer;
    };
    const sendCode = page.newest(through("decode"), (answer) => {
      for (const [asked, resolve] of resolves) {
        if (asked > answer.sequence) continue;
        const mine = asked === answer.sequence && !answer.error;
        resolve(mine ? Float32Array.from(page.pixels(answer.pixels, PIXELS), (level) => level / 255) : null);
        resolves.delete(asked);
      }
    });
    let paintStrip = null;
    const sendStrips = page.newest(through("strips"), (answer, request) => {
      if (answer.error) return;
      const size = request.frames * PIXELS;
      const pixels = page.pixels(answer.pixels, latentDim * size);
      for (let dimension = 0; dimension < latentDim; dimension++) {
        paintStrip(dimension, pixels.subarray(dimension * size, (dimension + 1) * size), request.frames);
      }
    });
    return {
      latentDim,
      labels: 0,
      local: false,
      decode: (code, label) =>
        new Promise((resolve) => {
          sequence += 1;
          resolves.set(sequence, resolve);
          sendCode({ sequence, model, code: [...code], label });
        }),
      strips: ({ code, label, frames, low, high }, paint) => {
        paintStrip = paint;
        sequence += 1;
        sendStrips({ sequence, model, code: [...code], label, frames, low: [...low], high: [...high] });
      },
    };
  }

  /* playground.decoder(space) -> Promise of {
       latentDim, labels, local,
       decode(code, label): Float32Array(784) in [0, 1]; where `local` is false a Promise of it, or of null where a newer
         code has overtaken this one,
       pictures(codes, label): Promise of N x 784 gray levels, made in a worker; local decoders only,
       strips({code, label, frames, low, high, dimensions}, paint): film-strips; paint(dimension, gray levels, frames)
         is called for each, the newest code wins
     }. `space` is what the latent tab's `space` answers, see playground.latentSpace. */
  const decoders = new Map();
  page.decoder = (space) => {
    const key = `${space.model} ${space.sha256}`;
    if (!decoders.has(key)) {
      const made = space.decoder ? local(space) : Promise.resolve(remote(space));
      made.catch(() => decoders.delete(key)); // the next who asks tries again
      decoders.set(key, made);
    }
    return decoders.get(key);
  };
})();
