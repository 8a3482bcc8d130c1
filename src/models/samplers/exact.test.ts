// Samplers against what is known exactly: the flow of a mixture of Gaussians, and the moments that added noise leaves.
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import {
  type Denoiser,
  ddim,
  ddpm,
  euler,
  evenTimes,
  type SampleOptions,
  type SamplerName,
  samplers,
} from "./index.ts";

/** Two Gaussians: weight, mean, deviation of each. */
const MIXTURE = [
  [0.4, -1, 0.5],
  [0.6, 0.8, 0.4],
] as const;
/** Of z_t: weight, mean, variance. */
const at = (t: number) => MIXTURE.map(([w, m, s]) => [w, t * m, (1 - t) ** 2 + (t * s) ** 2] as const);
const density = (x: number, mean: number, variance: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

/** E[z | z_t] = Σ p(component | z_t) (μ + t s² (z_t - t μ)/σ_t²). */
const denoise: Denoiser = async (z, t) =>
  z.map((x) => {
    const shares = at(t).map(([w, m, v]) => w * density(x, m, v));
    const means = at(t).map(([, m, v], k) => MIXTURE[k]![1] + ((t * MIXTURE[k]![2] ** 2) / v) * (x - m));
    return shares.reduce((sum, p, k) => sum + p * means[k]!, 0) / shares.reduce((a, b) => a + b);
  });

/** Φ(x) = ½ + φ(x) Σ x^(2k+1)/(1·3·5 … (2k+1)) (Marsaglia 2004). */
function normalBelow(x: number): number {
  let [term, sum] = [x, x];
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + density(x, 0, 1) * sum;
}
/** The flow of one number keeps its quantile: what stands at ε in the noise, by bisection of the mixture's distribution. */
function exact(noise: number, t: number): number {
  const below = (x: number) => at(t).reduce((sum, [w, m, v]) => sum + w * normalBelow((x - m) / Math.sqrt(v)), 0);
  let [low, high] = [-6, 6];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < normalBelow(noise)) low = middle;
    else high = middle;
  }
  return low;
}

const [FROM, TO] = [0.2, 0.8];
const noise = Float32Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);
/** Times whose λ = ln(t/(1 - t)) has equal steps. */
const evenLambdas = (steps: number) => {
  const lambda = (t: number) => Math.log(t / (1 - t));
  const place = (i: number) => lambda(FROM) + ((lambda(TO) - lambda(FROM)) * i) / steps;
  return Array.from({ length: steps + 1 }, (_, i) => 1 / (1 + Math.exp(-place(i))));
};
async function errorOf(name: SamplerName, steps: number): Promise<number> {
  const start = noise.map((e) => exact(e, FROM));
  const got = await samplers[name](denoise, start, evenLambdas(steps));
  return Math.sqrt(got.reduce((sum, z, i) => sum + (z - exact(noise[i]!, TO)) ** 2, 0) / noise.length);
}

describe("on a mixture of two Gaussians, steps doubled", () => {
  it.each<[SamplerName, number, number, number[]]>([
    ["euler", 1, 0.15, [16, 32, 64]],
    ["ddim", 1, 0.15, [16, 32, 64]],
    ["heun", 2, 0.25, [8, 16, 32]],
    ["dpm", 2, 0.25, [16, 32, 64]],
  ])("%s is of order %d", async (name, order, slack, counts) => {
    const errors = await Promise.all(counts.map((steps) => errorOf(name, steps)));
    for (const [i, error] of errors.slice(1).entries()) {
      expect(Math.abs(Math.log2(errors[i]! / error) - order)).toBeLessThan(slack);
    }
  });
});

describe("added noise", () => {
  /** z ~ N(μ, s²): the denoiser is linear, so that a sampler's result is a + b z_0 + Σ cᵢ nᵢ, in numbers of their own. */
  const [MEAN, DEVIATION] = [0.7, 0.4];
  const gaussian: Denoiser = async (z, t) =>
    z.map((x) => MEAN + ((t * DEVIATION ** 2) / ((1 - t) ** 2 + (t * DEVIATION) ** 2)) * (x - t * MEAN));
  /** Exact mean and variance of the samples: one number without noise, one with a start of 1, one for each step's. */
  async function momentsOf(
    sampler: (options: SampleOptions, start: Float32Array, times: number[]) => Promise<Float32Array>,
    steps: number,
  ) {
    const start = new Float32Array(steps + 2);
    start[1] = 1;
    const unit = (step: number) => start.map((_, i) => Number(i === step + 1));
    const [mean, ...found] = await sampler({ noise: unit }, start, evenTimes(steps));
    return { mean: mean!, variance: found.reduce((sum, x) => sum + (x - mean!) ** 2, 0) };
  }
  const ddpmWith = (options: SampleOptions) => (given: SampleOptions, start: Float32Array, times: number[]) =>
    ddpm(gaussian, start, times, { ...given, ...options });

  it("of DDPM has the data's moments in the limit, the variance nearer as 1/steps", async () => {
    const moments = await Promise.all([50, 100, 200, 400].map((steps) => momentsOf(ddpmWith({}), steps)));
    const errors = moments.map(({ variance }) => Math.abs(variance - DEVIATION ** 2));
    for (const [i, error] of errors.slice(1).entries()) {
      expect(Math.abs(Math.log2(errors[i]! / error) - 1)).toBeLessThan(0.15);
    }
    expect(errors.at(-1)!).toBeLessThan(0.02 * DEVIATION ** 2);
    expect(moments.at(-1)!.mean).toBeCloseTo(MEAN, 5);
  });

  it("of DDPM is more with the larger variance, and between with one between", async () => {
    const [small, middle, large] = await Promise.all(
      [0, 0.5, 1].map(async (variance) => (await momentsOf(ddpmWith({ variance }), 20)).variance),
    );
    expect(middle).toBeGreaterThan(small!);
    expect(large).toBeGreaterThan(middle!);
    const learned = await momentsOf(ddpmWith({ variance: () => new Float32Array(22).fill(0.5) }), 20);
    expect(learned.variance).toBeCloseTo(middle!, 6);
  });

  it("of DDIM is that of DDPM at η = 1, and none at η = 0, where each step is Euler's", async () => {
    const start = createRng("start").normal(64);
    const fresh = (step: number) => createRng("fresh").split(step).normal(64);
    const times = evenTimes(7);
    const near = async (a: Promise<Float32Array>, b: Promise<Float32Array>) => {
      const [one, other] = await Promise.all([a, b]);
      for (const [i, x] of one.entries()) expect(x).toBeCloseTo(other[i]!, 4);
    };
    await near(ddim(gaussian, start, times, { eta: 1, noise: fresh }), ddpm(gaussian, start, times, { noise: fresh }));
    await near(ddim(gaussian, start, times), euler(gaussian, start, times));
  });

  it("is asked for where it is missing, and η is bounded", async () => {
    await expect(ddpm(gaussian, noise, [0, 1])).rejects.toThrow("ddpm adds noise. Give it with options.noise.");
    await expect(ddim(gaussian, noise, [0, 1], { eta: 0.5 })).rejects.toThrow("ddim with η above 0 adds noise.");
    await expect(ddim(gaussian, noise, [0, 1], { eta: 2 })).rejects.toThrow("ddim: η is 2. It must lie in [0, 1].");
  });
});
