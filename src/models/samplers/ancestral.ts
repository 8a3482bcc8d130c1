/**
 * Samplers that put noise back: a step goes to the clean z that is predicted, then out again to the noise of the next
 * time, of which a part is fresh. Legend: α = t and σ = 1 - t before the step, α' and σ' after it.
 */
import type { SampleOptions, Sampler } from "./sampler.ts";

/**
 * DDIM (Song et al. 2021, eq. 12 and 16): z' = α' ẑ + √(σ'² - s²) ε̂ + s n with ε̂ = (z - α ẑ)/σ and
 * s = η σ' √(1 - (α σ'/(α' σ))²). With η = 0 it is Euler's method on the flow, step by step: first order.
 */
export const ddim: Sampler = async (denoise, start, times, options = {}) => {
  const { onStep, eta = 0 } = options;
  if (!(eta >= 0 && eta <= 1)) throw new RangeError(`ddim: η is ${eta}. It must lie in [0, 1].`);
  const fresh = eta > 0 ? noiseOf("ddim with η above 0", options) : undefined;
  let z = start;
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const predicted = await denoise(z, t);
    const s = eta * posteriorDeviation(t, next);
    const direction = Math.sqrt((1 - next) ** 2 - s * s) / (1 - t);
    const n = s > 0 ? fresh?.(i + 1) : undefined;
    z = z.map((x, j) => next * predicted[j]! + direction * (x - t * predicted[j]!) + (n === undefined ? 0 : s * n[j]!));
    await onStep?.(i + 1, predicted);
  }
  return z;
};

/**
 * DDPM's ancestral sampling (Ho et al. 2020, algorithm 2): the mean of q(z' | z, ẑ) (eq. 7), and noise whose variance
 * lies between β̃ and β (eq. 6 and 7), in logarithm, where `variance` says (Nichol and Dhariwal 2021, eq. 15).
 * The last step adds none.
 */
export const ddpm: Sampler = async (denoise, start, times, options = {}) => {
  const { onStep, variance = 0 } = options;
  const fresh = noiseOf("ddpm", options);
  let z = start;
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const predicted = await denoise(z, t);
    const small = posteriorDeviation(t, next);
    const keep = (t * (1 - next) ** 2) / (next * (1 - t) ** 2); // of z; at t = 0 nothing is known yet
    const gain = next - keep * t;
    // β/β̃ = (1 - ᾱ)/(1 - ᾱ'), whatever the path's units
    const spread = varianceOf(t) / varianceOf(next);
    const place = typeof variance === "number" ? undefined : variance();
    const n = small > 0 ? fresh(i + 1) : undefined;
    z = z.map((x, j) => {
      const mean = keep * x + gain * predicted[j]!;
      if (n === undefined) return mean;
      return mean + small * spread ** ((place?.[j] ?? (variance as number)) / 2) * n[j]!;
    });
    await onStep?.(i + 1, predicted);
  }
  return z;
};

/** √β̃, the deviation of q(z' | z, ẑ): σ' √(1 - (α σ'/(α' σ))²). */
const posteriorDeviation = (t: number, next: number): number =>
  (1 - next) * Math.sqrt(Math.max(0, 1 - ((t * (1 - next)) / (next * (1 - t))) ** 2));

/** 1 - ᾱ: the noise's share where the variance is kept, σ²/(α² + σ²). */
const varianceOf = (t: number): number => (1 - t) ** 2 / (t * t + (1 - t) ** 2);

function noiseOf(sampler: string, { noise }: SampleOptions): (step: number) => Float32Array {
  if (noise !== undefined) return noise;
  throw new RangeError(`${sampler} adds noise. Give it with options.noise.`);
}
