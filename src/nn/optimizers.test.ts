import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { specOf, type Value } from "../graph/index.ts";
import { evaluate, float, numbers } from "./evaluate.testing.ts";
import { defaultOptimizer, globalNorm, initOptimizer, type OptimizerOptions, optimize } from "./optimizers.ts";
import { type Buckets, packValues, planPacking, unpackValues } from "./packing.ts";
import { createRng } from "./random.ts";
import { stepScalars } from "./schedules.ts";

type Named = Record<string, Value>;
const golden = JSON.parse(readFileSync(new URL("../../test/golden/optimizers.json", import.meta.url), "utf8"));
const plain: OptimizerOptions = { ...defaultOptimizer, weightDecay: 0, clipNorm: Number.POSITIVE_INFINITY };

/** A few steps with given gradients; yields the parameters, their average and the gradient's norm after each. */
async function* steps(
  start: Named,
  gradients: readonly Named[],
  options: OptimizerOptions,
  { rates, decay = 1, isMatrix = () => false }: { rates: readonly number[]; decay?: number; isMatrix?: () => boolean },
) {
  const packing = planPacking(specOf(start), { isMatrix });
  let state = initOptimizer(packing, packValues(packing, start));
  for (const [i, gradient] of gradients.entries()) {
    const schedule = { learningRate: rates[i]!, warmup: 0, steps: 1e9, floor: 1 };
    const averageDecay: Value = { dtype: "float32", shape: [], data: Float32Array.of(decay) };
    const scalars = { ...stepScalars(i, schedule, options), averageDecay };
    const next = await evaluate({ state, scalars, gradient: packValues(packing, gradient) }, (x) =>
      optimize(packing, x.state, x.gradient, x.scalars, options),
    );
    state = next.state;
    const tree = (buckets: Buckets<Value>) => unpackValues(packing, buckets) as Named;
    yield { params: tree(state.params), average: tree(state.average), norm: numbers(next.gradientNorm)[0]!, state };
  }
}

const close = (got: Value, wanted: readonly number[], digits = 5) => {
  expect(got.data).toHaveLength(wanted.length);
  numbers(got).forEach((x, i) => {
    expect(x).toBeCloseTo(wanted[i]!, digits);
  });
};

describe("AdamW", () => {
  it("is what one works out by hand", async () => {
    // t = 1: m̂ = g, v̂ = g², so that p moves by lr · g/(|g| + ε); t = 2 with g = 1, then -2:
    // m̂ = (0.9·0.1·1 - 0.1·2)/0.19 = -0.11/0.19, v̂ = (0.99·0.01 + 0.01·4)/0.0199 = 0.0499/0.0199
    const run = steps(
      { w: float([1, 1, 1, 1], 2, 2) },
      [{ w: float([1, -4, 0, 1], 2, 2) }, { w: float([-2, 0, 0, 1], 2, 2) }],
      plain,
      {
        rates: [0.1, 0.1],
      },
    );
    const first = (await run.next()).value!;
    close(first.params.w!, [0.9, 1.1, 1, 0.9]);
    const second = (await run.next()).value!;
    expect(numbers(second.params.w!)[0]).toBeCloseTo(0.9 + (0.1 * (0.11 / 0.19)) / Math.sqrt(0.0499 / 0.0199), 5);
    expect(numbers(second.params.w!)[3]).toBeCloseTo(0.8, 5);
  });

  it("is PyTorch's: clipping, decay of the matrix alone, learning rates, average", async () => {
    const { rates, decay, start, steps: wanted } = golden.adamw;
    const values = (of: { weight: number[]; bias: number[] }): Named => ({
      weight: float(of.weight, 3, 2),
      bias: float(of.bias, 4),
    });
    const options: OptimizerOptions = { ...defaultOptimizer, weightDecay: 0.1, epsilon: 1e-3, clipNorm: 1 };
    const gradients = wanted.map((step: { gradients: never }) => values(step.gradients));
    let i = 0;
    for await (const { params, average, norm } of steps(values(start), gradients, options, { rates, decay })) {
      const step = wanted[i++];
      expect(norm).toBeCloseTo(step.norm, 4);
      close(params.weight!, step.weight);
      close(params.bias!, step.bias);
      close(average.weight!, step.average.weight);
      close(average.bias!, step.average.bias);
    }
    expect(i).toBe(6);
  });

  it("does not divide by zero where a gradient never comes", async () => {
    const none = { w: float([0, 0], 1, 2) };
    for await (const { params } of steps({ w: float([3, 4], 1, 2) }, [none, none], plain, { rates: [1, 1] })) {
      close(params.w!, [3, 4]);
    }
  });

  it("begins with an average equal to the parameters, of its own memory", () => {
    const packing = planPacking({ w: { dtype: "float32", shape: [2] } });
    const state = initOptimizer(packing, { bias0: float([1, 2]) });
    expect(state.average).toEqual(state.params);
    expect(state.average.bias0!.data.buffer).not.toBe(state.params.bias0!.data.buffer);
  });
});

describe("clipping", () => {
  it("takes the norm over all parameters together", async () => {
    const norm = await evaluate({ a: float([3, 0]), b: float([0, 4], 1, 2) }, (buckets) => globalNorm(buckets));
    expect(numbers(norm)[0]).toBeCloseTo(5, 6);
  });

  it("scales a long gradient to its limit, and leaves a short one", async () => {
    const momentumOf = async (gradient: Named) => {
      const run = steps({ w: float([0, 0], 1, 2) }, [gradient], { ...plain, clipNorm: 1 }, { rates: [0] });
      return numbers((await run.next()).value!.state.first.weight0!).map((m) => m / 0.1); // m₁ = (1 - β₁) g
    };
    close(float(await momentumOf({ w: float([30, 40], 1, 2) })), [0.6, 0.8]);
    close(float(await momentumOf({ w: float([0.3, 0.4], 1, 2) })), [0.3, 0.4]);
  });
});

describe("Muon", () => {
  const isMatrix = () => true;

  it.each([
    ["wide", 6, 16],
    ["tall", 16, 6],
    ["square", 8, 8],
  ])("moves along a nearly orthogonal matrix: %s", async (_, rows, columns) => {
    const rng = createRng(`muon ${rows}`);
    const pair = {
      a: float(rng.normal(rows * columns), rows, columns),
      b: float(rng.normal(rows * columns), rows, columns),
    };
    const zero = {
      a: float(new Float32Array(rows * columns), rows, columns),
      b: float(new Float32Array(rows * columns), rows, columns),
    };
    const { params } = (await steps(zero, [pair], plain, { rates: [1], isMatrix }).next()).value!;
    for (const update of [params.a!, params.b!]) {
      const direction = numbers(update).map((x) => -x / (0.2 * Math.sqrt(Math.max(rows, columns))));
      // Every singular value lies near 1: so does the length of uᵀX for unit vectors u on the short side.
      const short = Math.min(rows, columns);
      for (let trial = 0; trial < 30; trial++) {
        const u = rng.normal(short);
        const image = Array.from({ length: Math.max(rows, columns) }, (_, j) =>
          u.reduce((s, x, i) => s + x * direction[rows <= columns ? i * columns + j : j * columns + i]!, 0),
        );
        const stretch = Math.hypot(...image) / Math.hypot(...u);
        expect(stretch).toBeGreaterThan(0.5);
        expect(stretch).toBeLessThan(1.25);
      }
      // It points where the gradient points.
      const gradient = numbers(update === params.a ? pair.a : pair.b);
      expect(direction.reduce((s, x, i) => s + x * gradient[i]!, 0)).toBeGreaterThan(0);
    }
  });

  it.each([0, 1])("is PyTorch's to bfloat16's digits, case %i", async (index) => {
    const { shape, start, steps: wanted } = golden.muon[index];
    const options: OptimizerOptions = { ...plain, weightDecay: 0.1, momentum: 0.95 };
    const gradients = wanted.map((step: { gradient: number[] }) => ({ w: float(step.gradient, ...shape) }));
    let i = 0;
    let before: number[] = start;
    for await (const { params } of steps({ w: float(start, ...shape) }, gradients, options, {
      rates: [0.1, 0.1, 0.1],
      isMatrix,
    })) {
      const moved = Math.hypot(...wanted[i].weight.map((w: number, j: number) => w - before[j]!));
      const apart = Math.hypot(...numbers(params.w!).map((w, j) => w - wanted[i].weight[j]));
      expect(apart / moved).toBeLessThan(0.03 * (i + 1));
      before = wanted[i++].weight;
    }
  });

  it("keeps no second moment", () => {
    const packing = planPacking({ w: { dtype: "float32", shape: [2, 2] } }, { isMatrix });
    expect(initOptimizer(packing, { matrix2x2: float([1, 2, 3, 4]) }).second).toEqual({});
  });
});
