// What is written with ops: derivatives as for ops, and the numbers of the ONNX operator of the same meaning.

import { describe, expect, it } from "vitest";
import {
  attention,
  batchNorm,
  convTranspose,
  f32,
  geluTanh,
  i64,
  leakyRelu,
  resizeBilinear,
  resizeNearest,
  softmax,
  type Tensor,
  topK,
  trace,
  type Value,
} from "../../src/graph/index.ts";
import { reference, value } from "../../src/runtime/index.ts";
import { type Case, checkCase, test } from "./case.ts";
import { normCases } from "./cases/along.ts";
import { resizeCases } from "./cases/pictures.ts";
import { einsumCases } from "./cases/products.ts";
import { expectClose, expectSame } from "./expect-same.ts";
import { onnxOp } from "./onnx-op.ts";
import { awayFromZero, drawAll, given, normal } from "./samples.ts";

// B 2, H 2, T 3, S 4, d 2
const qkv = (t: number, s: number) => [normal(2, 2, t, 2), normal(2, 2, s, 2), normal(2, 2, s, 3)];
const mask = given([0, -1e9, 0, 0, 0, 0, -1e9, 0, 0, 0, 0, 0], 3, 4);

const cases: readonly Case[] = [
  ...einsumCases,
  ...normCases,
  ...resizeCases,
  test("attention", "to itself", qkv(3, 3), ([q, k, v]) => attention(q!, k!, v!)),
  test("attention", "causal", qkv(3, 3), ([q, k, v]) => attention(q!, k!, v!, { causal: true })),
  test("attention", "causal after a past", qkv(2, 4), ([q, k, v]) => attention(q!, k!, v!, { causal: true })),
  test("attention", "across", qkv(3, 4), ([q, k, v]) => attention(q!, k!, v!, { scale: 0.5 })),
  test("attention", "biased", [...qkv(3, 4), normal(2, 1, 4)], ([q, k, v, bias]) =>
    attention(q!, k!, v!, { bias: bias! }),
  ),
  test("attention", "masked", [...qkv(3, 4), mask], ([q, k, v, bias]) => attention(q!, k!, v!, { bias: bias! }), 0),
  test("geluTanh", "a matrix", [normal(3, 4)], ([x]) => geluTanh(x!)),
  test("leakyRelu", "a matrix", [awayFromZero(3, 4)], ([x]) => leakyRelu(x!, 0.1)),
];

describe.each([...new Set(cases.map(({ op }) => op))])("%s", (op) => {
  const own = cases.filter((example) => example.op === op).map((example) => [example.what, example] as const);
  it.each(own)("%s", async (_, example) => checkCase(example));
});

/** The result of a function on drawn numbers, in float64, rounded. */
async function resultOf(values: readonly Value[], f: (xs: readonly Tensor[]) => Tensor): Promise<Value> {
  return (
    await reference.compile(
      trace(
        values.map(({ shape }) => f32(...shape)),
        f,
      ),
    )
  ).run(values);
}

describe("the ONNX operator of the same meaning agrees with", () => {
  it.each([
    ["convTranspose, stride 2", [1, 2, 3, 3], [2, 3, 4, 4], { stride: 2, padding: 1 }],
    [
      "convTranspose, all options",
      [1, 4, 3, 2],
      [4, 1, 3, 2],
      { stride: [2, 3], padding: [1, 0, 0, 1], dilation: 2, groups: 2, outputPadding: [1, 0] },
    ],
  ] as const)("%s", async (_, x, w, options) => {
    const values = drawAll([normal(...x), normal(...w)], 1);
    const {
      stride,
      padding,
      dilation = 1,
      groups = 1,
      outputPadding = 0,
    } = { ...options } as Record<string, number | number[]>;
    const spread = (n: unknown, count: number) => (Array.isArray(n) ? n : Array<number>(count).fill(n as number));
    const wanted = await onnxOp("ConvTranspose", values, {
      strides: spread(stride, 2),
      pads: spread(padding, 4),
      dilations: spread(dilation, 2),
      group: groups as number,
      output_padding: spread(outputPadding, 2),
    });
    expectClose(await resultOf(values, ([a, b]) => convTranspose(a!, b!, options)), wanted, 1e-5);
  });

  it.each([[[4, 6]], [[1, 2]], [[5, 2]], [[3, 7]]] as const)("resize to %j", async (to) => {
    const values = drawAll([normal(1, 2, 2, 3)], 1);
    const sizes = value([1, 2, ...to], [4], "int64");
    const resize = (attributes: Record<string, string>) =>
      onnxOp("Resize", [values[0], undefined, undefined, sizes], attributes);
    const linear = await resize({ mode: "linear", coordinate_transformation_mode: "half_pixel" });
    expectClose(await resultOf(values, ([x]) => resizeBilinear(x!, to)), linear, 1e-5);
    const asymmetric = { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
    expectClose(await resultOf(values, ([x]) => resizeNearest(x!, to)), await resize(asymmetric), 0);
  });

  it("geluTanh and leakyRelu", async () => {
    const values = drawAll([normal(20)], 1);
    const tanhForm = await onnxOp("Gelu", values, { approximate: "tanh" });
    expectClose(await resultOf(values, ([x]) => geluTanh(x!)), tanhForm, 1e-5);
    const leaky = await onnxOp("LeakyRelu", values, { alpha: { float: 0.1 } });
    expectClose(await resultOf(values, ([x]) => leakyRelu(x!, 0.1)), leaky, 1e-6);
  });
});

describe("attention", () => {
  it("sees nothing ahead when causal, and the last query sees all", async () => {
    const [q, k] = drawAll([normal(1, 1, 2, 2), normal(1, 1, 4, 2)], 1);
    const v = value([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [1, 1, 4, 4]);
    const weights = await resultOf([q!, k!, v], ([a, b, c]) => attention(a!, b!, c!, { causal: true }));
    const rows = [0, 1].map((i) => Array.from(weights.data as Float32Array).slice(4 * i, 4 * i + 4));
    expect(rows[0]!.map((x) => x > 0)).toEqual([true, true, true, false]);
    expect(rows[1]!.map((x) => x > 0)).toEqual([true, true, true, true]);
  });
});

describe("batchNorm", () => {
  it("hands out what its batch had, for the running averages", async () => {
    const program = trace({ x: f32(2, 2, 2), one: f32(2) }, ({ x, one }) => batchNorm(x, one, one).statistics);
    const one = value([1, 1], [2]);
    const { mean, variance } = await expectSame(program, { x: value([1, 3, 0, 0, 5, 7, 0, 8], [2, 2, 2]), one });
    expect([Array.from(mean.data as Float32Array), Array.from(variance.data as Float32Array)]).toEqual([
      [4, 2],
      [5, 12],
    ]);
  });
});

describe("topK", () => {
  it("gives the largest first, their places, and routes a mixture of experts", async () => {
    const program = trace({ x: f32(2, 4) }, ({ x }) => {
      const { values, indices } = topK(x, 2);
      return { values, indices, weights: softmax(values) };
    });
    const { values, indices } = await expectSame(program, { x: value([1, 4, 2, 4, 0, -1, 3, 2], [2, 4]) });
    expect(Array.from(values.data as Float32Array)).toEqual([4, 4, 3, 2]);
    expect(indices).toEqual(value([1, 3, 2, 3], [2, 2], "int64"));
    expect(i64(2, 2)).toEqual({ dtype: indices.dtype, shape: indices.shape });
  });
});
