/** Pixel diffusion in use: one guided prediction as a program, and the denoiser that samplers ask. */
import {
  add,
  clamp,
  concat,
  constant,
  f32,
  i64,
  mapTree,
  mul,
  slice,
  sub,
  type Tensor,
  type Tree,
  trace,
  type Value,
} from "../../graph/index.ts";
import type { Denoiser } from "../samplers/index.ts";
import type { DiffusionConfig } from "./config.ts";
import { splitOutput, toClean } from "./loss.ts";
import { noiseSchedule, type Schedule, stepAt } from "./schedule.ts";
import { type UnetParams, unet } from "./unet.ts";

/**
 * x [N, C, S, S] → x̂₀ within [-1, 1] and, where the variance is learned, where it lies, both [N, C, S, S].
 * With labels it is guided (Ho and Salimans 2022, eq. 6): the output without a label, and g times what the label adds.
 * All three predictions are the same straight function of x̂₀, so what is combined is x̂₀.
 */
export function predictProgram(params: UnetParams<Value>, config: DiffusionConfig, count: number) {
  const { imageSize: s, channels, labels: known } = config.unet;
  const guided = known.length > 0;
  const n = guided ? 2 * count : count;
  const specs = {
    x: f32(count, channels, s, s),
    time: f32(n),
    alpha: f32(),
    sigma: f32(),
    ...(guided ? { labels: i64(n, known.length), guidance: f32() } : {}),
  };
  return trace(specs, (given) => {
    const { x, time, alpha, sigma, labels, guidance } = given as typeof given & { labels?: Tensor; guidance?: Tensor };
    const p = mapTree<Value, Tensor, Tree<Value>>(params as unknown as Tree<Value>, ({ data, shape, dtype }) =>
      constant(data, shape, dtype),
    ) as unknown as UnetParams<Tensor>;
    const out = unet(p, config.unet, {
      ...{ x: guided ? concat([x, x], 0) : x, time, steps: config.schedule.steps },
      ...(labels === undefined ? {} : { labels }),
    });
    const combined = guidance === undefined ? out : guide(out, count, guidance);
    const [predicted, variance] = splitOutput(config, combined);
    const clean = clamp(toClean(config.prediction, x, predicted, alpha, sigma), -1, 1);
    return { clean, ...(variance === undefined ? {} : { variance: clamp(variance, 0, 1) }) };
  });
}

/** Labelled in the first half, not in the second. */
function guide(out: Tensor, count: number, guidance: Tensor): Tensor {
  const half = (i: number) => slice(out, 0, i * count, (i + 1) * count);
  return add(half(1), mul(sub(half(0), half(1)), guidance));
}

/** What runs `predictProgram`. */
export type RunPrediction = (
  inputs: Record<string, Value>,
) => Promise<{ readonly clean: Value; readonly variance?: Value }>;

export interface DiffusionDenoiser {
  readonly schedule: Schedule;
  readonly denoise: Denoiser;
  /** For DDPM: where the log of the variance lies between its bounds, as the config says. */
  readonly variance: number | (() => Float32Array);
}

/**
 * A denoiser of the flow's state from one of the schedule's: z_t = x_τ/(√ᾱ + √(1 - ᾱ)), and a time between two steps
 * is a step with a fraction.
 * @param wishes the labels of each picture, 0 for none, and the guidance; left out where the model has no labels
 */
export function diffusionDenoiser(
  run: RunPrediction,
  config: DiffusionConfig,
  count: number,
  wishes?: { readonly labels: readonly (readonly number[])[]; readonly guidance: number },
): DiffusionDenoiser {
  const { imageSize: s, channels, labels: known } = config.unet;
  const schedule = noiseSchedule(config.schedule);
  const float = (data: Float32Array, ...shape: number[]): Value => ({ dtype: "float32", shape, data });
  const guided: Record<string, Value> = {};
  const n = known.length > 0 ? 2 * count : count;
  if (known.length > 0) {
    const labels = new BigInt64Array(n * known.length); // the second half has none
    labels.set((wishes?.labels ?? []).flat().map(BigInt));
    guided.labels = { dtype: "int64", shape: [n, known.length], data: labels };
    guided.guidance = float(Float32Array.of(wishes?.guidance ?? 1));
  }
  let variance: Float32Array = new Float32Array(0);
  return {
    schedule,
    async denoise(z, t) {
      const size = Math.hypot(t, 1 - t);
      const out = await run({
        x: { dtype: "float32", shape: [count, channels, s, s], data: z.map((value) => value / size) },
        time: float(new Float32Array(n).fill(stepAt(schedule, t)), n),
        alpha: float(Float32Array.of(Math.max(t / size, 1e-6))),
        sigma: float(Float32Array.of((1 - t) / size)),
        ...guided,
      });
      if (out.variance !== undefined) variance = out.variance.data as Float32Array;
      return out.clean.data as Float32Array;
    },
    variance: config.variance === "learned" ? () => variance : config.variance === "small" ? 0 : 1,
  };
}

/** Noise at a sampler's first time: x is ε there, and z = x/(√ᾱ + √(1 - ᾱ)). */
export function startFrom(noise: Float32Array, time: number): Float32Array {
  const size = Math.hypot(time, 1 - time);
  return noise.map((e) => e * size);
}
