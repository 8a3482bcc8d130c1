/** Convolutions in two dimensions, and pooling. */
import { needFloat, sameDType } from "../check.ts";
import { concrete, shapeError, sizeOf } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { equal } from "./compare.ts";
import { add, div, mul } from "./elementwise.ts";
import { gather } from "./gather.ts";
import { matmul } from "./matmul.ts";
import { concat, dilate, flip, pad, reshape, slice, split, stack, transpose } from "./shape.ts";
import { constant } from "./source.ts";

// Legend: N batch, C input channels, O output channels, G groups, H W height and width, k kernel size.
type Pair = readonly [number, number];
/** top, left, bottom, right. */
type Padding = readonly [number, number, number, number];

export interface ConvOptions {
  readonly stride?: number | Pair;
  /** One number for all sides, or [top, left, bottom, right]. */
  readonly padding?: number | Padding;
  readonly dilation?: number | Pair;
  readonly groups?: number;
}
interface ConvAttributes extends Record<string, unknown> {
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly groups: number;
}

const pair = (n: number | Pair): Pair => (typeof n === "number" ? [n, n] : n);
const sides = (n: number | Padding): Padding => (typeof n === "number" ? [n, n, n, n] : n);
const resolve = (o: ConvOptions): ConvAttributes => ({
  stride: pair(o.stride ?? 1),
  padding: sides(o.padding ?? 0),
  dilation: pair(o.dilation ?? 1),
  groups: o.groups ?? 1,
});
const onnxAttributes = (a: ConvAttributes) => ({
  strides: a.stride,
  pads: a.padding,
  dilations: a.dilation,
  group: a.groups,
});
const dims = (x: Tensor, op: string): [number, number, number, number] => {
  if (x.rank !== 4) shapeError(op, [x.shape], "Need four axes: [N, C, H, W].");
  return x.shape.map((d, i) => (i === 0 && typeof d === "string" ? d : concrete(d, op, x.shape))) as [
    number,
    number,
    number,
    number,
  ];
};

const convOp = defineOp<ConvAttributes>({
  name: "conv",
  shape: ([x, w], a) => {
    const [n, c, ...size] = dims(x!, "conv");
    const [o, cPerGroup, ...kernel] = dims(w!, "conv");
    if (c !== cPerGroup * a.groups || o % a.groups !== 0) {
      shapeError("conv", [x!.shape, w!.shape], `Channels must match: ${c} and ${cPerGroup} × ${a.groups} groups.`);
    }
    const out = size.map((s, i) => {
      const padded = s + a.padding[i]! + a.padding[i + 2]!;
      return Math.floor((padded - a.dilation[i]! * (kernel[i]! - 1) - 1) / a.stride[i]!) + 1;
    });
    if (out.some((s) => s < 1))
      shapeError("conv", [x!.shape, w!.shape], "The kernel is larger than the padded picture.");
    return { shape: [n, o, ...out], dtype: sameDType("conv", needFloat("conv", x!), w!) };
  },
  vjp: (dY, [x, w], y) => [convInputGradient(dY, w!, x!, y.attributes), convWeightGradient(dY, x!, w!, y.attributes)],
  onnx: (emit, [x, w], y) =>
    fitsBlocks(emit.channelBlock, y)
      ? blockedConv(emit, x!, w!, y)
      : emit("Conv", [x!, w!], onnxAttributes(y.attributes)),
});

/** Below this many positions, bringing kernels into blocks takes longer than what it saves. */
const BLOCKED_POSITIONS = 1024;

/** ONNX Runtime brings constant kernels into blocks itself, and has its own way for kernels of one position. */
function fitsBlocks(block: number, { inputs: [, w], shape: [n, , ...size], attributes, dtype }: Tensor): boolean {
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
function blockedConv(emit: Emit, x: string, w: string, { inputs, attributes }: Tensor): string {
  const domain = "com.microsoft.nchwc";
  const b = emit.channelBlock;
  const [o, c, kH, kW] = inputs[1]!.shape as [number, number, number, number];
  const shaped = (t: string, ...shape: number[]) => emit("Reshape", [t, emit.ints(shape)]);
  const outInnermost = emit("ReorderInput", [shaped(w, o / b, b, 1, c * kH * kW)], {}, domain); // [O/b, C, kH·kW, b]
  const taps = emit("Transpose", [shaped(outInnermost, (o * c) / b / b, b, kH * kW, b)], { perm: [0, 2, 1, 3] });
  const y = emit(
    "Conv",
    [emit("ReorderInput", [x], {}, domain), shaped(taps, o, c, kH, kW)],
    { ...onnxAttributes(attributes as ConvAttributes), kernel_shape: [kH, kW] },
    domain,
  );
  return emit("ReorderOutput", [y], { channels: o }, domain);
}

/** Cross-correlation: x [N, C, H, W], weight [O, C/G, kH, kW] → [N, O, H', W']. */
export function conv(x: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convOp([x, weight], resolve(options));
}

/** Swaps the channel roles of a grouped kernel: [G·o, c, k, k] → [G·c, o, k, k]. */
function swapChannels(w: Tensor, groups: number): Tensor {
  const [o, c, kH, kW] = dims(w, "conv");
  if (groups === 1) return transpose(w, [1, 0, 2, 3]);
  const grouped = transpose(reshape(w, [groups, o / groups, c, kH, kW]), [0, 2, 1, 3, 4]);
  return reshape(grouped, [groups * c, o / groups, kH, kW]);
}

/** ∂L/∂x of a convolution: the cotangent, spread by the stride, convolved with the flipped kernel. */
function convInputGradient(dY: Tensor, w: Tensor, x: Tensor, a: ConvAttributes): Tensor {
  const [, , height, width] = dims(x, "conv");
  return spreadConv(dY, flip(swapChannels(w, a.groups), [2, 3]), [height, width], a);
}

/** Convolves dY, dilated by the stride, so that the result has the wanted size. */
function spreadConv(dY: Tensor, w: Tensor, [height, width]: Pair, a: ConvAttributes): Tensor {
  const spread = dilate(dilate(dY, 2, a.stride[0]), 3, a.stride[1]);
  const reach = [
    a.dilation[0] * (concrete(w.dim(2), "conv", w.shape) - 1),
    a.dilation[1] * (concrete(w.dim(3), "conv", w.shape) - 1),
  ];
  const before = [reach[0]! - a.padding[0], reach[1]! - a.padding[1]];
  const [, , h, v] = dims(spread, "conv");
  const after = [height - (h + before[0]! - reach[0]!), width - (v + before[1]! - reach[1]!)];
  const padding = [before[0]!, before[1]!, after[0]!, after[1]!];
  const at = { stride: [1, 1], dilation: a.dilation, groups: a.groups } as const;
  if (padding.every((p) => p >= 0)) return convOp([spread, w], { ...at, padding: padding as unknown as Padding });
  // A negative border is a crop of the cotangent itself, before the convolution.
  const cropped = crop(crop(spread, 2, before[0]!, after[0]!), 3, before[1]!, after[1]!);
  return convOp([cropped, w], { ...at, padding: [0, 0, 0, 0] });
}

/** Pads an axis where a border is positive, then cuts where it is negative. */
function crop(x: Tensor, axis: number, before: number, after: number): Tensor {
  const borders = x.shape.map((_, i): [number, number] =>
    i === axis ? [Math.max(0, before), Math.max(0, after)] : [0, 0],
  );
  return slice(pad(x, borders), axis, Math.max(0, -before), after < 0 ? after : undefined);
}

/** ∂L/∂w of a convolution: patches in NHWC, then one matrix product per group. */
function convWeightGradient(dY: Tensor, x: Tensor, w: Tensor, a: ConvAttributes): Tensor {
  if (a.groups > 1) {
    const xs = split(x, 1, a.groups);
    const ws = split(w, 0, a.groups);
    const ds = split(dY, 1, a.groups);
    return concat(
      ds.map((d, g) => convWeightGradient(d, xs[g]!, ws[g]!, { ...a, groups: 1 })),
      0,
    );
  }
  const [o, c, kH, kW] = dims(w, "conv");
  const [n, , outH, outW] = dims(dY, "conv");
  const cut = (t: Tensor) => (typeof n === "number" ? split(t, 0, chunks(n, outH * outW * kH * kW * c)) : [t]);
  const ds = cut(reshape(dY, [n, o, outH * outW]));
  const ids = positions([kH, kW], [outH, outW], a, dims(x, "conv")[3]);
  const terms = cut(x).map((part, i) => {
    const rows = reshape(transpose(ds[i]!, [1, 0, 2]), [o, -1]); // [O, N·H'·W']
    return matmul(rows, patches(part, ids, kH * kW, a)); // [O, kH·kW·C]
  });
  const gradient = terms.reduce((total, term) => add(total, term));
  return transpose(reshape(gradient, [o, kH, kW, c]), [0, 3, 1, 2]);
}

/**
 * A batch cut so that one part's patches stay in the cache between the gather that writes and the product that reads
 * them: with the rows [O, N·H'·W'] this takes two thirds of the time of one large product.
 */
function chunks(batch: number, patchElements: number): number[] {
  const each = Math.max(1, Math.round(2 ** 19 / patchElements));
  return Array.from({ length: Math.ceil(batch / each) }, (_, i) => Math.min(each, batch - i * each));
}

/** im2col in NHWC: a row per output position, kernel positions and then channels along it. One gather copies all. */
function patches(
  x: Tensor,
  ids: Tensor,
  taps: number,
  { padding: [top, left, bottom, right] }: ConvAttributes,
): Tensor {
  const [n, c, height, width] = dims(x, "conv");
  const nhwc = pad(transpose(x, [0, 2, 3, 1]), [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const pixels = (height + top + bottom) * (width + left + right);
  if (taps === 1 && pixels === ids.shape[0]) return reshape(nhwc, [-1, c]);
  return reshape(gather(reshape(nhwc, [n, pixels, c]), ids, 1), [-1, taps * c]);
}

/** For each output position and then each kernel position, where it reads in a padded picture: [H'·W'·kH·kW]. */
function positions([kH, kW]: Pair, [outH, outW]: Pair, a: ConvAttributes, width: number): Tensor {
  const taps = kH * kW;
  const padded = width + a.padding[1] + a.padding[3];
  const position = (i: number): number => {
    const [tap, out] = [i % taps, Math.floor(i / taps)];
    const row = Math.floor(out / outW) * a.stride[0] + Math.floor(tap / kW) * a.dilation[0];
    return row * padded + (out % outW) * a.stride[1] + (tap % kW) * a.dilation[1];
  };
  const count = outH * outW * taps;
  return constant(
    Int32Array.from({ length: count }, (_, i) => position(i)),
    [count],
    "int32",
  );
}

/** The strided views of a padded picture under each kernel position, row by row. */
function kernelTaps(
  x: Tensor,
  [yAxis, xAxis]: Pair,
  [kH, kW]: Pair,
  [outH, outW]: Pair,
  a: { stride: Pair; dilation: Pair },
): Tensor[] {
  const view = (t: Tensor, axis: number, start: number, count: number, step: number) =>
    slice(t, axis, start, start + (count - 1) * step + 1, step);
  return Array.from({ length: kH }, (_, i) => view(x, yAxis, i * a.dilation[0], outH, a.stride[0])).flatMap((rows) =>
    Array.from({ length: kW }, (_, j) => view(rows, xAxis, j * a.dilation[1], outW, a.stride[1])),
  );
}

/**
 * The transposed convolution: x [N, C, H, W], weight [C, O/G, kH, kW] → [N, O, H', W'],
 * H' = (H - 1)·stride - padding + dilation·(k - 1) + 1 + outputPadding.
 */
export function convTranspose(
  x: Tensor,
  weight: Tensor,
  options: ConvOptions & { readonly outputPadding?: number | Pair } = {},
): Tensor {
  const a = resolve(options);
  const extra = pair(options.outputPadding ?? 0);
  const [, c, height, width] = dims(x, "convTranspose");
  const [cIn, , kH, kW] = dims(weight, "convTranspose");
  if (c !== cIn) shapeError("convTranspose", [x.shape, weight.shape], `Channels must match: ${c} and ${cIn}.`);
  const size = (s: number, k: number, i: 0 | 1) =>
    (s - 1) * a.stride[i] - a.padding[i] - a.padding[i + 2]! + a.dilation[i] * (k - 1) + 1 + extra[i];
  return spreadConv(x, flip(swapChannels(weight, a.groups), [2, 3]), [size(height, kH, 0), size(width, kW, 1)], a);
}

/** Adds a bias [C] to x [N, C, H, W]. */
export const addChannels = (x: Tensor, bias: Tensor): Tensor => add(x, reshape(bias, [1, bias.dim(0), 1, 1]));

interface PoolAttributes extends Record<string, unknown> {
  readonly kernel: Pair;
  readonly stride: Pair;
}
const pooled = (x: Tensor, { kernel, stride }: PoolAttributes, op: string) => {
  const [n, c, ...size] = dims(x, op);
  const out = size.map((s, i) => Math.floor((s - kernel[i]!) / stride[i]!) + 1);
  if (out.some((s) => s < 1)) shapeError(op, [x.shape, kernel], "The window is larger than the picture.");
  return { shape: [n, c, ...out], dtype: needFloat(op, x).dtype };
};
/** Every window's elements along a new first axis: [k·k, N, C, H', W']. */
const windows = (x: Tensor, y: Tensor): Tensor => {
  const { kernel, stride } = y.attributes as PoolAttributes;
  const [, , outH, outW] = dims(y, "pool");
  return stack(kernelTaps(x, [2, 3], kernel, [outH, outW], { stride, dilation: [1, 1] }));
};
/** The adjoint of `windows`: adds [k·k, N, C, H', W'] back to where the windows lay in x. */
function unwindow(parts: Tensor, x: Tensor, y: Tensor): Tensor {
  const { kernel, stride } = y.attributes as PoolAttributes;
  const [n, c, height, width] = dims(x, "pool");
  const terms = split(parts, 0, kernel[0] * kernel[1]).map((part, t) => {
    const spread = dilate(dilate(reshape(part, y.shape), 2, stride[0]), 3, stride[1]);
    const [, , h, w] = dims(spread, "pool");
    const [i, j] = [Math.floor(t / kernel[1]), t % kernel[1]];
    return pad(spread, [
      [0, 0],
      [0, 0],
      [i, height - h - i],
      [j, width - w - j],
    ]);
  });
  return reshape(
    terms.reduce((a, b) => add(a, b)),
    [n, c, height, width],
  );
}

const maxPoolOp = defineOp<PoolAttributes>({
  name: "maxPool",
  shape: ([x], a) => pooled(x!, a, "maxPool"),
  // The gradient goes to the largest element of each window, in equal parts where several tie.
  vjp: (dY, [x], y) => {
    const isMax = cast(equal(windows(x!, y), y), x!.dtype);
    return [unwindow(mul(isMax, div(dY, sum(isMax, 0))), x!, y)];
  },
  onnx: (emit, [x], y) => emit("MaxPool", [x!], { kernel_shape: y.attributes.kernel, strides: y.attributes.stride }),
});

const averagePoolOp = defineOp<PoolAttributes>({
  name: "averagePool",
  shape: ([x], a) => pooled(x!, a, "averagePool"),
  vjp: (dY, [x], y) => {
    const [kH, kW] = (y.attributes as PoolAttributes).kernel;
    const shared = div(dY, kH * kW);
    return [unwindow(stack(Array<Tensor>(kH * kW).fill(shared)), x!, y)];
  },
  onnx: (emit, [x], y) =>
    emit("AveragePool", [x!], { kernel_shape: y.attributes.kernel, strides: y.attributes.stride }),
});

/** The largest of each window; the stride is the window unless given. */
export const maxPool = (x: Tensor, kernel: number | Pair, stride: number | Pair = kernel): Tensor =>
  maxPoolOp([x], { kernel: pair(kernel), stride: pair(stride) });

/** The mean of each window; the stride is the window unless given. */
export const averagePool = (x: Tensor, kernel: number | Pair, stride: number | Pair = kernel): Tensor =>
  averagePoolOp([x], { kernel: pair(kernel), stride: pair(stride) });
