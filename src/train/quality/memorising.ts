/** Were training pictures learned by heart? Made ones would lie nearer to them than unseen real ones do. */
import type { Rng } from "../../nn/index.ts";
import { bootstrap, type Estimate, type Share, shareOf } from "./bootstrap.ts";

export interface Memorising {
  /** The median distance from the nearest training picture, of made and of unseen real pictures. */
  readonly made: number;
  readonly unseen: number;
  /** The first over the second: 1 where made pictures are as new as unseen ones, towards 0 where they are copies. */
  readonly ratio: Estimate;
  /**
   * How likely a made picture is nearer to a training picture than an unseen one: 0.5 where nothing is copied
   * (Meehan, Chaudhuri and Dasgupta 2020, "A non-parametric test to detect data-copying in generative models").
   */
  readonly nearer: Estimate;
  /** Made pictures that are nearer than all but one in a hundred of the unseen: 1 % are expected. */
  readonly suspects: Share;
}

/** The share of unseen pictures that may be as near as a suspect. */
const RARE = 0.01;

/** @param made and `unseen` are distances from the nearest training picture, as `nearestDistances` gives them */
export function memorising(rng: Rng, made: Float64Array, unseen: Float64Array, repeats = 200): Memorising {
  if (made.length < 2 || unseen.length < 2) {
    throw new RangeError(`quality: ${made.length} made and ${unseen.length} unseen pictures cannot be compared.`);
  }
  const [sorted, theirs] = [made.toSorted(), unseen.toSorted()];
  const median = quantile(theirs, 0.5);
  const ranks = made.map((d) => rankIn(theirs, d));
  const picked = (values: Float64Array, picks: Int32Array) => Float64Array.from(picks, (i) => values[i]!);
  const ratio = (values: Float64Array) => quantile(values.toSorted(), 0.5) / median;
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const estimate = (name: string, values: Float64Array, statistic: (values: Float64Array) => number): Estimate => ({
    value: statistic(values),
    error: bootstrap(rng.split(name), values.length, (picks) => statistic(picked(values, picks)), repeats),
  });
  const rare = quantile(theirs, RARE);
  return {
    made: quantile(sorted, 0.5),
    unseen: median,
    ratio: estimate("ratio", made, ratio),
    nearer: estimate("nearer", ranks, mean),
    suspects: shareOf(
      made.reduce((count, d) => count + (d < rare ? 1 : 0), 0),
      made.length,
    ),
  };
}

/** The share of sorted numbers above `x`, with half of those that equal it. */
function rankIn(sorted: Float64Array, x: number): number {
  let [above, equal] = [0, 0];
  for (const y of sorted) {
    if (y > x) above++;
    else if (y === x) equal++;
  }
  return (above + equal / 2) / sorted.length;
}

/** Of sorted numbers, linear between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (at - below) * (high - low);
}
