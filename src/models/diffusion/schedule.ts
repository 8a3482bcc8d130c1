/**
 * Noise schedules: q(x_τ | x₀) = N(√ᾱ_τ x₀, (1 - ᾱ_τ) I), ᾱ_τ = Π (1 - β) (Ho et al. 2020, eq. 4). Steps are counted
 * from 0, the paper's from 1. All numbers are doubles.
 */
import type { ScheduleConfig } from "./config.ts";

export interface Schedule {
  readonly betas: Float64Array;
  readonly alphaBars: Float64Array;
}

/** β from 10⁻⁴ to 0.02 for a thousand steps (Ho et al. 2020, section 4), the same noise in all for another number. */
const LINEAR = { first: 1e-4, last: 0.02, steps: 1000 };
/** ᾱ = f(τ)/f(0), f = cos²(π/2 (τ/T + s)/(1 + s)), β at most 0.999 (Nichol and Dhariwal 2021, eq. 17). */
const COSINE = { offset: 0.008, largest: 0.999 };

/** @throws RangeError unless the steps are a whole number, at least 2, and β stays below 1 */
export function noiseSchedule({ kind, steps }: ScheduleConfig): Schedule {
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(`diffusion: a schedule of ${steps} steps. It is a whole number, at least 2.`);
  }
  const betas = Float64Array.from({ length: steps }, (_, i) =>
    kind === "linear" ? linear(i, steps) : cosine(i, steps),
  );
  if (betas.some((beta) => beta >= 1)) {
    throw new RangeError(`diffusion: ${steps} linear steps would need β above 1. Take at least 21, or the cosine.`);
  }
  let kept = 1;
  return { betas, alphaBars: betas.map((beta) => (kept *= 1 - beta)) };
}

function linear(i: number, steps: number): number {
  const { first, last, steps: usual } = LINEAR;
  return (usual / steps) * (first + ((last - first) * i) / (steps - 1));
}

function cosine(i: number, steps: number): number {
  const { offset, largest } = COSINE;
  const f = (t: number) => Math.cos(((t / steps + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
  return Math.min(largest, 1 - f(i + 1) / f(i));
}

/** β̃ = β (1 - ᾱ₋)/(1 - ᾱ), the variance of q(x₋ | x, x₀) (Ho et al. 2020, eq. 7): 0 at the first step. */
export const posteriorVariances = ({ betas, alphaBars }: Schedule): Float64Array =>
  betas.map((beta, i) => (beta * (1 - (alphaBars[i - 1] ?? 1))) / (1 - alphaBars[i]!));

/** The flow's time where the picture has this share: t = √ᾱ/(√ᾱ + √(1 - ᾱ)); see `samplers/sampler.ts`. */
export function flowTime(alphaBar: number): number {
  const [alpha, sigma] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  return alpha / (alpha + sigma);
}

/** The other way: the step, whole or between two, whose ln(ᾱ/(1 - ᾱ)) is that of the flow's time; at the ends, the end. */
export function stepAt({ alphaBars }: Schedule, time: number): number {
  const of = (i: number) => Math.log(alphaBars[i]! / (1 - alphaBars[i]!));
  const wanted = 2 * Math.log(time / (1 - time));
  let [low, high] = [0, alphaBars.length - 1]; // ᾱ falls
  if (wanted >= of(low)) return low;
  if (wanted <= of(high)) return high;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (of(middle) > wanted) low = middle;
    else high = middle;
  }
  return low + (of(low) - wanted) / (of(low) - of(high));
}

/** Times for a sampler: `steps` of them evenly from the last step to the first, then 1. */
export function sampleTimes({ alphaBars }: Schedule, steps: number): number[] {
  const last = alphaBars.length - 1;
  if (!Number.isInteger(steps) || steps < 1 || steps > last + 1) {
    throw new RangeError(`diffusion: ${steps} steps. It is a whole number from 1 to ${last + 1}.`);
  }
  // from T - 1 down, the first step itself only where all are taken
  const at = (i: number) => Math.round(last - (i * (last + 1)) / steps);
  return [...Array.from({ length: steps }, (_, i) => flowTime(alphaBars[at(i)]!)), 1];
}
