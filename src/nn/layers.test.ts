import { describe, expect, it } from "vitest";
import type { Value } from "../graph/index.ts";
import { evaluate, float, integers, numbers } from "./evaluate.testing.ts";
import {
  attend,
  convolve,
  crossEntropy,
  initAttention,
  initConv,
  initLinear,
  initNorm,
  linear,
  mergeHeads,
  norm,
  project,
  splitHeads,
} from "./layers.ts";
import { createRng } from "./random.ts";

const rng = createRng("layers");
const random = (label: string, ...shape: number[]): Value =>
  float(rng.split(label).normal(shape.reduce((a, b) => a * b, 1)), ...shape);
const close = (got: Value, wanted: readonly number[], digits = 5) =>
  numbers(got).forEach((x, i) => {
    expect(x).toBeCloseTo(wanted[i]!, digits);
  });

describe("linear", () => {
  it("is xW + b over the last axis, however many stand before it", async () => {
    const p = { weight: float([1, 2, 3, 4, 5, 6], 3, 2), bias: float([10, 20]) };
    const y = await evaluate({ p, x: float([1, 0, 0, 0, 1, 2], 2, 1, 3) }, ({ p, x }) => linear(p, x));
    expect(y.shape).toEqual([2, 1, 2]);
    expect(numbers(y)).toEqual([11, 22, 1 * 3 + 2 * 5 + 10, 4 + 12 + 20]);
  });

  it("project is the same without a bias", async () => {
    const { weight } = initLinear(rng.split("p"), 4, 3);
    const x = random("x", 2, 5, 4);
    const { a, b } = await evaluate({ weight, x, zero: float([0, 0, 0]) }, ({ weight, x, zero }) => ({
      a: project(weight, x),
      b: linear({ weight, bias: zero }, x),
    }));
    expect(a.shape).toEqual([2, 5, 3]);
    close(a, numbers(b));
  });
});

describe("norm", () => {
  it("gives mean 0 and deviation 1 along the last axis", async () => {
    const y = await evaluate({ p: initNorm(16), x: random("norm", 3, 16) }, ({ p, x }) => norm(p, x));
    for (let row = 0; row < 3; row++) {
      const part = numbers(y).slice(row * 16, row * 16 + 16);
      expect(part.reduce((a, b) => a + b) / 16).toBeCloseTo(0, 5);
      expect(part.reduce((s, v) => s + v * v, 0) / 16).toBeCloseTo(1, 3);
    }
  });
});

describe("convolve", () => {
  it.each<[string, number, object, number[]]>([
    ["keeps the size", 3, {}, [2, 5, 6, 6]],
    ["halves it at stride 2", 3, { stride: 2 }, [2, 5, 3, 3]],
    ["without padding", 3, { padding: 0 }, [2, 5, 4, 4]],
    ["one pixel wide", 1, {}, [2, 5, 6, 6]],
  ])("%s", async (_, kernel, options, shape) => {
    const p = initConv(rng.split("conv"), 3, 5, kernel);
    const y = await evaluate({ p, x: random("pixels", 2, 3, 6, 6) }, ({ p, x }) => convolve(p, x, options));
    expect(y.shape).toEqual(shape);
  });

  it("of width 1 is a linear layer at every pixel, bias and all", async () => {
    const p = { weight: float([2, 3], 1, 2, 1, 1), bias: float([7]) };
    const y = await evaluate({ p, x: float([1, 2, 10, 20], 1, 2, 1, 2) }, ({ p, x }) => convolve(p, x));
    expect(numbers(y)).toEqual([2 + 30 + 7, 4 + 60 + 7]);
  });
});

describe("heads", () => {
  it("are put apart and together again", async () => {
    const x = random("heads", 2, 3, 8);
    const { apart, back } = await evaluate({ x }, ({ x }) => ({
      apart: splitHeads(x, 4),
      back: mergeHeads(splitHeads(x, 4)),
    }));
    expect(apart.shape).toEqual([2, 4, 3, 2]);
    expect(numbers(apart)[2 * 3]).toBeCloseTo(numbers(x)[2]!); // head 1 begins at channel 2
    expect(numbers(back)).toEqual(numbers(x));
  });

  it("must divide the width", async () => {
    await expect(evaluate({ x: random("odd", 1, 1, 6) }, ({ x }) => splitHeads(x, 4))).rejects.toThrow(/reshape/);
  });
});

/** One head of attention, in plain numbers: rows of q, k and v. */
function attentionOf(q: number[], keys: number[][], values: number[][]): number[] {
  const scores = keys.map((k) => Math.exp(k.reduce((s, x, i) => s + x * q[i]!, 0) / Math.sqrt(q.length)));
  const total = scores.reduce((a, b) => a + b);
  return values[0]!.map((_, j) => scores.reduce((s, w, i) => s + (w / total) * values[i]![j]!, 0));
}

describe("attend", () => {
  const identity = float([1, 0, 0, 1], 2, 2);
  const plain = { weight: identity, bias: float([0, 0]) };
  // keys and values are the context itself
  const p = {
    query: plain,
    keyValue: { weight: float([1, 0, 1, 0, 0, 1, 0, 1], 2, 4), bias: float([0, 0, 0, 0]) },
    out: plain,
  };

  it("is softmax(QKᵀ/√d)V over the context", async () => {
    const x = [
      [1, 2],
      [-1, 0.5],
    ];
    const context = [
      [0.3, 1],
      [2, -1],
      [0, 0],
    ];
    const y = await evaluate({ p, x: float(x.flat(), 1, 2, 2), c: float(context.flat(), 1, 3, 2) }, ({ p, x, c }) =>
      attend(p, x, 1, { context: c }),
    );
    expect(y.shape).toEqual([1, 2, 2]);
    close(
      y,
      x.flatMap((q) => attentionOf(q, context, context)),
    );
  });

  it("does not see what the bias hides", async () => {
    const x = random("q", 1, 2, 2);
    const bias = float([0, 0, -1e9], 1, 1, 1, 3);
    const see = async (last: number[]) =>
      evaluate({ p, x, c: float([0.3, 1, 2, -1, ...last], 1, 3, 2), bias }, ({ p, x, c, bias }) =>
        attend(p, x, 1, { context: c, bias }),
      );
    expect(numbers(await see([5, 5]))).toEqual(numbers(await see([-9, 9])));
  });

  it("looks back only, when causal", async () => {
    const see = async (last: number[]) =>
      evaluate({ p, x: float([1, 2, 3, 4, ...last], 1, 3, 2) }, ({ p, x }) => attend(p, x, 1, { causal: true }));
    const [a, b] = [numbers(await see([5, 6])), numbers(await see([-7, 0]))];
    expect(a.slice(0, 4)).toEqual(b.slice(0, 4));
    expect(a.slice(4)).not.toEqual(b.slice(4));
    expect(a[0]).toBeCloseTo(1, 5); // the first sees itself alone
  });

  it("of several heads over a context of another width has the shape of x", async () => {
    const y = await evaluate(
      { p: initAttention(rng.split("attention"), 8, 12), x: random("x8", 2, 5, 8), c: random("c12", 2, 3, 12) },
      ({ p, x, c }) => attend(p, x, 4, { context: c }),
    );
    expect(y.shape).toEqual([2, 5, 8]);
  });
});

describe("cross-entropy", () => {
  it("is the mean of -ln softmax at the targets", async () => {
    const logits = [1, 2, 3, 0, 0, 0];
    const loss = await evaluate({ logits: float(logits, 2, 3), targets: integers([2, 0]) }, ({ logits, targets }) =>
      crossEntropy(logits, targets),
    );
    const first = -Math.log(Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
    expect(loss.shape).toEqual([]);
    expect(numbers(loss)[0]).toBeCloseTo((first + Math.log(3)) / 2, 5);
  });

  it("counts targets by their weights, and is 0 where none counts", async () => {
    const given = { logits: float([1, 2, 3, 0, 0, 0], 1, 2, 3), targets: integers([2, 0], 1, 2) };
    const weighted = (...weights: number[]) =>
      evaluate({ ...given, weights: float(weights, 1, 2) }, ({ logits, targets, weights }) =>
        crossEntropy(logits, targets, weights),
      );
    expect(numbers(await weighted(0, 2))[0]).toBeCloseTo(Math.log(3), 5);
    expect(numbers(await weighted(0, 0))[0]).toBeCloseTo(0, 6);
  });
});
