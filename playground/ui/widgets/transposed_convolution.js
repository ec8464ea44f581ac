// Transposed convolution by hand. A transposed convolution lays one copy of its kernel into the output for
// every input cell, `stride` cells apart, and adds up where copies overlap. How often a cell is written depends
// on geometry alone, so it is counted here without any weight: that count is the checkerboard.
// Both axes are alike, so everything is counted along one axis and multiplied.

const SIZE_LIMITS = { input: [2, 5], kernel: [1, 5], stride: [1, 3], padding: [0, 2], outputPadding: [0, 2] };
const PRESETS = {
  uneven: { input: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1 },
  even: { input: 4, kernel: 4, stride: 2, padding: 1, outputPadding: 0 },
  tiles: { input: 4, kernel: 2, stride: 2, padding: 0, outputPadding: 0 },
  holes: { input: 4, kernel: 2, stride: 3, padding: 0, outputPadding: 0 },
};

function outputSize({ input, kernel, stride, padding, outputPadding }) {
  return (input - 1) * stride - 2 * padding + kernel + outputPadding;
}

// Why PyTorch refuses these settings, as the key of a sentence; null where it accepts them.
function problem(settings) {
  if (settings.outputPadding >= settings.stride) return "output_padding_too_large";
  if (outputSize(settings) < 1) return "nothing_left";
  return null;
}

// The output cells [first, last) that input cell `index` writes, cut off at the border.
function footprint(index, settings) {
  const start = index * settings.stride - settings.padding;
  const size = outputSize(settings);
  return [Math.min(Math.max(start, 0), size), Math.max(Math.min(start + settings.kernel, size), 0)];
}

// The input cells [first, last) that write output cell `index`: the footprint read backwards.
function writers(index, settings) {
  const first = Math.ceil((index + settings.padding - settings.kernel + 1) / settings.stride);
  const last = Math.floor((index + settings.padding) / settings.stride);
  return [Math.max(first, 0), Math.min(last + 1, settings.input)];
}

// The cells [first, last) of the enlarged picture that a convolution of the same size reads for output cell `index`.
function window_(index, kernel, size) {
  const start = index - Math.floor((kernel - 1) / 2);
  return [Math.max(start, 0), Math.min(start + kernel, size)];
}

const length = ([first, last]) => Math.max(0, last - first);
const range = (count) => Array.from({ length: count }, (_, index) => index);
const square = (axis) => axis.map((down) => axis.map((across) => down * across));

// How often each output cell is written, as rows.
function transposedCounts(settings) {
  return square(range(outputSize(settings)).map((index) => length(writers(index, settings))));
}

// How many products each output cell adds up when the picture is first resized to `size` and then convolved.
function resizeCounts(size, kernel) {
  return square(range(size).map((index) => length(window_(index, kernel, size))));
}

// How often cells far from any border are written: one value where the overlap is even.
function innerCounts({ kernel, stride }) {
  const fewest = Math.floor(kernel / stride);
  const axis = kernel % stride === 0 ? [fewest] : [fewest, fewest + 1];
  return [...new Set(axis.flatMap((down) => axis.map((across) => down * across)))].sort((a, b) => a - b);
}

playground.transposedConvolution = { outputSize, problem, transposedCounts, resizeCounts, innerCounts };
