/** Convolutions in two dimensions, and pooling. */
import { needFloat, sameDType } from "../check.ts";
import { concrete, shapeError } from "../shape.ts";
import { defineOp, emitExpression, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { equal } from "./compare.ts";
import {
  type ConvAttributes,
  type ConvOptions,
  dims,
  onnxAttributes,
  type Padding,
  type Pair,
  pair,
  resolve,
} from "./conv-attributes.ts";
import { blockedConv, blockedWeightGradient, fitsBlockedGradient, fitsBlocks } from "./conv-blocked.ts";
import { weightGradientByPatches } from "./conv-patches.ts";
import { add, div, mul } from "./elementwise.ts";
import { concat, dilate, flip, pad, reshape, slice, split, stack, transpose } from "./shape.ts";

export type { ConvOptions } from "./conv-attributes.ts";

// Legend: N batch, C input channels, O output channels, G groups, H W height and width, k kernel size.
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

const convWeightGradientOp = defineOp<ConvAttributes & { kernel: Pair }>({
  name: "convWeightGradient",
  shape: ([dY, x], { kernel }) => ({ shape: [dY!.dim(1), x!.dim(1), ...kernel], dtype: dY!.dtype }),
  // dW is linear in both, as Y is in x and W.
  vjp: (v, [dY, x], { attributes }) => [convOp([x!, v], attributes), convInputGradient(dY!, v, x!, attributes)],
  onnx: (emit, [dY, x], y) =>
    fitsBlockedGradient(emit.channelBlock, y)
      ? blockedWeightGradient(emit, dY!, x!, y)
      : emitExpression(emit, weightGradientByPatches(y), new Map([dY!, x!].map((name, i) => [y.inputs[i]!, name]))),
});

/** ∂L/∂w of a convolution, group by group. */
function convWeightGradient(dY: Tensor, x: Tensor, w: Tensor, a: ConvAttributes): Tensor {
  const kernel = w.shape.slice(2) as unknown as Pair;
  if (a.groups === 1) return convWeightGradientOp([dY, x], { ...a, kernel });
  const xs = split(x, 1, a.groups);
  const gradients = split(dY, 1, a.groups).map((d, g) =>
    convWeightGradientOp([d, xs[g]!], { ...a, groups: 1, kernel }),
  );
  return concat(gradients, 0);
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
