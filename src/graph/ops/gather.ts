/** Ops that choose by index: gather, scatter-add, embedding, top-k. */
import { needIndices, needNumbers } from "../check.ts";
import { type Dim, productOf } from "../dim.ts";
import { arrayOf } from "../dtype.ts";
import { concrete, normalizeAxis, type Shape, ShapeError, shapeError, shapeText } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { transpose } from "./shape.ts";

type Apply<A> = (inputs: readonly Tensor[], attributes: A) => Tensor;

const gatherOp: Apply<{ axis: number }> = defineOp<{ axis: number }>({
  name: "gather",
  shape: ([x, ids], { axis }) => ({
    shape: [...x!.shape.slice(0, axis), ...ids!.shape, ...x!.shape.slice(axis + 1)],
    dtype: x!.dtype,
  }),
  vjp: (dY, [x, ids], y) => {
    const axis = y.attributes.axis as number;
    const size = concrete(x!.shape[axis], "gradient of gather", x!.shape);
    const before = [...Array(axis).keys()];
    const chosen = [...Array(ids!.rank).keys()].map((i) => axis + i);
    const after = [...Array(x!.rank - axis - 1).keys()].map((i) => axis + ids!.rank + i);
    const rows = scatterAdd(transpose(dY, [...chosen, ...before, ...after]), ids!, size); // [size, before, after]
    return [transpose(rows, [...before.map((i) => i + 1), 0, ...after.map((_, i) => axis + 1 + i)]), null];
  },
  onnx: (emit, [x, ids], y) => emit("Gather", [x!, ids!], { axis: y.attributes.axis }),
});

/** Slices of x by index along an axis: for axis 0, y[i…] = x[ids[i…]]. */
export function gather(x: Tensor, ids: Tensor, axis = 0): Tensor {
  needIndices("gather", ids);
  return gatherOp([x, ids], { axis: normalizeAxis("gather", axis, x.shape) });
}

/** A row of the table [V, C] for every id: ids […] → […, C]. */
export const embedding = (table: Tensor, ids: Tensor): Tensor => gather(table, ids, 0);

const scatterAddOp: Apply<{ size: number }> = defineOp<{ size: number }>({
  name: "scatterAdd",
  shape: ([updates, ids], { size }) => {
    if (ids!.shape.some((dim, i) => dim !== updates!.shape[i])) {
      shapeError("scatterAdd", [updates!.shape, ids!.shape], "Updates must begin with the shape of the indices.");
    }
    const { dtype } = needNumbers("scatterAdd", updates!);
    return { shape: [size, ...updates!.shape.slice(ids!.rank)], dtype };
  },
  vjp: (dY, [, ids]) => [gather(dY, ids!), null],
  onnx: (emit, [updates, ids], y) => {
    const [from, chosen] = [y.inputs[0]!.shape, y.inputs[1]!.shape];
    const rows = productOf(chosen);
    const columns = productOf(from.slice(chosen.length));
    const flat = emit("Reshape", [updates!, emit.shape([rows, columns])]);
    const size = y.attributes.size as number;
    const sums = isSmall(size, rows, y)
      ? sumByProduct(emit, flat, emit("Reshape", [ids!, emit.ints([1, -1])]), y)
      : sumByElement(emit, flat, emit("Reshape", [ids!, emit.ints([-1, 1])]), [rows, columns], y);
    return emit("Reshape", [sums, emit.shape(y.shape)]);
  },
});

// Not ScatterND: ONNX Runtime runs its indices in parallel, and equal ones lose sums to each other.
// Few rows are one product with a one-hot matrix (4 times faster at 65 rows); many go element by element.
const isSmall = (size: number, rows: Dim, y: Tensor): boolean =>
  typeof rows === "number" && size <= 256 && size * rows <= 2 ** 23 && y.dtype === "float32";

function sumByProduct(emit: Emit, flat: string, ids: string, y: Tensor): string {
  const dtype = y.inputs[1]!.dtype;
  const size = y.attributes.size as number;
  const all = arrayOf(
    dtype,
    Array.from({ length: size }, (_, i) => i),
  );
  const fromFront = emit("Mod", [ids, emit.scalar(dtype, size)]); // -1 is the last
  const oneHot = emit("Cast", [emit("Equal", [emit.constant(dtype, [size, 1], all), fromFront])], { to: 1 });
  return emit("MatMul", [oneHot, flat]);
}

function sumByElement(emit: Emit, flat: string, ids: string, shape: Shape, y: Tensor): string {
  const base = emit("Expand", [emit.scalar(y.dtype, 0), emit.shape([y.attributes.size, shape[1]!])]);
  const everywhere = emit("Expand", [ids, emit.shape(shape)]);
  return emit("ScatterElements", [base, everywhere, flat], { axis: 0, reduction: "add" });
}

/** Sums rows by index into `size` rows of zeros: y[ids[i…]] += updates[i…]. Negative indices count from the end. */
export function scatterAdd(updates: Tensor, ids: Tensor, size: number): Tensor {
  needIndices("scatterAdd", ids);
  return scatterAddOp([updates, ids], { size });
}

function alongShape(op: string, x: Shape, ids: Shape, axis: number): Shape {
  if (x.length !== ids.length || x.some((dim, i) => i !== axis && dim !== ids[i])) {
    shapeError(op, [x, ids], `All sizes but axis ${axis} must be equal.`);
  }
  return ids;
}

const takeAlongOp: Apply<{ axis: number }> = defineOp<{ axis: number }>({
  name: "takeAlong",
  shape: ([x, ids], { axis }) => ({ shape: alongShape("takeAlong", x!.shape, ids!.shape, axis), dtype: x!.dtype }),
  vjp: (dY, [x, ids], y) => [addAlong(dY, ids!, x!.shape[y.attributes.axis] as Dim, y.attributes.axis), null],
  onnx: (emit, [x, ids], y) => emit("GatherElements", [x!, ids!], { axis: y.attributes.axis }),
});

/** y[…, i, …] = x[…, ids[…, i, …], …] along one axis. */
export function takeAlong(x: Tensor, ids: Tensor, axis = -1): Tensor {
  needIndices("takeAlong", ids);
  return takeAlongOp([x, ids], { axis: normalizeAxis("takeAlong", axis, x.shape) });
}

const addAlongOp: Apply<{ axis: number; size: Dim }> = defineOp<{ axis: number; size: Dim }>({
  name: "addAlong",
  shape: ([updates, ids], { axis, size }) => {
    alongShape("addAlong", updates!.shape, ids!.shape, -1);
    return {
      shape: updates!.shape.map((dim, i) => (i === axis ? size : dim)),
      dtype: needNumbers("addAlong", updates!).dtype,
    };
  },
  vjp: (dY, [, ids], y) => [takeAlong(dY, ids!, y.attributes.axis), null],
  onnx: (emit, [updates, ids], y) => {
    const base = emit("Expand", [emit.scalar(y.dtype, 0), emit.shape(y.shape)]);
    return emit("ScatterElements", [base, ids!, updates!], { axis: y.attributes.axis, reduction: "add" });
  },
});

/** The adjoint of takeAlong: y[…, ids[…, i, …], …] += updates[…, i, …] on zeros. */
export function addAlong(updates: Tensor, ids: Tensor, size: Dim, axis = -1): Tensor {
  needIndices("addAlong", ids);
  return addAlongOp([updates, ids], { axis: normalizeAxis("addAlong", axis, updates.shape), size });
}

const topKIndicesOp = defineOp<{ axis: number; k: number }>({
  name: "topKIndices",
  shape: ([x], { axis, k }) => {
    const size = needNumbers("topK", x!).shape[axis];
    if (!Number.isInteger(k) || k < 1 || (typeof size === "number" && k > size)) {
      throw new ShapeError(`topK: k = ${k} on axis ${axis} of ${shapeText(x!.shape)}. Need 1 ≤ k ≤ ${size}.`);
    }
    return { shape: x!.shape.map((dim, i) => (i === axis ? k : dim)), dtype: "int64" };
  },
  vjp: "an index does not change continuously",
  onnx: (emit, [x], y) =>
    emit.many("TopK", [x!, emit.ints([y.attributes.k])], 2, { axis: y.attributes.axis, largest: 1, sorted: 1 })[1]!,
});

/** The k largest along an axis, largest first (the lower index first where values tie), and their indices. */
export function topK(x: Tensor, k: number, axis = -1): { values: Tensor; indices: Tensor } {
  const indices = topKIndicesOp([x], { axis: normalizeAxis("topK", axis, x.shape), k });
  return { values: takeAlong(x, indices, axis), indices };
}
