import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { type Denoiser, evenTimes, type SamplerName, samplers } from "./index.ts";

/**
 * Data whose denoiser is known: z ~ N(μ, s²), each number by itself, so that z_t has the variance
 * σ_t² = (1 - t)² + t² s², E[z | z_t] = μ + t s² (z_t - t μ)/σ_t², and the flow maps ε to t μ + σ_t ε.
 */
const [MEAN, DEVIATION] = [0.7, 0.4];
const sigma = (t: number) => Math.hypot(1 - t, t * DEVIATION);
const exact = (noise: Float32Array, t: number) => noise.map((e) => t * MEAN + sigma(t) * e);
const denoise: Denoiser = async (z, t) => {
  const gain = (t * DEVIATION ** 2) / sigma(t) ** 2;
  return z.map((x) => MEAN + gain * (x - t * MEAN));
};

const names = Object.keys(samplers) as SamplerName[];
/** Its samples do not follow the flow: see exact.test.ts for their moments. */
const stochastic = (name: SamplerName) => name === "ddpm";
const noise = createRng("samplers").normal(256);
const fresh = { noise: (step: number) => createRng("fresh").split(step).normal(noise.length) };
const distance = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((s, x, i) => s + (x - b[i]!) ** 2, 0) / a.length);
const errorOf = async (name: SamplerName, times: readonly number[]) =>
  distance(await samplers[name](denoise, exact(noise, times[0]!), times, fresh), exact(noise, times.at(-1)!));

/** Times whose λ = ln(t/(1 - t)) has equal steps. */
const evenLambdas = (steps: number, from: number, to: number) => {
  const lambda = (t: number) => Math.log(t / (1 - t));
  const at = (i: number) => lambda(from) + ((lambda(to) - lambda(from)) * i) / steps;
  return Array.from({ length: steps + 1 }, (_, i) => 1 / (1 + Math.exp(-at(i))));
};
/** Log₂ of how much the error falls each time the steps are doubled. */
async function ordersOf(name: SamplerName, timesOf: (steps: number) => number[], counts: readonly number[]) {
  const errors = await Promise.all(counts.map((steps) => errorOf(name, timesOf(steps))));
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

describe("the order of convergence", () => {
  it.each<[SamplerName, number, string, (steps: number) => number[], number[], number]>([
    ["euler", 1, "of time", evenTimes, [20, 40, 80, 160], 0.1],
    ["ddim", 1, "of time", evenTimes, [20, 40, 80, 160], 0.1],
    ["heun", 2, "of time", evenTimes, [20, 40, 80, 160], 0.15],
    ["dpm", 2, "of λ", (steps) => evenLambdas(steps, 0.1, 0.9), [80, 160, 320], 0.15],
    // h² ln(1/h), see the sampler: between 1.5 and 2
    ["dpm", 1.75, "of time", evenTimes, [80, 160, 320], 0.25],
  ])("%s: %f with equal steps %s", async (name, order, _, timesOf, counts, slack) => {
    for (const measured of await ordersOf(name, timesOf, counts)) {
      expect(Math.abs(measured - order)).toBeLessThan(slack);
    }
  });

  it("pays: at 10 and 20 steps the second order is at least three times nearer than the first", async () => {
    for (const steps of [10, 20]) {
      const euler = await errorOf("euler", evenTimes(steps));
      expect(await errorOf("heun", evenTimes(steps))).toBeLessThan(euler / 3);
      expect(await errorOf("dpm", evenTimes(steps))).toBeLessThan(euler / 3);
    }
  });
});

describe.each(names)("%s", (name) => {
  const sampler = samplers[name];

  it.skipIf(stochastic(name))("gives samples of the data's mean and deviation", async () => {
    const count = 20_000;
    const z = await sampler(denoise, createRng("statistics").normal(count), evenTimes(50));
    const mean = z.reduce((a, b) => a + b) / count;
    const deviation = Math.sqrt(z.reduce((s, x) => s + (x - mean) ** 2, 0) / count);
    expect(mean).toBeCloseTo(MEAN, 1);
    expect(Math.abs(deviation - DEVIATION)).toBeLessThan(0.02);
  });

  it.skipIf(stochastic(name))(
    "from a noised picture gives what the flow gives, and the picture itself as the start nears 1",
    async () => {
      const picture = createRng("picture")
        .normal(256)
        .map((x) => MEAN + DEVIATION * x);
      const change = async (from: number) => {
        const start = picture.map((z, i) => (1 - from) * noise[i]! + from * z);
        const got = await sampler(denoise, start, evenTimes(40, from));
        const wanted = start.map((z) => MEAN + (DEVIATION * (z - from * MEAN)) / sigma(from));
        expect(distance(got, wanted)).toBeLessThan(0.02);
        return distance(got, picture);
      };
      const changes = [await change(0.3), await change(0.6), await change(0.9), await change(0.99)];
      expect(changes).toEqual([...changes].sort((a, b) => b - a));
      expect(changes.at(-1)).toBeLessThan(0.02);
    },
  );

  it("asks once a step (Heun once more before the last), reports each step, and keeps the start as it is", async () => {
    const asked: number[] = [];
    const reported: number[] = [];
    const start = noise.slice();
    const counting: Denoiser = (z, t) => {
      asked.push(t);
      return denoise(z, t);
    };
    await sampler(counting, start, evenTimes(5), {
      ...fresh,
      onStep(step, predicted) {
        reported.push(step);
        expect(predicted).toHaveLength(start.length);
      },
    });
    expect(asked).toHaveLength(name === "heun" ? 9 : 5);
    expect(asked.every((t) => t >= 0 && t < 1)).toBe(true); // a denoiser is never asked about the clean z
    expect(reported).toEqual([1, 2, 3, 4, 5]);
    expect(start).toEqual(noise);
  });

  it("stays finite on any rising times, and without a step gives the start back", async () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 8 })
      .map((inner) => [0, ...inner.sort((a, b) => a - b).map((n) => n / 1000), 1]);
    await fc.assert(
      fc.asyncProperty(times, async (list) => {
        expect((await sampler(denoise, noise, list, fresh)).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
    expect(await sampler(denoise, noise, [1], fresh)).toEqual(noise);
  });

  it("in one step gives the prediction", async () => {
    expect(await sampler(denoise, noise, [0, 1], fresh)).toEqual(await denoise(noise, 0));
  });
});

describe("even times", () => {
  it("end at 1 exactly", () => {
    expect(evenTimes(4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(evenTimes(2, 0.5)).toEqual([0.5, 0.75, 1]);
    for (let steps = 1; steps < 100; steps++) expect(evenTimes(steps, 0.1).at(-1)).toBe(1);
  });

  it("from 1 have no step: a picture of which nothing may change stays itself", () => {
    expect(evenTimes(20, 1)).toEqual([1]);
  });

  it.each([
    [0, 0, "sampler: 0 steps. It must be a whole number, at least 1."],
    [1.5, 0, "sampler: 1.5 steps. It must be a whole number, at least 1."],
    [4, -0.1, "sampler: a start at -0.1. It must lie in [0, 1]."],
    [4, Number.NaN, "sampler: a start at NaN. It must lie in [0, 1]."],
  ])("refuse %d steps from %d", (steps, from, message) => {
    expect(() => evenTimes(steps, from)).toThrow(message);
  });
});
