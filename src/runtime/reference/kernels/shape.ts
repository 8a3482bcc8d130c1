/** Kernels that move numbers without changing them. */
import { broadcastReader, build, type Kernel, type Kernels, reader, withAxis } from "../array.ts";

const broadcastTo: Kernel = ([x], { shape }) => build(shape, broadcastReader(x!, shape.length));

const transpose: Kernel = ([x], { shape, attributes }) => {
  const read = reader(x!);
  const permutation = attributes.permutation as number[];
  return build(shape, (index) => read(permutation.map((_, axis) => index[permutation.indexOf(axis)]!)));
};

const slice: Kernel = ([x], { shape, attributes }) => {
  const read = reader(x!);
  const { axis, start, step } = attributes as { axis: number; start: number; step: number };
  return build(shape, (index) => read(withAxis(index, axis, start + index[axis]! * step)));
};

const concat: Kernel = (xs, { shape, attributes }) => {
  const axis = attributes.axis as number;
  const reads = xs.map(reader);
  return build(shape, (index) => {
    let place = index[axis]!;
    let part = 0;
    while (place >= xs[part]!.shape[axis]!) place -= xs[part++]!.shape[axis]!;
    return reads[part]!(withAxis(index, axis, place));
  });
};

const pad: Kernel = ([x], { shape, attributes }) => {
  const read = reader(x!);
  const { pads, value } = attributes as { pads: [number, number][]; value: number };
  return build(shape, (index) => {
    const inside = index.map((place, axis) => place - pads[axis]![0]);
    return inside.every((place, axis) => place >= 0 && place < x!.shape[axis]!) ? read(inside) : value;
  });
};

const flip: Kernel = ([x], { shape, attributes }) => {
  const read = reader(x!);
  const axes = attributes.axes as number[];
  return build(shape, (index) =>
    read(index.map((place, axis) => (axes.includes(axis) ? shape[axis]! - 1 - place : place))),
  );
};

export const moving: Kernels = { reshape: ([x]) => x!.data, broadcastTo, transpose, slice, concat, pad, flip };
