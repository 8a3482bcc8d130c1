import { describe, expect, it } from "vitest";
import { defaultOptimizer } from "./optimizers.ts";
import { averageDecayAt, learningRateAt, type Schedule, stepScalars } from "./schedules.ts";

const schedule: Schedule = { learningRate: 0.4, warmup: 4, steps: 104, floor: 0.1 };

describe("the learning rate", () => {
  it("climbs in equal steps, then falls by a cosine to its floor, and stays there", () => {
    expect([0, 1, 2, 3].map((step) => learningRateAt(step, schedule))).toEqual([0.1, 0.2, 0.30000000000000004, 0.4]);
    expect(learningRateAt(4, schedule)).toBe(0.4);
    expect(learningRateAt(54, schedule)).toBeCloseTo(0.4 * (0.1 + 0.9 * 0.5), 12); // half way
    expect(learningRateAt(104, schedule)).toBeCloseTo(0.04, 12);
    expect(learningRateAt(10_000, schedule)).toBeCloseTo(0.04, 12);
  });

  it("never rises after the warm-up", () => {
    const rates = Array.from({ length: 101 }, (_, i) => learningRateAt(4 + i, schedule));
    expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!)).toBe(true);
  });

  it("needs no warm-up, and bears one as long as the run", () => {
    expect(learningRateAt(0, { ...schedule, warmup: 0 })).toBe(0.4);
    expect(learningRateAt(104, { ...schedule, warmup: 104 })).toBe(0.4);
  });
});

describe("the scalars of a step", () => {
  it("hold Adam's corrections 1 - βᵗ from t = 1", () => {
    const { correction1, correction2, learningRate } = stepScalars(2, schedule, defaultOptimizer);
    expect(correction1.data[0]).toBeCloseTo(1 - 0.9 ** 3, 6);
    expect(correction2.data[0]).toBeCloseTo(1 - 0.99 ** 3, 6);
    expect(learningRate).toEqual({ dtype: "float32", shape: [], data: Float32Array.of(learningRateAt(2, schedule)) });
  });

  it("count them from where the moments began at 0", () => {
    const [later, first] = [
      stepScalars(12, schedule, defaultOptimizer, 0.9, 10),
      stepScalars(2, schedule, defaultOptimizer),
    ];
    expect([later.correction1, later.correction2]).toEqual([first.correction1, first.correction2]);
    expect(later.learningRate.data[0]).toBeCloseTo(learningRateAt(12, schedule), 6);
  });

  it("let the average forget its start: the decay grows from 0.1 to its limit", () => {
    expect(averageDecayAt(0, 0.999)).toBe(0.1);
    expect(averageDecayAt(90, 0.999)).toBe(0.91);
    expect(averageDecayAt(1e6, 0.999)).toBe(0.999);
  });
});
