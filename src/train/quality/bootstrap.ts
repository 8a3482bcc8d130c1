/** How sure a number is: resampling for statistics, Wilson's interval for shares. */
import type { Rng } from "../../nn/index.ts";

/**
 * The standard error of a statistic (Efron 1979): its deviation over samples drawn with repetition.
 * @param statistic of the rows with these indices
 */
export function bootstrap(rng: Rng, count: number, statistic: (picks: Int32Array) => number, repeats = 200): number {
  if (repeats < 2) throw new RangeError(`quality: ${repeats} resamples have no deviation. Use two or more.`);
  const values = Array.from({ length: repeats }, (_, k) => {
    const draw = rng.split(k);
    return statistic(Int32Array.from({ length: count }, () => draw.int(count)));
  });
  const mean = values.reduce((a, b) => a + b, 0) / repeats;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (repeats - 1));
}

/** A number with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * The 95 % interval of an estimate, as if it were normal (Efron 1979): percentiles of resamples would carry the bias of
 * measures that are biased, twice.
 */
export const intervalOf = ({ value, error }: Estimate): readonly [low: number, high: number] => [
  value - Z * error,
  value + Z * error,
];

/** The standard normal distribution has 95 % within this. */
const Z = 1.959964;

/** A share of trials with its 95 % interval. */
export interface Share {
  readonly right: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval (Wilson 1927): fair also near 0 and 1. */
export function shareOf(right: number, of: number): Share {
  if (of < 1) throw new RangeError("quality: a share of nothing.");
  const z = Z;
  const p = right / of;
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { right, of, share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
