/** The kernel distance of two sets of features ("KID"): without bias, whatever the size of the samples. */
import type { Rng } from "../../nn/index.ts";
import { bootstrap, type Estimate } from "./bootstrap.ts";
import { sameWidth } from "./distances.ts";
import type { Rows } from "./gaussian.ts";

/**
 * The squared maximum mean discrepancy under k(x, y) = (xᵀy/d + 1)³ (Bińkowski, Sutherland, Arbel and Gretton 2018,
 * section 4), by the unbiased estimator (Gretton et al. 2012, eq. 3):
 * Σ_{i≠j} k(xᵢ, xⱼ) / n(n-1) + Σ_{i≠j} k(yᵢ, yⱼ) / m(m-1) - 2 Σ_{i,j} k(xᵢ, yⱼ) / nm.
 * It is 0 on average for samples of one distribution, and may be below 0. The error is that of resampled rows of
 * `sample`; `reference` is taken as it is.
 */
export function kernelDistance(rng: Rng, sample: Rows, reference: Rows, repeats = 100): Estimate {
  const n = sample.count;
  if (n < 2 || reference.count < 2) throw new RangeError("quality: a kernel distance needs two rows of each.");
  const own = kernel(sample, sample); // [n, n]
  const across = rowMeans(kernel(sample, reference), n); // [n]
  const theirs = meanOfPairs(kernel(reference, reference), new Float64Array(reference.count).fill(1));
  const statistic = (weights: Float64Array): number => {
    const cross = weights.reduce((sum, w, i) => sum + w * across[i]!, 0) / n;
    return meanOfPairs(own, weights) + theirs - 2 * cross;
  };
  const error = bootstrap(rng, n, (picks) => statistic(timesPicked(picks, n)), repeats);
  return { value: statistic(new Float64Array(n).fill(1)), error };
}

/** k(x, y) = (xᵀy/d + 1)³ of all rows with all rows. */
function kernel(one: Rows, other: Rows): Float64Array {
  const d = sameWidth(one, other);
  const out = new Float64Array(one.count * other.count);
  for (let i = 0; i < one.count; i++) {
    const x = one.data.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < other.count; j++) {
      let dot = 0;
      for (let c = 0, at = j * d; c < d; c++, at++) dot += x[c]! * other.data[at]!;
      out[i * other.count + j] = (dot / d + 1) ** 3;
    }
  }
  return out;
}

/** The mean of K over pairs of different rows, where row i is there wᵢ times: a row and its copy are no pair. */
function meanOfPairs(k: Float64Array, weights: Float64Array): number {
  const n = weights.length;
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (weights[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < n; j++) row += weights[j]! * k[i * n + j]!;
    sum += weights[i]! * (row - weights[i]! * k[i * n + i]!);
    pairs += weights[i]! * weights[i]!;
  }
  const total = weights.reduce((a, b) => a + b, 0);
  return sum / (total * total - pairs);
}

function rowMeans(k: Float64Array, rows: number): Float64Array {
  const width = k.length / rows;
  return Float64Array.from(
    { length: rows },
    (_, i) => k.subarray(i * width, (i + 1) * width).reduce((a, b) => a + b, 0) / width,
  );
}

function timesPicked(picks: Int32Array, count: number): Float64Array {
  const times = new Float64Array(count);
  for (const i of picks) times[i]!++;
  return times;
}
