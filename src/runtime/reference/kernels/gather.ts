/** Kernels that choose by index. Negative indices count from the end; others outside are refused. */
import { RuntimeError } from "../../runtime.ts";
import {
  build,
  eachIndex,
  eachLine,
  type Floats,
  type Kernel,
  type Kernels,
  positionIn,
  reader,
  withAxis,
} from "../array.ts";

function within(op: string, id: number, size: number): number {
  if (id < -size || id >= size) {
    throw new RuntimeError(`run: ${op}: index ${id} is outside. Use ${-size} to ${size - 1}.`);
  }
  return id < 0 ? id + size : id;
}

const gather: Kernel = ([x, ids], { shape, attributes }) => {
  const axis = attributes.axis as number;
  const [read, id] = [reader(x!), reader(ids!)];
  const after = axis + ids!.shape.length;
  return build(shape, (index) => {
    const row = within("gather", id(index.slice(axis, after)), x!.shape[axis]!);
    return read([...index.slice(0, axis), row, ...index.slice(after)]);
  });
};

const scatterAdd: Kernel = ([updates, ids], { shape }) => {
  const y = build(shape, () => 0);
  const id = reader(ids!);
  const rank = ids!.shape.length;
  const position = positionIn(shape);
  eachIndex(updates!.shape, (index, i) => {
    const row = within("scatterAdd", id(index.slice(0, rank)), shape[0]!);
    y[position([row, ...index.slice(rank)])]! += updates!.data[i]!;
  });
  return y;
};

const takeAlong: Kernel = ([x, ids], { shape, attributes }) => {
  const axis = attributes.axis as number;
  const [read, id] = [reader(x!), reader(ids!)];
  return build(shape, (index) => read(withAxis(index, axis, within("takeAlong", id(index), x!.shape[axis]!))));
};

const addAlong: Kernel = ([updates, ids], { shape, attributes }) => {
  const axis = attributes.axis as number;
  const y = build(shape, () => 0);
  const position = positionIn(shape);
  eachIndex(updates!.shape, (index, i) => {
    y[position(withAxis(index, axis, within("addAlong", ids!.data[i]!, shape[axis]!)))]! += updates!.data[i]!;
  });
  return y;
};

/** Largest first, the lower index first where values tie. */
const topKIndices: Kernel = ([x], { shape, attributes }) => {
  const { axis, k } = attributes as { axis: number; k: number };
  const chosen: Floats = { shape, data: build(shape, () => 0) };
  const orders: number[][] = [];
  eachLine(x!, axis, (get, _position, size) => {
    orders.push(Array.from({ length: size }, (_, i) => i).sort((a, b) => get(b) - get(a) || a - b));
  });
  eachLine(chosen, axis, (_get, position) => {
    const order = orders.shift()!;
    for (let i = 0; i < k; i++) chosen.data[position(i)] = order[i]!;
  });
  return chosen.data;
};

/** -1 is no row. */
const gatherSum: Kernel = ([x, ids], { shape }) => {
  const [read, id] = [reader(x!), reader(ids!)];
  return build(shape, ([row, column]) => {
    let sum = 0;
    for (let j = 0; j < ids!.shape[1]!; j++) {
      const from = id([row!, j]);
      if (from !== -1) sum += read([within("gatherSum", from, x!.shape[0]!), column!]);
    }
    return sum;
  });
};

export const choosing: Kernels = { gather, gatherSum, scatterAdd, takeAlong, addAlong, topKIndices };
