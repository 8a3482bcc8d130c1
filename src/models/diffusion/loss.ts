/**
 * What a diffusion model learns by. Legend: N batch, C channels, S size, T steps; a number per picture is [N, 1, 1, 1].
 */
import {
  add,
  cast,
  clamp,
  constant,
  equal,
  erf,
  exp,
  gather,
  log,
  mean,
  mul,
  neg,
  reshape,
  slice,
  square,
  stopGradient,
  sub,
  type Tensor,
  where,
} from "../../graph/index.ts";
import type { DiffusionConfig } from "./config.ts";
import { noiseSchedule, posteriorVariances } from "./schedule.ts";
import { type UnetParams, unet } from "./unet.ts";

export type DiffusionBatch<T> = {
  /** x₀ in [-1, 1], [N, C, S, S]. */
  readonly clean: T;
  /** ε, as large. */
  readonly noise: T;
  /** τ, [N] int64, 0 to T - 1. */
  readonly time: T;
  /** [N, questions] int64, 0 where a picture has none or must do without. */
  readonly labels?: T;
};

/** λT of L_hybrid = L_simple + λ L_vlb: λ = 0.001 (Nichol and Dhariwal 2021, section 3.1), L_vlb the sum of T terms. */
const bound = (steps: number): number => 0.001 * steps;

/** The loss in the prediction's own units and, where the variance is learned, the bound that teaches it alone. */
export function diffusionLoss(
  p: UnetParams<Tensor>,
  config: DiffusionConfig,
  { clean, noise, time, labels }: DiffusionBatch<Tensor>,
): readonly [loss: Tensor, parts: Readonly<Record<string, Tensor>>] {
  const { alphaBars } = noiseSchedule(config.schedule);
  const [alpha, sigma] = [
    at(alphaBars.map(Math.sqrt), time),
    at(
      alphaBars.map((a) => Math.sqrt(1 - a)),
      time,
    ),
  ];
  const x = add(mul(clean, alpha), mul(noise, sigma)); // q(x_τ | x₀): Ho et al. 2020, eq. 4
  const { steps } = config.schedule;
  const out = unet(p, config.unet, {
    ...{ x, time: cast(time, "float32"), steps },
    ...(labels === undefined ? {} : { labels }),
  });
  const [predicted, place] = splitOutput(config, out);
  const wanted = { noise, clean, velocity: sub(mul(noise, alpha), mul(clean, sigma)) }[config.prediction];
  const simple = mean(mul(square(sub(predicted, wanted)), weightOf(config, alphaBars, time)));
  if (place === undefined) return [simple, {}];
  const guess = stopGradient(toClean(config.prediction, x, predicted, alpha, sigma));
  const terms = boundTerms(config, { clean, guess, place, x, time });
  const vlb = mul(mean(terms), bound(steps));
  return [add(simple, vlb), { simple, bound: vlb }];
}

/** The network's output: the prediction, and where the variance lies between its bounds, 0 to 1, if that is learned. */
export function splitOutput({ unet: { channels: c }, variance }: DiffusionConfig, out: Tensor): [Tensor, Tensor?] {
  if (variance !== "learned") return [out];
  return [slice(out, 1, 0, c), mul(add(slice(out, 1, c, 2 * c), 1), 0.5)];
}

/** x̂₀ from what was predicted: ε̂, x̂₀ itself, or v̂ = α ε - σ x₀ (Salimans and Ho 2022, appendix D). */
export function toClean(
  prediction: DiffusionConfig["prediction"],
  x: Tensor,
  predicted: Tensor,
  alpha: Tensor,
  sigma: Tensor,
): Tensor {
  if (prediction === "clean") return predicted;
  if (prediction === "velocity") return sub(mul(x, alpha), mul(predicted, sigma));
  return mul(sub(x, mul(predicted, sigma)), exp(neg(log(alpha))));
}

/** 1, but for x₀: max(ᾱ/(1 - ᾱ), 1), that x̂₀ counts where noise is little (Salimans and Ho 2022, section 4). */
function weightOf({ prediction }: DiffusionConfig, alphaBars: Float64Array, time: Tensor): Tensor {
  const weights = alphaBars.map((a) => (prediction === "clean" ? Math.max(1, a / (1 - a)) : 1));
  return at(weights, time);
}

interface BoundInputs {
  readonly clean: Tensor;
  readonly guess: Tensor;
  readonly place: Tensor;
  readonly x: Tensor;
  readonly time: Tensor;
}

/** L_{τ-1} of each number in nats (Ho et al. 2020, eq. 5): KL(q(x₋ | x, x₀) ‖ p(x₋ | x)), and for τ = 0 -log p(x₀ | x). */
function boundTerms(config: DiffusionConfig, { clean, guess, place, x, time }: BoundInputs): Tensor {
  const schedule = noiseSchedule(config.schedule);
  const { betas, alphaBars } = schedule;
  const before = (i: number) => alphaBars[i - 1] ?? 1;
  const small = posteriorVariances(schedule);
  const floor = small.map((v, i) => Math.log(i === 0 ? small[1]! : v)); // β̃ is 0 at first
  const logSmall = at(floor, time);
  const logLarge = at(betas.map(Math.log), time);
  const logVariance = add(logSmall, mul(place, sub(logLarge, logSmall))); // Nichol and Dhariwal 2021, eq. 15
  const ofClean = at(
    betas.map((beta, i) => (Math.sqrt(before(i)) * beta) / (1 - alphaBars[i]!)),
    time,
  );
  const ofX = at(
    betas.map((beta, i) => (Math.sqrt(1 - beta) * (1 - before(i))) / (1 - alphaBars[i]!)),
    time,
  );
  const meanOf = (z: Tensor) => add(mul(z, ofClean), mul(x, ofX)); // Ho et al. 2020, eq. 7
  const precision = exp(neg(logVariance));
  const missed = mul(square(sub(meanOf(clean), meanOf(guess))), precision);
  const spread = sub(sub(exp(sub(logSmall, logVariance)), 1), sub(logSmall, logVariance));
  const divergence = mul(add(spread, missed), 0.5);
  const first = where(equal(time, constant([0], [], "int64")), 1, 0);
  return where(
    equal(reshape(cast(first, "float32"), [-1, 1, 1, 1]), 1),
    neg(logDiscretized(clean, meanOf(guess), mul(logVariance, 0.5))),
    divergence,
  );
}

/** log of what a Gaussian has within half a level of 256 around x, all beyond at the ends (Ho et al. 2020, eq. 13). */
function logDiscretized(x: Tensor, mu: Tensor, logDeviation: Tensor): Tensor {
  const inverse = exp(neg(logDeviation));
  const below = (edge: number) => mul(add(erf(mul(mul(sub(add(x, edge), mu), inverse), Math.SQRT1_2)), 1), 0.5);
  const far = constant([0], [], "float32");
  const [low, high] = [below(-1 / 255), below(1 / 255)];
  const from = where(equal(clamp(x, -0.999, 2), -0.999), far, low);
  const to = where(equal(clamp(x, -2, 0.999), 0.999), add(far, 1), high);
  return log(clamp(sub(to, from), 1e-12, 1));
}

/** A number of each picture's step, [N, 1, 1, 1]. */
const at = (table: Float64Array, time: Tensor): Tensor =>
  reshape(gather(constant(Float32Array.from(table), [table.length]), time), [-1, 1, 1, 1]);
