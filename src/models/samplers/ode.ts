/** Samplers of the flow's differential equation dz/dt = v(z, t), v = (ẑ - z)/(1 - t): no noise but that of the start. */
import type { Sampler } from "./sampler.ts";

/** v = (ẑ - z_t)/(1 - t). */
const velocityOf = (z: Float32Array, predicted: Float32Array, t: number): Float32Array =>
  predicted.map((p, i) => (p - z[i]!) / (1 - t));

const advance = (z: Float32Array, v: Float32Array, h: number): Float32Array => z.map((x, i) => x + h * v[i]!);

/** z' = z + h v(z, t): first order. */
export const euler: Sampler = async (denoise, start, times, { onStep } = {}) => {
  let z = start;
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const predicted = await denoise(z, t);
    z = next === 1 ? predicted : advance(z, velocityOf(z, predicted, t), next - t);
    await onStep?.(i + 1, predicted);
  }
  return z;
};

/** Heun's method (Karras et al. 2022, algorithm 1 without churn): second order, two predictions a step. */
export const heun: Sampler = async (denoise, start, times, { onStep } = {}) => {
  let z = start;
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const predicted = await denoise(z, t);
    const v = velocityOf(z, predicted, t);
    if (next === 1) {
      z = predicted;
    } else {
      const guess = advance(z, v, next - t);
      const w = velocityOf(guess, await denoise(guess, next), next);
      z = advance(
        z,
        v.map((x, j) => (x + w[j]!) / 2),
        next - t,
      );
    }
    await onStep?.(i + 1, predicted);
  }
  return z;
};

/**
 * DPM-Solver++ (2M) (Lu et al. 2022b, algorithm 2) with α = t, σ = 1 - t, λ = ln(α/σ):
 * second order from one prediction a step: the step's end lies on the line through the last two predictions,
 * drawn over λ. Where λ is infinite there is no line: the last step, and from pure noise the first two, are of
 * first order. With equal steps of time the error falls as h² ln(1/h), with equal steps of λ as h².
 */
export const dpmSolver: Sampler = async (denoise, start, times, { onStep } = {}) => {
  let z = start;
  let before: { predicted: Float32Array; h: number } | undefined;
  const lambda = (t: number) => Math.log(t / (1 - t));
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const predicted = await denoise(z, t);
    const h = lambda(next) - lambda(t);
    const half = before !== undefined && Number.isFinite(h) && Number.isFinite(before.h) ? h / (2 * before.h) : 0;
    const target = half === 0 ? predicted : predicted.map((d, j) => d + half * (d - before!.predicted[j]!));
    const keep = (1 - next) / (1 - t);
    z = z.map((x, j) => keep * x + (next - keep * t) * target[j]!);
    before = { predicted, h };
    await onStep?.(i + 1, predicted);
  }
  return z;
};
