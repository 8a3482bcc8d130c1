/** How far apart two sets of features are, each taken as a Gaussian: the distance behind "FID". */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Rng } from "../../nn/index.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Gaussian, gaussianOf, type Rows } from "./gaussian.ts";

/**
 * The squared Fréchet distance of two Gaussians (Dowson and Landau 1982; Heusel et al. 2017, eq. 6):
 * d² = |μ₁ - μ₂|² + Tr(Σ₁ + Σ₂ - 2 (Σ₁^½ Σ₂ Σ₁^½)^½).
 * Small samples make it too large, so hold it against a distance of data to data of the same sizes.
 */
export function frechetDistance(one: Gaussian, other: Gaussian): number {
  const d = one.mean.length;
  if (other.mean.length !== d) throw new RangeError(`quality: Gaussians of ${d} and ${other.mean.length} numbers.`);
  const means = one.mean.reduce((sum, m, i) => sum + (m - other.mean[i]!) ** 2, 0);
  const [sigma1, sigma2] = [matrixOf(one), matrixOf(other)];
  const root = squareRoot(sigma1);
  const overlap = eigenvalues(root.mmul(sigma2).mmul(root)).reduce((sum, l) => sum + Math.sqrt(Math.max(0, l)), 0);
  return Math.max(0, means + sigma1.trace() + sigma2.trace() - 2 * overlap);
}

/** A distance with its standard error over resampled rows of `sample`. */
export interface MeasuredDistance {
  readonly distance: number;
  readonly error: number;
}

/** The distance of `sample` from `reference`, whose Gaussian is taken as exact. */
export function measureDistance(rng: Rng, sample: Rows, reference: Gaussian, repeats = 20): MeasuredDistance {
  const distance = frechetDistance(gaussianOf(sample), reference);
  const error = bootstrap(rng, sample.count, (picks) => frechetDistance(gaussianOf(sample, picks), reference), repeats);
  return { distance, error };
}

function matrixOf({ covariance, mean }: Gaussian): Matrix {
  return Matrix.from1DArray(mean.length, mean.length, covariance);
}

/** Σ^½ = V diag(√λ) Vᵀ. Rounding can make a vanishing eigenvalue negative: it counts as 0. */
function squareRoot(sigma: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix: v } = new EigenvalueDecomposition(symmetric(sigma), {
    assumeSymmetric: true,
  });
  const roots = realEigenvalues.map((l) => Math.sqrt(Math.max(0, l)));
  return v.clone().mulRowVector(roots).mmul(v.transpose());
}

const eigenvalues = (m: Matrix): number[] =>
  new EigenvalueDecomposition(symmetric(m), { assumeSymmetric: true }).realEigenvalues;

/** (M + Mᵀ)/2: equal up to rounding, and the decomposition needs it equal. */
const symmetric = (m: Matrix): Matrix => Matrix.add(m, m.transpose()).mul(0.5);
