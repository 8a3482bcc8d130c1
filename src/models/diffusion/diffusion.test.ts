import { describe, expect, it } from "vitest";
import type { Tensor, Tree, Value } from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { shaken } from "../latent/tiny.testing.ts";
import { type SamplerName, samplers } from "../samplers/index.ts";
import type { DiffusionConfig } from "./config.ts";
import { diffusionDenoiser, predictProgram, type RunPrediction, startFrom } from "./diffusion.ts";
import { diffusionLoss, toClean } from "./loss.ts";
import { noiseSchedule, sampleTimes } from "./schedule.ts";
import { tinyBatch, tinyDiffusion, tinyUnet } from "./tiny.testing.ts";
import type { UnetParams } from "./unet.ts";

const size = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x * x, 0) / xs.length;

describe("the loss of a network that is still silent", () => {
  const { alphaBars } = noiseSchedule(tinyDiffusion.schedule);
  const [clean, noise] = [numbers(tinyBatch.clean), numbers(tinyBatch.noise)];
  const alphaBar = (i: number) => alphaBars[i < 128 ? 7 : 40]!;
  const lossOf = async (config: DiffusionConfig, time = tinyBatch.time) => {
    const given = {
      p: tinyUnet(config) as unknown as Tree<Value>,
      batch: { ...tinyBatch, time } as unknown as Tree<Value>,
    };
    const parts = await evaluate(given, (given) => {
      const { p, batch } = given as unknown as { p: UnetParams<Tensor>; batch: never };
      const [loss, parts] = diffusionLoss(p, config, batch);
      return { loss, ...parts };
    });
    return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, numbers(value as Value)[0]!]));
  };

  it.each([
    ["noise", () => size(noise)],
    ["clean", () => size(clean.map((x, i) => x * Math.sqrt(Math.max(1, alphaBar(i) / (1 - alphaBar(i))))))],
    ["velocity", () => size(noise.map((e, i) => Math.sqrt(alphaBar(i)) * e - Math.sqrt(1 - alphaBar(i)) * clean[i]!))],
  ] as const)("of %s is that of its equation", async (prediction, wanted) => {
    const { loss } = await lossOf({ ...tinyDiffusion, prediction, variance: "small" });
    expect(loss).toBeCloseTo(wanted(), 4);
  });

  it("has a bound: KL of the Gaussians in the middle, levels of 256 at the first step", async () => {
    const config: DiffusionConfig = { ...tinyDiffusion, prediction: "clean" };
    const { betas } = noiseSchedule(config.schedule);
    const before = alphaBars[39]!;
    const small = (betas[40]! * (1 - before)) / (1 - alphaBars[40]!);
    const large = Math.sqrt(small * betas[40]!); // the network says 0, the middle of the logarithms
    const share = (Math.sqrt(before) * betas[40]!) / (1 - alphaBars[40]!);
    const spread = 0.5 * (small / large - 1 - Math.log(small / large));
    const wanted = spread + (0.5 * share ** 2 * size(clean)) / large;
    const { bound } = await lossOf(config, integers([40, 40]));
    expect(bound).toBeCloseTo(0.05 * wanted, 5);
    const { bound: first } = await lossOf({ ...config, prediction: "noise" }, integers([0, 0]));
    expect(first).toBeGreaterThan(0.05 * -Math.log(1));
    expect(first).toBeLessThan(0.05 * -Math.log(1e-12));
  });
});

it("x̂₀ is the same from ε, x₀ and v", async () => {
  const [alpha, sigma] = [0.8, 0.6];
  const [clean, noise] = [tinyBatch.clean, tinyBatch.noise].map(numbers);
  const x = float(clean!.map((c, i) => alpha * c + sigma * noise![i]!));
  const v = float(noise!.map((e, i) => alpha * e - sigma * clean![i]!));
  const found = await evaluate(
    { x, v, noise: float(noise!), clean: float(clean!), alpha: float([alpha]), sigma: float([sigma]) },
    ({ x, v, noise, clean, alpha, sigma }) => ({
      noise: toClean("noise", x, noise, alpha, sigma),
      clean: toClean("clean", x, clean, alpha, sigma),
      velocity: toClean("velocity", x, v, alpha, sigma),
    }),
  );
  for (const value of Object.values(found)) {
    for (const [i, c] of numbers(value).entries()) expect(c).toBeCloseTo(clean![i]!, 5);
  }
});

/** Data x₀ ~ N(0.3, 0.2²) in the schedule's own numbers: x = α x₀ + σ ε. */
const [MEAN, DEVIATION] = [0.3, 0.2];
const gaussian: RunPrediction = async ({ x, alpha, sigma }) => {
  const [a, s] = [Number(alpha!.data[0]), Number(sigma!.data[0])];
  const gain = (a * DEVIATION ** 2) / ((a * DEVIATION) ** 2 + s ** 2);
  return { clean: { ...x!, data: (x!.data as Float32Array).map((y) => MEAN + gain * (y - a * MEAN)) } };
};

describe("every sampler of the flow", () => {
  it.each(Object.keys(samplers) as SamplerName[])("%s samples what a schedule's model knows", async (name) => {
    const config: DiffusionConfig = {
      ...tinyDiffusion,
      variance: "small",
      unet: { ...tinyDiffusion.unet, imageSize: 32, labels: [] },
    };
    const { denoise, schedule, variance } = diffusionDenoiser(gaussian, config, 1);
    const times = sampleTimes(schedule, 50);
    const noise = (label: string | number) =>
      createRng("noise")
        .split(label)
        .normal(2 * 32 * 32);
    const z = await samplers[name](denoise, startFrom(noise("start"), times[0]!), times, { noise, variance });
    const mean = z.reduce((a, b) => a + b) / z.length;
    const deviation = Math.sqrt(z.reduce((sum, x) => sum + (x - mean) ** 2, 0) / z.length);
    expect(Math.abs(mean - MEAN)).toBeLessThan(0.02);
    expect(Math.abs(deviation - DEVIATION)).toBeLessThan(0.03);
  });
});

describe("a guided prediction", () => {
  const params = shaken(tinyUnet() as unknown as Tree<Value>) as unknown as UnetParams<Value>;
  const predict = async (labels: number[], guidance: number) => {
    const executable = await onnxRuntime.compile(predictProgram(params, tinyDiffusion, 1), { threads: 1 });
    const run: RunPrediction = (inputs) => executable.run(inputs as never) as ReturnType<RunPrediction>;
    const { denoise, variance } = diffusionDenoiser(run, tinyDiffusion, 1, { labels: [labels], guidance });
    const z = createRng("z").normal(128);
    const clean = [...(await denoise(z, 0.7))];
    await executable.dispose();
    return { clean, variance: [...(variance as () => Float32Array)()] };
  };

  it("of 0 is that without labels, of 1 that with, clipped to what pixels can be", async () => {
    const [none, off, one, three] = await Promise.all([
      predict([0, 0], 1),
      predict([2, 1], 0),
      predict([2, 1], 1),
      predict([2, 1], 3),
    ]);
    const apart = (a: number[], b: number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
    expect(apart(none.clean, off.clean)).toBeLessThan(1e-5);
    expect(apart(one.clean, off.clean)).toBeGreaterThan(0.01);
    expect(apart(three.clean, off.clean)).toBeGreaterThan(1.5 * apart(one.clean, off.clean));
    expect(three.clean.every((x) => Math.abs(x) <= 1)).toBe(true);
    expect(one.variance.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(one.variance).toHaveLength(128);
  });
});
