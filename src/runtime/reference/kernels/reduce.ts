/** Kernels along axes: reductions, normalised exponentials, running sums, normalisations. */
import { build, eachIndex, eachLine, type Floats, type Kernel, type Kernels, positionIn } from "../array.ts";

/** Calls `meet` with each element of x and the position in the result that it belongs to. */
function eachMeeting(x: Floats, axes: readonly number[], meet: (position: number, number: number) => void): void {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const position = positionIn(kept);
  eachIndex(x.shape, (index, i) => {
    meet(position(index.map((place, axis) => (axes.includes(axis) ? 0 : place))), x.data[i]!);
  });
}

const reduction =
  (start: number, join: (sum: number, x: number) => number): Kernel =>
  ([x], { shape, attributes }) => {
    const y = build(shape, () => start);
    eachMeeting(x!, attributes.axes, (position, number) => {
      y[position] = join(y[position]!, number);
    });
    return y;
  };

const sum = reduction(0, (s, x) => s + x);
const mean: Kernel = (inputs, node) => {
  const total = sum(inputs, node);
  return total.map((s) => (s * total.length) / inputs[0]!.data.length);
};

const argmax: Kernel = ([x], { shape, attributes }) => {
  const best: number[] = [];
  eachLine(x!, attributes.axis, (get, _position, size) => {
    let at = 0;
    for (let i = 1; i < size; i++) if (get(i) > get(at)) at = i;
    best.push(at);
  });
  return build(shape, () => best.shift()!);
};

/** A function of each line along `attributes.axis` (the last unless given). */
const byLine =
  (
    f: (
      line: Float64Array,
      inputs: readonly Floats[],
      attributes: { epsilon: number; reverse: boolean },
    ) => Float64Array,
  ): Kernel =>
  (inputs, { shape, attributes }) => {
    const [x] = inputs;
    const y = build(shape, () => 0);
    eachLine(x!, attributes.axis ?? shape.length - 1, (get, position, size) => {
      const line = f(
        Float64Array.from({ length: size }, (_, i) => get(i)),
        inputs,
        attributes,
      );
      line.forEach((number, i) => {
        y[position(i)] = number;
      });
    });
    return y;
  };

const sumOf = (line: Float64Array): number => line.reduce((s, x) => s + x, 0);
const meanOf = (line: Float64Array): number => sumOf(line) / line.length;

const logSoftmax = (line: Float64Array): Float64Array => {
  const largest = line.reduce((m, x) => Math.max(m, x), -Infinity);
  const total = Math.log(sumOf(line.map((x) => Math.exp(x - largest)))) + largest;
  return line.map((x) => x - total);
};

const cumsum = (line: Float64Array, reverse: boolean): Float64Array => {
  let total = 0;
  const running = (reverse ? line.toReversed() : line).map((x) => {
    total += x;
    return total;
  });
  return reverse ? running.reverse() : running;
};

const layerNorm = byLine((line, [, scale, bias], { epsilon }) => {
  const mu = meanOf(line);
  const sigma = Math.sqrt(meanOf(line.map((x) => (x - mu) ** 2)) + epsilon);
  return line.map((x, i) => (scale!.data[i]! * (x - mu)) / sigma + bias!.data[i]!);
});

const layerNormStatistic: Kernel = ([x], { shape, attributes }) => {
  const found: number[] = [];
  eachLine(x!, x!.shape.length - 1, (get, _position, size) => {
    const line = Float64Array.from({ length: size }, (_, i) => get(i));
    const mu = meanOf(line);
    const inverse = 1 / Math.sqrt(meanOf(line.map((x) => (x - mu) ** 2)) + attributes.epsilon);
    found.push(attributes.which === "mean" ? mu : inverse);
  });
  return build(shape, () => found.shift()!);
};

const rmsNorm = byLine((line, [, scale], { epsilon }) => {
  const root = Math.sqrt(meanOf(line.map((x) => x * x)) + epsilon);
  return line.map((x, i) => (scale!.data[i]! * x) / root);
});

export const along: Kernels = {
  sum,
  mean,
  max: reduction(-Infinity, Math.max),
  min: reduction(Infinity, Math.min),
  argmax,
  softmax: byLine((line) => logSoftmax(line).map(Math.exp)),
  logSoftmax: byLine(logSoftmax),
  cumsum: byLine((line, _inputs, { reverse }) => cumsum(line, reverse)),
  layerNorm,
  layerNormStatistic,
  rmsNorm,
};
