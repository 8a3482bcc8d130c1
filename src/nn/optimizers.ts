/** Optimisers on packed parameters: AdamW for vectors, Muon for matrices, and the average of weights. */
import {
  add,
  div,
  f32,
  matmul,
  minimum,
  mul,
  reshape,
  type Spec,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Value,
} from "../graph/index.ts";
import type { Bucket, Buckets, Packing } from "./packing.ts";

export interface OptimizerOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay per unit of learning rate (Loshchilov and Hutter 2019); parameters of two axes and more. */
  readonly weightDecay: number;
  /** The gradient's global norm is clipped to this; Infinity turns it off. */
  readonly clipNorm: number;
  /** Muon's momentum. */
  readonly momentum: number;
}
export const defaultOptimizer: OptimizerOptions = {
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.01,
  clipNorm: 1,
  momentum: 0.95,
};

/** Everything that training changes, as flat vectors by bucket. */
export type OptimizerState<T> = {
  readonly params: Buckets<T>;
  readonly first: Buckets<T>;
  /** Empty for Muon's buckets. */
  readonly second: Buckets<T>;
  /** The exponential average of the parameters; empty where none is kept. */
  readonly average: Buckets<T>;
};

/** The numbers of one step, worked out by the schedule outside the program. */
export type StepScalars<T> = {
  readonly learningRate: T;
  /** 1 - β₁ᵗ and 1 - β₂ᵗ: Kingma and Ba 2015, section 3. */
  readonly correction1: T;
  readonly correction2: T;
  readonly averageDecay: T;
};
export const stepScalarSpecs: StepScalars<Spec> = {
  learningRate: f32(),
  correction1: f32(),
  correction2: f32(),
  averageDecay: f32(),
};

/** Muon has no second moment: its buckets are matrices. */
export const keepsSecondMoment = ({ matrices }: Bucket): boolean => matrices === undefined;

/** Zero moments, and an average equal to the parameters (or none). `params` become part of the state. */
export function initOptimizer(
  packing: Packing<unknown>,
  params: Buckets<Value>,
  averages = true,
): OptimizerState<Value> {
  const zeros = (buckets: readonly Bucket[]): Buckets<Value> =>
    Object.fromEntries(
      buckets.map(({ name, size }) => [name, { dtype: "float32", shape: [size], data: new Float32Array(size) }]),
    );
  const copy = (v: Value): Value => ({ ...v, data: v.data.slice() });
  const average = Object.fromEntries(Object.entries(averages ? params : {}).map(([name, v]) => [name, copy(v)]));
  return { params, first: zeros(packing.buckets), second: zeros(packing.buckets.filter(keepsSecondMoment)), average };
}

/** √Σ g² over all buckets. */
export const globalNorm = (gradients: Buckets<Tensor>): Tensor =>
  sqrt(
    Object.values(gradients)
      .map((g) => sum(square(g)))
      .reduce((a, b) => add(a, b)),
  );

/**
 * One step on every bucket, inside a program: clip, then Muon for buckets of matrices and AdamW for the others,
 * then the average. Returns the next state and the gradient's norm before clipping.
 */
export function optimize(
  packing: Packing<unknown>,
  state: OptimizerState<Tensor>,
  gradients: Buckets<Tensor>,
  scalars: StepScalars<Tensor>,
  options: OptimizerOptions = defaultOptimizer,
): { state: OptimizerState<Tensor>; gradientNorm: Tensor } {
  const gradientNorm = globalNorm(gradients);
  const clip = Number.isFinite(options.clipNorm) ? minimum(div(options.clipNorm, add(gradientNorm, 1e-6)), 1) : 1;
  const next = { params: {}, first: {}, second: {}, average: {} } as Record<
    keyof OptimizerState<Tensor>,
    Record<string, Tensor>
  >;
  for (const bucket of packing.buckets) {
    const { name } = bucket;
    const g = gradients[name]!;
    const old = { p: state.params[name]!, m: state.first[name]!, v: state.second[name], mean: state.average[name] };
    const { p, m, v } =
      old.v === undefined
        ? { ...muon(bucket, old.p, old.m, mul(g, clip), scalars, options), v: undefined }
        : adamw(bucket, old.p, old.m, old.v, g, clip, scalars, options);
    next.params[name] = p;
    next.first[name] = m;
    if (v !== undefined) next.second[name] = v;
    // a + (1 - d)(p - a)
    if (old.mean !== undefined) next.average[name] = add(old.mean, mul(sub(p, old.mean), sub(1, scalars.averageDecay)));
  }
  return { state: next, gradientNorm };
}

/**
 * Kingma and Ba 2015, algorithm 1, with decoupled decay. The clip c and every other scalar are joined
 * before they meet the vectors: a pass over memory costs more than its arithmetic.
 */
function adamw(
  bucket: Bucket,
  p: Tensor,
  m: Tensor,
  v: Tensor,
  g: Tensor,
  c: Tensor | number,
  s: StepScalars<Tensor>,
  o: OptimizerOptions,
) {
  const m1 = add(mul(m, o.beta1), mul(g, mul(c, 1 - o.beta1)));
  const v1 = add(mul(v, o.beta2), mul(square(g), mul(mul(c, c), 1 - o.beta2)));
  // lr (m/c₁)/(√(v/c₂) + ε)
  const rate = div(mul(s.learningRate, sqrt(s.correction2)), s.correction1);
  const update = mul(div(m1, add(sqrt(v1), mul(sqrt(s.correction2), o.epsilon))), rate);
  const decays = bucket.decays && o.weightDecay > 0;
  const kept = decays ? mul(p, sub(1, mul(s.learningRate, o.weightDecay))) : p;
  return { p: sub(kept, update), m: m1, v: v1 };
}

/** Newton–Schulz coefficients of Jordan et al. 2024. */
const NEWTON_SCHULZ = [3.4445, -4.775, 2.0315] as const;

/**
 * Muon (Jordan et al. 2024): momentum, then the nearest orthogonal matrix by five Newton–Schulz steps;
 * scaled by 0.2 √max(rows, columns) so that AdamW's learning rate fits (Liu et al. 2025, eq. 4).
 */
function muon(bucket: Bucket, p: Tensor, m: Tensor, g: Tensor, s: StepScalars<Tensor>, o: OptimizerOptions) {
  const [count, rows, columns] = bucket.matrices!;
  const m1 = add(mul(m, o.momentum), g);
  const nesterov = reshape(add(g, mul(m1, o.momentum)), [count, rows, columns]);
  const direction = reshape(orthogonalize(nesterov, rows > columns), [-1]);
  const update = mul(direction, mul(s.learningRate, 0.2 * Math.sqrt(Math.max(rows, columns))));
  return { p: sub(mul(p, sub(1, mul(s.learningRate, o.weightDecay))), update), m: m1 };
}

function orthogonalize(g: Tensor, tall: boolean): Tensor {
  const [a, b, c] = NEWTON_SCHULZ;
  let x = div(g, add(sqrt(sum(square(g), [1, 2], true)), 1e-7));
  for (let i = 0; i < 5; i++) {
    const gram = matmul(x, x, tall ? { transposeA: true } : { transposeB: true });
    const poly = add(mul(gram, b), mul(matmul(gram, gram), c));
    x = add(mul(x, a), tall ? matmul(x, poly) : matmul(poly, x));
  }
  return x;
}
