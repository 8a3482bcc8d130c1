/**
 * What a sampler is: from noise to a sample, knowing only a denoiser. Its state is that of a rectified flow,
 * z_t = (1 - t) ε + t z: t = 0 is noise, t = 1 the sample. Any Gaussian path α z + σ ε is this one in other units,
 * for (α z + σ ε)/(α + σ) = z_t at t = α/(α + σ): so the latent painter and pixel diffusion share all samplers.
 */

/** Predicts the clean z from z_t. */
export type Denoiser = (z: Float32Array, t: number) => Promise<Float32Array>;

/** Called after each step, counted from 1, with the newest prediction of the clean z. */
export type OnStep = (step: number, predicted: Float32Array) => void | Promise<void>;

export interface SampleOptions {
  readonly onStep?: OnStep;
  /** Standard normal numbers, as many as the state has, for a step counted from 1: samplers that add noise ask for them. */
  readonly noise?: (step: number) => Float32Array;
  /** Of DDIM: η, how much noise is added, from 0 (none, unless given) to 1 (as DDPM). */
  readonly eta?: number;
  /**
   * Of DDPM: where the log of the variance lies between its bounds, 0 (β̃, unless given) to 1 (β); or, where the model
   * has learned it, as many numbers, read after the denoiser has been asked.
   */
  readonly variance?: number | (() => Float32Array);
}

/**
 * From noise to a sample along `times`, which rise strictly from 0 (or later, to begin from a picture) to 1.
 * `start` is z at the first time and is left as it is; a list of one time has no step and gives it back.
 * The denoiser is never asked at t = 1.
 */
export type Sampler = (
  denoise: Denoiser,
  start: Float32Array,
  times: readonly number[],
  options?: SampleOptions,
) => Promise<Float32Array>;

/**
 * Equal steps of time from `from` to 1, `steps` of them: [from, …, 1]. From 1 there is no way to go: [1].
 * Throws a RangeError unless steps is a whole number above 0 and `from` lies in [0, 1].
 */
export function evenTimes(steps: number, from = 0): number[] {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`sampler: ${steps} steps. It must be a whole number, at least 1.`);
  }
  if (!(from >= 0 && from <= 1)) throw new RangeError(`sampler: a start at ${from}. It must lie in [0, 1].`);
  if (from === 1) return [1];
  return Array.from({ length: steps + 1 }, (_, i) => (i === steps ? 1 : from + ((1 - from) * i) / steps));
}
