/** Fidelity and diversity apart: do made pictures lie where real ones do, and do they lie wherever real ones do? */
import type { Rng } from "../../nn/index.ts";
import { bootstrap, type Estimate } from "./bootstrap.ts";
import { squaredDistances } from "./distances.ts";
import type { Rows } from "./gaussian.ts";

export interface DensityCoverage {
  /** How many real neighbourhoods hold a made row, over what is expected: 1 for the real distribution, above where made rows crowd together. */
  readonly density: Estimate;
  /** The share of real neighbourhoods that hold a made row: what a generator leaves out lowers it. */
  readonly coverage: Estimate;
}

/**
 * Density and coverage (Naeem, Oh, Uh, Choi and Yoo 2020, section 3), with the ball around each real row that reaches
 * its k-th nearest real neighbour:
 * density = Σⱼ Σᵢ 1[yⱼ ∈ B(xᵢ)] / kM,  coverage = Σᵢ 1[some yⱼ ∈ B(xᵢ)] / N.
 * The errors are those of resampled made rows; a resample repeats rows, so that of the coverage is an upper bound.
 */
export function densityCoverage(rng: Rng, made: Rows, real: Rows, k = 5, repeats = 50): DensityCoverage {
  const [n, m] = [real.count, made.count];
  if (n <= k || m < 1) throw new RangeError(`quality: neighbourhoods of ${k} need more than ${k} real rows, not ${n}.`);
  const radii = neighbourRadii(real, k);
  const distances = squaredDistances(real, made); // [N, M]
  const inside = Array.from({ length: m }, (_, j) => {
    const balls: number[] = [];
    for (let i = 0; i < n; i++) if (distances[i * m + j]! <= radii[i]!) balls.push(i);
    return balls;
  });
  const density = (picks: ArrayLike<number>): number => {
    let sum = 0;
    for (let p = 0; p < picks.length; p++) sum += inside[picks[p]!]!.length;
    return sum / (k * picks.length);
  };
  const coverage = (picks: ArrayLike<number>): number => {
    const covered = new Uint8Array(n);
    for (let p = 0; p < picks.length; p++) for (const i of inside[picks[p]!]!) covered[i] = 1;
    return covered.reduce((a, b) => a + b, 0) / n;
  };
  const all = Int32Array.from({ length: m }, (_, j) => j);
  return {
    density: { value: density(all), error: bootstrap(rng.split("density"), m, density, repeats) },
    coverage: { value: coverage(all), error: bootstrap(rng.split("coverage"), m, coverage, repeats) },
  };
}

/** What coverage is on average when both samples are of one distribution (Naeem et al. 2020, lemma 2). */
export function expectedCoverage(real: number, made: number, k = 5): number {
  let missed = 1;
  for (let i = 1; i <= k; i++) missed *= (real - i) / (made + real - i);
  return 1 - missed;
}

/** The squared distance of each row from its k-th nearest other row. */
function neighbourRadii(rows: Rows, k: number): Float32Array {
  const n = rows.count;
  const distances = squaredDistances(rows, rows);
  return Float32Array.from({ length: n }, (_, i) => {
    const row = distances.slice(i * n, (i + 1) * n);
    row[i] = Number.POSITIVE_INFINITY; // itself
    return row.sort()[k - 1]!;
  });
}
