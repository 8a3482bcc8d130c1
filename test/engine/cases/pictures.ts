// Cases of convolution, pooling and resizing.

import {
  addChannels,
  alias,
  averagePool,
  type ConvOptions,
  conv,
  convTranspose,
  maxPool,
  resizeBilinear,
  resizeNearest,
  vjp,
  zeros,
} from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { distinct, normal } from "../samples.ts";

const conv3 = (what: string, x: number[], w: number[], options: ConvOptions = {}): Case =>
  test("conv", what, [normal(...x), normal(...w)], ([a, b]) => conv(a!, b!, options));

const gradient3 = (what: string, dY: number[], x: number[], kernel: number[], options: ConvOptions = {}): Case =>
  test("convWeightGradient", what, [normal(...dY), normal(...x)], ([d, a]) => {
    const w = alias(zeros(kernel));
    return vjp([conv(a!, w, options)], [d!], [w])[0]!;
  });

export const pictureCases: readonly Case[] = [
  conv3("1×1", [2, 3, 2, 2], [2, 3, 1, 1]),
  conv3("3×3, same size", [1, 2, 4, 3], [2, 2, 3, 3], { padding: 1 }),
  conv3("no padding", [2, 1, 4, 4], [2, 1, 3, 2]),
  conv3("stride 2", [1, 2, 5, 6], [2, 2, 3, 3], { stride: 2, padding: 1 }),
  conv3("stride that misses the end", [1, 1, 6, 7], [1, 1, 2, 2], { stride: 3 }),
  conv3("uneven stride and padding", [1, 1, 5, 4], [2, 1, 3, 2], { stride: [2, 1], padding: [0, 1, 2, 0] }),
  conv3("dilation", [1, 1, 6, 5], [1, 1, 3, 2], { dilation: [2, 3] }),
  conv3("dilation, stride and padding", [1, 1, 7, 7], [1, 1, 3, 3], { dilation: 2, stride: 2, padding: 2 }),
  conv3("groups", [2, 4, 3, 3], [6, 2, 2, 2], { groups: 2, padding: 1 }),
  conv3("depthwise", [1, 3, 4, 4], [3, 1, 3, 3], { groups: 3, padding: 1, stride: 2 }),
  conv3("more padding than kernel", [1, 1, 2, 2], [1, 1, 1, 1], { padding: 1 }),
  conv3("a stride past the picture", [1, 1, 1, 1], [1, 1, 1, 1], { padding: [3, 0, 0, 0], stride: 5 }),
  gradient3("3×3, same size", [2, 2, 4, 3], [2, 3, 4, 3], [2, 3, 3, 3], { padding: 1 }),
  gradient3("stride and dilation", [1, 2, 2, 2], [1, 1, 6, 5], [2, 1, 2, 2], { padding: 1, stride: 3, dilation: 2 }),
  gradient3("groups", [2, 4, 2, 2], [2, 2, 3, 3], [4, 1, 2, 2], { groups: 2 }),
  test("maxPool", "2×2", [distinct(1, 2, 4, 4)], ([x]) => maxPool(x!, 2)),
  test("maxPool", "overlapping", [distinct(1, 1, 5, 5)], ([x]) => maxPool(x!, 3, 2)),
  test("maxPool", "uneven, misses the end", [distinct(2, 1, 4, 5)], ([x]) => maxPool(x!, [2, 3], [1, 2])),
  test("averagePool", "2×2", [normal(2, 2, 4, 4)], ([x]) => averagePool(x!, 2)),
  test("averagePool", "uneven", [normal(1, 1, 3, 5)], ([x]) => averagePool(x!, [3, 2], 1)),
  test("averagePool", "overlapping", [normal(1, 1, 5, 5)], ([x]) => averagePool(x!, 3, 2)),
];

const size = [
  ["twice", [4, 6]],
  ["half", [1, 2]],
  ["to any size", [5, 2]],
] as const;

export const resizeCases: readonly Case[] = [
  test("convTranspose", "stride 2", [normal(1, 2, 3, 3), normal(2, 3, 4, 4)], ([x, w]) =>
    convTranspose(x!, w!, { stride: 2, padding: 1 }),
  ),
  test("convTranspose", "output padding, dilation", [normal(1, 1, 3, 2), normal(1, 2, 3, 2)], ([x, w]) =>
    convTranspose(x!, w!, { stride: [2, 3], padding: [1, 0, 0, 1], dilation: 2, outputPadding: [1, 0] }),
  ),
  test("convTranspose", "groups", [normal(2, 4, 2, 2), normal(4, 1, 2, 2)], ([x, w]) =>
    convTranspose(x!, w!, { groups: 2, stride: 2 }),
  ),
  test("convTranspose", "more padding than kernel", [normal(1, 1, 5, 5), normal(1, 1, 2, 2)], ([x, w]) =>
    convTranspose(x!, w!, { padding: 2 }),
  ),
  test("addChannels", "a bias", [normal(2, 3, 2, 2), normal(3)], ([x, b]) => addChannels(x!, b!)),
  ...size.map(([what, to]) => test("resizeNearest", what, [normal(1, 2, 2, 3)], ([x]) => resizeNearest(x!, to))),
  ...size.map(([what, to]) => test("resizeBilinear", what, [normal(1, 2, 2, 3)], ([x]) => resizeBilinear(x!, to))),
];
