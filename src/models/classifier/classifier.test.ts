import { describe, expect, it } from "vitest";
import { constant, f32, mapTree, sizeOf, type Tensor, type Tree, trace, type Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import { value } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type ClassifierParams, classifierSizes, classify, initClassifier } from "./index.ts";

type Head = "digit" | "colour";
const config = { imageSize: 32, widths: [8, 12, 16], features: 10, heads: { digit: 7, colour: 3 } } as const;
const frozen = (params: ClassifierParams<Value, Head>) =>
  mapTree<Value, Tensor, Tree<Value>>(params, ({ data, shape, dtype }) =>
    constant(data, shape, dtype),
  ) as unknown as ClassifierParams<Tensor, Head>;

describe("classify", () => {
  it("answers every head for every picture, each by itself", async () => {
    const params = initClassifier(createRng(1), config);
    (params.heads.digit.weight.data as Float32Array).set(createRng(2).normal(70));
    const program = trace({ pixels: f32("batch", 3, 32, 32) }, ({ pixels }) => {
      const { features, logits } = classify(frozen(params), pixels);
      return { features, ...logits };
    });
    const executable = await onnxRuntime.compile(program);
    const pixels = createRng(3).uniform(5 * 3 * 32 * 32, -1, 1);
    const five = await executable.run({ pixels: value(pixels, [5, 3, 32, 32]) });
    expect([five.features.shape, five.digit.shape, five.colour.shape]).toEqual([
      [5, 10],
      [5, 7],
      [5, 3],
    ]);
    expect([...five.colour.data].every((x) => x === 0)).toBe(true); // heads begin silent
    const one = await executable.run({ pixels: value(pixels.slice(-3 * 32 * 32), [1, 3, 32, 32]) });
    const last = five.digit.data.slice(-7) as Float32Array;
    expect([...last].some((x) => Math.abs(x) > 0.1)).toBe(true);
    for (const [i, x] of last.entries()) expect(one.digit.data[i]).toBeCloseTo(x, 4);
    await executable.dispose();
  });

  it("costs at most 40 MFLOP a picture at the sizes of the painter's judge", () => {
    const sizes = { ...classifierSizes, heads: { digit: 986, colour: 11 } };
    const program = trace({ pixels: f32(1, 3, 64, 64) }, ({ pixels }) => {
      const { logits } = classify(frozen(initClassifier(createRng(1), sizes)), pixels);
      return logits;
    });
    const seen = new Set<Tensor>();
    const flops = (t: Tensor): number => {
      if (seen.has(t)) return 0;
      seen.add(t);
      const weight = t.inputs[1]?.shape as readonly number[] | undefined;
      // Two for each product and sum: every output number sums as many as its weights have inputs.
      const own = /^(conv|matmul|affine|gemm)/.test(t.op.name) ? 2 * sizeOf(t.shape) * fanIn(t.op.name, weight!) : 0;
      return t.inputs.reduce((sum, x) => sum + flops(x), own);
    };
    const fanIn = (op: string, shape: readonly number[]) => (op === "conv" ? sizeOf(shape.slice(1)) : shape[0]!);
    const total = program.outputs.map(([, output]) => flops(output)).reduce((a, b) => a + b);
    expect(total).toBeGreaterThan(35e6);
    expect(total).toBeLessThan(40e6);
  });
});
