import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flowTime, noiseSchedule, posteriorVariances, sampleTimes, stepAt } from "./schedule.ts";

/** Of diffusers' DDPMScheduler: see test/golden/diffusion.py. */
const golden = JSON.parse(readFileSync("test/golden/diffusion.json", "utf8")) as Record<
  "linear" | "cosine",
  { readonly places: number[]; readonly betas: number[]; readonly alphaBars: number[]; readonly posterior: number[] }
>;

describe.each(["linear", "cosine"] as const)("the %s schedule", (kind) => {
  const schedule = noiseSchedule({ kind, steps: 1000 });

  it("is that of diffusers", () => {
    const posterior = posteriorVariances(schedule);
    const { places, ...wanted } = golden[kind];
    for (const [k, i] of places.entries()) {
      expect(schedule.betas[i]! / wanted.betas[k]!).toBeCloseTo(1, 5); // theirs are float32
      expect(schedule.alphaBars[i]! / wanted.alphaBars[k]!).toBeCloseTo(1, 3);
      if (i > 0) expect(posterior[i]! / wanted.posterior[k]!).toBeCloseTo(1, 2);
    }
  });

  it("falls from nearly all picture to nearly all noise", () => {
    const { alphaBars } = schedule;
    expect(alphaBars.every((a, i) => a > 0 && a < (alphaBars[i - 1] ?? 1))).toBe(true);
    expect(alphaBars[0]).toBeGreaterThan(0.999);
    expect(alphaBars.at(-1)).toBeLessThan(5e-5);
  });

  it("has a step for every time of the flow, and the other way", () => {
    for (const i of [1, 10, 500, 990]) expect(stepAt(schedule, flowTime(schedule.alphaBars[i]!))).toBeCloseTo(i, 6);
    expect([stepAt(schedule, 0), stepAt(schedule, 1)]).toEqual([999, 0]);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (t) => {
        expect(stepAt(schedule, t)).toBeGreaterThanOrEqual(stepAt(schedule, t + 0.005));
      }),
    );
  });
});

it("the linear schedule has the same noise in fewer steps", () => {
  const [many, few] = [1000, 100].map((steps) => noiseSchedule({ kind: "linear", steps }).alphaBars);
  expect(Math.log(few!.at(-1)!) / Math.log(many!.at(-1)!)).toBeCloseTo(1, 0);
});

it("a sampler's times rise from the last step to 1", () => {
  const schedule = noiseSchedule({ kind: "cosine", steps: 100 });
  for (const steps of [1, 7, 50, 100]) {
    const times = sampleTimes(schedule, steps);
    expect(times).toHaveLength(steps + 1);
    expect(times.every((t, i) => t > (times[i - 1] ?? 0))).toBe(true);
    expect([times[0], times.at(-1)]).toEqual([flowTime(schedule.alphaBars[99]!), 1]);
  }
});

it.each([
  [() => noiseSchedule({ kind: "linear", steps: 1 }), "diffusion: a schedule of 1 steps."],
  [() => noiseSchedule({ kind: "linear", steps: 12 }), "diffusion: 12 linear steps would need β above 1."],
  [() => sampleTimes(noiseSchedule({ kind: "cosine", steps: 10 }), 11), "diffusion: 11 steps."],
])("refuses what cannot be", (make, message) => {
  expect(make).toThrow(message);
});
