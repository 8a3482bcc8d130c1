/** Numbers with a shape, and the loops over their indices that every kernel is written with. */

/** A tensor's numbers in row-major order, as float64 whatever its dtype. */
export interface Floats {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A node as a kernel sees it: every size is a number. */
export interface Node {
  readonly shape: readonly number[];
  readonly dtype: string;
  // biome-ignore lint/suspicious/noExplicitAny: an op knows its own attributes
  readonly attributes: any;
}

/** One op on numbers: the definition, written as loops. */
export type Kernel = (inputs: readonly Floats[], node: Node) => Float64Array;
export type Kernels = Readonly<Record<string, Kernel>>;

export const count = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

/** Fills a shape: `number` is asked for every index, in row-major order. The index is one array, reused. */
export function build(shape: readonly number[], number: (index: readonly number[]) => number): Float64Array {
  const data = new Float64Array(count(shape));
  eachIndex(shape, (index, i) => {
    data[i] = number(index);
  });
  return data;
}

/** Visits every index of a shape in row-major order, with its position. The index is one array, reused. */
export function eachIndex(shape: readonly number[], visit: (index: readonly number[], position: number) => void): void {
  const index = shape.map(() => 0);
  const total = count(shape);
  for (let position = 0; position < total; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** The position of an index in row-major order. */
export function positionIn(shape: readonly number[]): (index: readonly number[]) => number {
  const strides = shape.map((_, axis) => count(shape.slice(axis + 1)));
  return (index) => strides.reduce((sum, stride, axis) => sum + stride * index[axis]!, 0);
}

/** Reads x by index. */
export function reader({ shape, data }: Floats): (index: readonly number[]) => number {
  const position = positionIn(shape);
  return (index) => data[position(index)]!;
}

/** The position in a shape of an index of `rank` axes that it is broadcast to: aligned from the right, size 1 repeated. */
export function broadcastPosition(shape: readonly number[], rank: number): (index: readonly number[]) => number {
  const strides = shape.map((size, axis) => (size === 1 ? 0 : count(shape.slice(axis + 1))));
  const extra = rank - shape.length;
  return (index) => strides.reduce((sum, stride, axis) => sum + stride * index[axis + extra]!, 0);
}

/** Reads x by an index of a shape that x is broadcast to. */
export function broadcastReader({ shape, data }: Floats, rank: number): (index: readonly number[]) => number {
  const position = broadcastPosition(shape, rank);
  return (index) => data[position(index)]!;
}

/** An index with one axis set to another place. */
export const withAxis = (index: readonly number[], axis: number, place: number): number[] =>
  index.map((old, i) => (i === axis ? place : old));

/** The lines of x along an axis: calls `line` with a getter and a setter for each. */
export function eachLine(
  { shape, data }: Floats,
  axis: number,
  line: (get: (i: number) => number, position: (i: number) => number, size: number) => void,
): void {
  const step = count(shape.slice(axis + 1));
  const size = shape[axis]!;
  for (let outer = 0; outer < count(shape.slice(0, axis)); outer++) {
    for (let inner = 0; inner < step; inner++) {
      const position = (i: number) => (outer * size + i) * step + inner;
      line((i) => data[position(i)]!, position, size);
    }
  }
}
