/** Ops that move numbers without changing them: reshape, transpose, slice, concat, pad, flip. */
import { type Dim, factorsOf, productOf, sumOf } from "../dim.ts";
import { concrete, normalizeAxis, type Shape, ShapeError, sameShape, shapeError, shapeText } from "../shape.ts";
import { defineOp, type Tensor } from "../tensor.ts";

const reshapeOp = defineOp<{ shape: Shape }>({
  name: "reshape",
  shape: ([x], { shape }) => ({ shape, dtype: x!.dtype }),
  vjp: (dY, [x]) => [reshape(dY, x!.shape)],
  onnx: (emit, [x], y) => {
    const names = y.shape.filter((dim) => typeof dim === "string");
    // A size of 0 would mean "as before" without `allowzero`.
    if (names.length > 1 || y.shape.includes(0)) return emit("Reshape", [x!, emit.shape(y.shape)], { allowzero: 1 });
    return emit("Reshape", [x!, emit.ints(y.shape.map((dim) => (typeof dim === "string" ? -1 : dim)))]);
  },
});

/** The same numbers in row-major order under another shape. One size may be -1: it is worked out. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = inferReshape(x.shape, shape);
  if (sameShape(x.shape, target)) return x;
  if (x.op.name === "reshape") return reshape(x.inputs[0]!, target);
  return reshapeOp([x], { shape: target });
}

function inferReshape(from: Shape, to: Shape): Shape {
  if (to.some((dim) => typeof dim === "number" && (!Number.isInteger(dim) || dim < -1))) {
    shapeError("reshape", [from, to], "Sizes must be whole and not negative; one may be -1.");
  }
  const holes = to.filter((dim) => dim === -1).length;
  if (holes > 1) shapeError("reshape", [from, to], "At most one size may be -1.");
  const source = factorsOf(from);
  const target = factorsOf(to.filter((dim) => dim !== -1));
  const rest = [...source.names];
  for (const name of target.names) {
    const at = rest.indexOf(name);
    if (at < 0) shapeError("reshape", [from, to], `The name ${JSON.stringify(name)} is not in the source.`);
    rest.splice(at, 1);
  }
  if (holes === 0) {
    if (rest.length > 0 || source.number !== target.number) {
      const [had, has] = [source.names, target.names].map((names, i) =>
        productOf([[source, target][i]!.number, ...names]),
      );
      shapeError("reshape", [from, to], `Both must hold as many numbers: ${had} and ${has}.`);
    }
    return to;
  }
  const hole = source.number / target.number;
  if (!Number.isInteger(hole)) shapeError("reshape", [from, to], "The size -1 cannot be worked out.");
  return to.map((dim) => (dim === -1 ? productOf([hole, ...rest]) : dim));
}

const transposeOp = defineOp<{ permutation: readonly number[] }>({
  name: "transpose",
  shape: ([x], { permutation }) => ({ shape: permutation.map((axis) => x!.shape[axis] as Dim), dtype: x!.dtype }),
  vjp: (dY, _inputs, y) => {
    const inverse: number[] = [];
    (y.attributes.permutation as number[]).forEach((from, to) => {
      inverse[from] = to;
    });
    return [transpose(dY, inverse)];
  },
  onnx: (emit, [x], y) => emit("Transpose", [x!], { perm: y.attributes.permutation }),
});

/** Axes in another order; without one, the last two are swapped. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  if (permutation === undefined && x.rank < 2) {
    throw new ShapeError(`transpose: ${shapeText(x.shape)} has fewer than two axes. Give a permutation.`);
  }
  const swapped = x.shape.map((_, i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i));
  const order = (permutation ?? swapped).map((axis) => normalizeAxis("transpose", axis, x.shape));
  if (order.length !== x.rank || new Set(order).size !== x.rank) {
    throw new ShapeError(
      `transpose: [${order.join(", ")}] is not an order of the ${x.rank} axes of ${shapeText(x.shape)}. Name each once.`,
    );
  }
  return order.every((axis, i) => axis === i) ? x : transposeOp([x], { permutation: order });
}

interface SliceAttributes extends Record<string, unknown> {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const sliceOp = defineOp<SliceAttributes>({
  name: "slice",
  shape: ([x], { axis, start, end, step }) => ({
    shape: x!.shape.map((dim, i) => (i === axis ? Math.ceil((end - start) / step) : dim)),
    dtype: x!.dtype,
  }),
  vjp: (dY, [x], y) => {
    const { axis, start, end, step } = y.attributes as SliceAttributes;
    const size = concrete(x!.shape[axis], "gradient of slice", x!.shape);
    const spread = step === 1 ? dY : dilate(dY, axis, step);
    const covered = start + (concrete(dY.shape[axis], "gradient of slice", dY.shape) - 1) * step + 1;
    return [
      pad(
        spread,
        x!.shape.map((_, i) => (i === axis ? [start, size - (end > start ? covered : start)] : [0, 0])),
      ),
    ];
  },
  onnx: (emit, [x], y) => {
    const { axis, start, end, step } = y.attributes as SliceAttributes;
    return emit("Slice", [x!, emit.ints([start]), emit.ints([end]), emit.ints([axis]), emit.ints([step])]);
  },
});

/** Elements start, start+step, … below end along one axis. Negative bounds count from the end. */
export function slice(x: Tensor, axis: number, start: number, end?: number, step = 1): Tensor {
  const at = normalizeAxis("slice", axis, x.shape);
  const size = concrete(x.shape[at], "slice", x.shape);
  const from = start < 0 ? start + size : start;
  const to = end === undefined ? size : end < 0 ? end + size : end;
  if (!(from >= 0 && from <= to && to <= size && step >= 1)) {
    throw new ShapeError(
      `slice: ${start} to ${end ?? size} by ${step} on axis ${at} of ${shapeText(x.shape)} does not fit. ` +
        `Need 0 ≤ start ≤ end ≤ ${size} and step ≥ 1.`,
    );
  }
  return from === 0 && to === size && step === 1 ? x : sliceOp([x], { axis: at, start: from, end: to, step });
}

/** Equal or given parts along an axis. */
export function split(x: Tensor, axis: number, parts: number | readonly number[]): Tensor[] {
  const at = normalizeAxis("split", axis, x.shape);
  const size = concrete(x.shape[at], "split", x.shape);
  const sizes = typeof parts === "number" ? Array<number>(parts).fill(size / parts) : parts;
  if (sizes.some((n) => !Number.isInteger(n)) || sizes.reduce((a, b) => a + b, 0) !== size) {
    throw new ShapeError(
      `split: ${size} on axis ${at} of ${shapeText(x.shape)} cannot be parted into [${sizes.join(", ")}].`,
    );
  }
  let start = 0;
  return sizes.map((n) => {
    start += n;
    return slice(x, at, start - n, start);
  });
}

const concatOp = defineOp<{ axis: number }>({
  name: "concat",
  shape: (xs, { axis }) => {
    const first = xs[0] as Tensor;
    for (const x of xs) {
      if (
        x.dtype !== first.dtype ||
        x.rank !== first.rank ||
        x.shape.some((dim, i) => i !== axis && dim !== first.shape[i])
      ) {
        shapeError(
          "concat",
          xs.map((t) => t.shape),
          `All sizes but axis ${axis} must be equal, and dtypes too.`,
        );
      }
    }
    const dims = xs.map((x) => x.shape[axis] as Dim);
    return { shape: first.shape.map((dim, i) => (i === axis ? sumOf(dims) : dim)), dtype: first.dtype };
  },
  vjp: (dY, xs, y) =>
    split(
      dY,
      y.attributes.axis,
      xs.map((x) => concrete(x.shape[y.attributes.axis], "gradient of concat", x.shape)),
    ),
  onnx: (emit, xs, y) => emit("Concat", xs, { axis: y.attributes.axis }),
});

/** Tensors one after another along an axis. Named sizes join to a name such as `"past + new"`. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  if (xs.length === 0) throw new ShapeError("concat: the list is empty. Give at least one tensor.");
  return xs.length === 1 ? xs[0]! : concatOp(xs, { axis: normalizeAxis("concat", axis, xs[0]!.shape) });
}

/** Tensors of one shape along a new axis. */
export const stack = (xs: readonly Tensor[], axis = 0): Tensor =>
  concat(
    xs.map((x) => {
      const at = axis < 0 ? axis + x.rank + 1 : axis;
      return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
    }),
    axis,
  );

const padOp = defineOp<{ pads: readonly (readonly [number, number])[]; value: number }>({
  name: "pad",
  shape: ([x], { pads }) => {
    if (pads.length !== x!.rank || pads.some(([a, b]) => a < 0 || b < 0)) {
      throw new ShapeError(
        `pad: ${JSON.stringify(pads)} for ${shapeText(x!.shape)}. Give [before, after] ≥ 0 for each axis.`,
      );
    }
    return {
      shape: x!.shape.map((dim, i) => {
        const [before, after] = pads[i]!;
        return before + after === 0 ? dim : concrete(dim, "pad", x!.shape) + before + after;
      }),
      dtype: x!.dtype,
    };
  },
  vjp: (dY, _inputs, y) => {
    const pads = y.attributes.pads as [number, number][];
    return [pads.reduce((d, [before, after], axis) => slice(d, axis, before, after === 0 ? undefined : -after), dY)];
  },
  onnx: (emit, [x], y) => {
    const pads = y.attributes.pads as [number, number][];
    const flat = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
    return emit("Pad", [x!, emit.ints(flat), emit.scalar(y.dtype, y.attributes.value)]);
  },
});

/** Puts a number around the edges: [before, after] for every axis. */
export const pad = (x: Tensor, pads: readonly (readonly [number, number])[], value = 0): Tensor =>
  pads.length === x.rank && pads.every(([a, b]) => a === 0 && b === 0) ? x : padOp([x], { pads, value });

/**
 * The sum of tensors that zeros surround along one axis, where they lie side by side and fill it: one concatenation.
 * This is the gradient of `split`. Undefined where they do not.
 */
export function joinPadded(terms: readonly Tensor[]): Tensor | undefined {
  const parts = terms.map(paddedPart);
  const axis = parts[0]?.axis;
  if (axis === undefined || parts.some((part) => part?.axis !== axis)) return undefined;
  const inOrder = (parts as PaddedPart[]).sort((a, b) => a.start - b.start);
  let end: Dim = 0;
  for (const { core, start } of inOrder) {
    if (start !== end) return undefined;
    end = start + (core.shape[axis] as number);
  }
  const cores = inOrder.map(({ core }) => core);
  return end === terms[0]!.shape[axis] ? concat(cores, axis) : undefined;
}

interface PaddedPart {
  readonly core: Tensor;
  readonly axis: number;
  readonly start: number;
}

/** What a `pad` with zeros along a single axis surrounds. */
function paddedPart({ op, inputs, attributes }: Tensor): PaddedPart | undefined {
  if (op.name !== "pad" || attributes.value !== 0) return undefined;
  const pads = attributes.pads as (readonly [number, number])[];
  const axes = pads.flatMap(([before, after], axis) => (before + after > 0 ? [axis] : []));
  const [axis] = axes;
  return axes.length === 1 ? { core: inputs[0]!, axis: axis!, start: pads[axis!]![0] } : undefined;
}

/** Zeros between the elements of an axis: n becomes (n - 1)·step + 1. */
export function dilate(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const at = normalizeAxis("dilate", axis, x.shape);
  const size = concrete(x.shape[at], "dilate", x.shape);
  const apart = reshape(x, [...x.shape.slice(0, at + 1), 1, ...x.shape.slice(at + 1)]);
  const filled = pad(
    apart,
    apart.shape.map((_, i) => (i === at + 1 ? [0, step - 1] : [0, 0])),
  );
  const joined = reshape(
    filled,
    x.shape.map((dim, i) => (i === at ? size * step : dim)),
  );
  return slice(joined, at, 0, Math.max(0, (size - 1) * step + 1));
}

const flipOp = defineOp<{ axes: readonly number[] }>({
  name: "flip",
  shape: ([x]) => x!,
  vjp: (dY, _inputs, y) => [flip(dY, y.attributes.axes)],
  onnx: (emit, [x], y) => {
    const axes = y.attributes.axes as number[];
    const all = (n: number) => emit.ints(axes.map(() => n));
    return emit("Slice", [x!, all(-1), all(-(2 ** 31)), emit.ints(axes), all(-1)]);
  },
});

/** Reverses axes. */
export const flip = (x: Tensor, axes: readonly number[]): Tensor =>
  flipOp([x], { axes: axes.map((axis) => normalizeAxis("flip", axis, x.shape)) });
