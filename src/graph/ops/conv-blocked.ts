/** ONNX Runtime's convolution on channels in blocks, for kernels that are inputs, and the weight gradient by the same. */
import { sizeOf } from "../shape.ts";
import type { Emit, Tensor } from "../tensor.ts";
import { type ConvAttributes, onnxAttributes, type Pair } from "./conv-attributes.ts";

// Legend: N batch, C input channels, O output channels, b channels in a block, H W height and width, k kernel size.
const domain = "com.microsoft.nchwc";

const reshaper =
  (emit: Emit) =>
  (t: string, ...shape: number[]): string =>
    emit("Reshape", [t, emit.ints(shape)]);

const made = new WeakMap<Emit, Map<string, string>>();

/** A value that several convolutions of a program share. */
function once(emit: Emit, key: string, make: () => string): string {
  const names = made.get(emit) ?? new Map<string, string>();
  made.set(emit, names);
  const name = names.get(key) ?? make();
  names.set(key, name);
  return name;
}

/** A picture's channels in blocks: [N, C/b, H, W, b]. */
const inBlocks = (emit: Emit, x: string): string => once(emit, x, () => emit("ReorderInput", [x], {}, domain));

/** Below this many positions, bringing kernels into blocks takes longer than what it saves. */
const BLOCKED_POSITIONS = 1024;

/** ONNX Runtime brings constant kernels into blocks itself, and has its own way for kernels of one position. */
export function fitsBlocks(
  block: number,
  { inputs: [, w], shape: [n, , ...size], attributes, dtype }: Tensor,
): boolean {
  const [o, c, kH, kW] = w!.shape as number[];
  const positions = typeof n === "number" ? sizeOf([n, ...size]) : 0;
  return (
    block > 0 &&
    dtype === "float32" &&
    attributes.groups === 1 &&
    w!.op.name !== "constant" &&
    (o! % block) + (c! % block) === 0 &&
    kH! * kW! > 1 &&
    positions >= BLOCKED_POSITIONS
  );
}

/**
 * Channels in blocks of b innermost, as ONNX Runtime's direct convolution wants them: [N, C/b, H, W, b], and kernels
 * [O/b, C/b, kH, kW, b (of C), b (of O)]. It takes half to two thirds of the time of im2col and a product.
 */
export function blockedConv(emit: Emit, x: string, w: string, { inputs, attributes }: Tensor): string {
  const b = emit.channelBlock;
  const [o, c, kH, kW] = inputs[1]!.shape as [number, number, number, number];
  const shaped = reshaper(emit);
  const outInnermost = emit("ReorderInput", [shaped(w, o / b, b, 1, c * kH * kW)], {}, domain); // [O/b, C, kH·kW, b]
  const taps = emit("Transpose", [shaped(outInnermost, (o * c) / b / b, b, kH * kW, b)], { perm: [0, 2, 1, 3] });
  const y = emit(
    "Conv",
    [inBlocks(emit, x), shaped(taps, o, c, kH, kW)],
    { ...onnxAttributes(attributes as ConvAttributes), kernel_shape: [kH, kW] },
    domain,
  );
  return emit("ReorderOutput", [y], { channels: o }, domain);
}

/** The tallest picture whose cotangent still serves as a kernel: a block of it must stay in the cache. */
const TALLEST = 64;

/** For convolutions that keep the size of pictures, whose rows are whole blocks or parts of one. */
export function fitsBlockedGradient(b: number, { inputs: [dY, x], attributes, dtype }: Tensor): boolean {
  const [n, o, ...size] = dY!.shape as [number | string, number, number, number];
  const { stride, dilation } = attributes as ConvAttributes;
  const [height, width] = size;
  return (
    b > 0 &&
    dtype === "float32" &&
    typeof n === "number" &&
    [...stride, ...dilation].every((step) => step === 1) &&
    String(x!.shape.slice(2)) === String(size) &&
    (o % b) + ((x!.shape[1] as number) % b) === 0 &&
    (width % b === 0 || (b % width === 0 && n % (b / width) === 0)) &&
    height <= TALLEST &&
    n * height * width >= BLOCKED_POSITIONS
  );
}

/**
 * ∂L/∂w as convolutions: dW[o, c, u, v] = Σ_{n, j} Σ_i dY[n, o, i, j] x[n, c, i + u - top, j + v - left].
 * Pairs (n, j) play the channels, columns c the width of a picture, and dY a kernel of H rows which slides by u.
 * For each v there is one convolution, with dY shifted along j. Nothing grows, as patches (im2col) do.
 */
export function blockedWeightGradient(emit: Emit, dY: string, x: string, { inputs, attributes }: Tensor): string {
  const b = emit.channelBlock;
  const [n, o, height, width] = inputs[0]!.shape as [number, number, number, number];
  const c = inputs[1]!.shape[1] as number;
  const { kernel, padding } = attributes as ConvAttributes & { kernel: Pair };
  const [top, left, bottom] = padding;
  const run = Math.min(b, width); // a block is `per` pictures' runs of a row
  const [per, cuts] = [b / run, width / run];
  const shaped = reshaper(emit);
  const moved = (rows: string, what: string, from: readonly number[], place: Place, ...shape: number[]) => {
    const ids = once(emit, `${what} ${n} ${c} ${o} ${height} ${width}`, () =>
      emit.constant("int32", [sizeOf(from)], places(from, place)),
    );
    return shaped(emit("Gather", [rows, ids]), ...shape);
  };
  // As a batch of two halves, so that two threads share the work evenly.
  const pictures = moved(
    shaped(x, -1, run),
    "pictures",
    [2, n / per, cuts, height, c / 2, per],
    ([half, m, cut, i, k, p]) => (((m! * per + p!) * c + half! * (c / 2) + k!) * height + i!) * cuts + cut!,
    ...[2, n * width, height, c / 2],
  );
  const blocked = shaped(inBlocks(emit, dY), -1, b); // [N, O/b, H, W] rows of b
  const withZeros = emit("Concat", [blocked, emit.constant("float32", [1, b], new Float32Array(b))], { axis: 0 });
  const parts = Array.from({ length: kernel[1] }, (_, v) => {
    const place: Place = ([block, m, cut, i, p, at]) => {
      const j = cut! * run + at! - v + left;
      if (j < 0 || j >= width) return (n * o * height * width) / b; // the zeros
      return (((m! * per + p!) * (o / b) + block!) * height + i!) * width + j;
    };
    const from = [o / b, n / per, cuts, height, per, run];
    const shifted = moved(withZeros, `shifted by ${v - left}`, from, place, o, n * width, height, 1);
    const y = emit("Conv", [pictures, shifted], { kernel_shape: [height, 1], pads: [top, 0, bottom, 0] }, domain);
    return shaped(emit("ReorderOutput", [y], { channels: o }, domain), 1, 2, o, kernel[0], c / 2);
  });
  const all = parts.length === 1 ? parts[0]! : emit("Concat", parts, { axis: 0 }); // [kW, 2, O, kH, C/2]
  return shaped(emit("Transpose", [all], { perm: [2, 1, 4, 3, 0] }), o, c, ...kernel);
}

type Place = (index: readonly number[]) => number;

/** A number for each index of a shape, in row-major order. */
function places(shape: readonly number[], place: Place): Int32Array {
  const index = shape.map(() => 0);
  return Int32Array.from({ length: sizeOf(shape) }, () => {
    const found = place(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    return found;
  });
}
