import { describe, expect, it } from "vitest";
import { createReporter, progressText } from "./progress.ts";

const facts = (step: number, loss: number, secondsPerStep = 0.5) => ({
  step,
  metrics: { loss },
  secondsPerStep,
  learningRate: 0.1,
  joules: 9,
});

describe("a reporter", () => {
  it("averages without a bias to zero, and forgets", () => {
    const report = createReporter(1000);
    expect(report(facts(1, 4)).smoothLoss).toBeCloseTo(4, 12);
    expect(report(facts(2, 2)).smoothLoss).toBeCloseTo((0.95 * 4 + 2) / 1.95, 12);
    for (let step = 3; step <= 300; step++) report(facts(step, 1));
    expect(report(facts(301, 1)).smoothLoss).toBeCloseTo(1, 4);
  });

  it("knows what is left at the pace of the last steps", () => {
    const report = createReporter(100);
    expect(report(facts(10, 1, 2)).secondsLeft).toBeCloseTo(180, 9);
    expect(report(facts(100, 1, 2)).secondsLeft).toBe(0);
  });
});

describe("the line", () => {
  it("says step, loss, speed, time left and memory", () => {
    const report = { ...createReporter(900)(facts(365, 0.08934, 0.78)), secondsLeft: 417, residentBytes: 898e6 };
    expect(progressText(report)).toBe("step 365/900 (40 %)  loss 0.0893  0.78 s/step  6 min 57 s left  898 MB");
    expect(progressText({ ...report, secondsPerStep: 0.0123 })).toContain("  12 ms/step  ");
  });
});
