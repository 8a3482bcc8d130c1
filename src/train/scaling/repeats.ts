/**
 * What repeated text is worth: Muennighoff et al. 2023, "Scaling Data-Constrained Language Models". A repeat teaches less
 * than fresh text, the fortieth nothing; parameters beyond those that the text can fill teach less too.
 * Legend: U unique tokens, U_N the size for which they are just right, R repeats beyond the first pass.
 */
import { type Allocation, type LossLaw, lossOf, sizeForTokens } from "./law.ts";

/** R*_D and R*_N of appendix A: after so many repeats, those so far are worth 1 − 1/e of fresh text. */
const TOKENS = 15.387756;
const PARAMETERS = 5.309743;

const worth = (unique: number, repeats: number, half: number): number =>
  unique + unique * half * (1 - Math.exp(-repeats / half));

/** D' = U + U R* (1 − e^(−R/R*)), R = D/U − 1: eq. 5. Tokens that are all fresh count as they are. */
export const effectiveTokens = (tokens: number, unique: number): number =>
  tokens <= unique ? tokens : worth(unique, tokens / unique - 1, TOKENS);

/** N' likewise, with R = N/U_N − 1 for the size U_N that `unique` tokens can fill: appendix A. */
export function effectiveParameters(law: LossLaw, parameters: number, unique: number): number {
  const filled = sizeForTokens(law, unique);
  return parameters <= filled ? parameters : worth(filled, parameters / filled - 1, PARAMETERS);
}

/** L(N', D'). Where `unique` is infinite this is L(N, D). */
export function lossWithRepeats(law: LossLaw, { parameters, tokens }: Allocation, unique: number): number {
  if (unique === Number.POSITIVE_INFINITY) return lossOf(law, parameters, tokens);
  const seen = Math.min(unique, tokens);
  return lossOf(law, effectiveParameters(law, parameters, seen), effectiveTokens(tokens, unique));
}

/** A size as the law sees it: itself, or what a sparse model of it is worth. */
export type Worth = (parameters: number) => number;
const itself: Worth = (parameters) => parameters;

/** The loss of `flops` spent on a model of a size. */
export const lossAtSize = (law: LossLaw, flops: number, unique: number, parameters: number, size = itself): number =>
  lossWithRepeats(law, { parameters: size(parameters), tokens: flops / 6 / parameters }, unique);

/** Sizes that are tried: a model of fewer parameters, or with less than a token, is none. */
const SMALLEST = 1e3;
const GRID = 400;

/** The least loss for a budget and a text of `unique` tokens, found by a search over sizes. */
export function bestAllocation(law: LossLaw, flops: number, unique: number, size = itself): Allocation {
  const [low, high] = [Math.log(SMALLEST), Math.max(Math.log(SMALLEST) + 1, Math.log(flops / 6))];
  const loss = (logarithm: number) => lossAtSize(law, flops, unique, Math.exp(logarithm), size);
  const step = (high - low) / GRID;
  const grid = Array.from({ length: GRID + 1 }, (_, i) => low + i * step);
  const near = grid.reduce((best, at) => (loss(at) < loss(best) ? at : best));
  const parameters = Math.exp(minimum(loss, near - step, near + step));
  return { parameters, tokens: flops / 6 / parameters };
}

/** Golden-section search (Kiefer 1953). */
function minimum(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  while (b - a > 1e-7) {
    const [c, d] = [b - golden * (b - a), a + golden * (b - a)];
    if (f(c) < f(d)) b = d;
    else a = c;
  }
  return (a + b) / 2;
}

/** Passes beyond which no plan goes. */
const MOST_PASSES = 1000;

/** The tokens after which a model of this size has this loss; undefined where none of a thousand passes reaches it. */
export function tokensForLoss(law: LossLaw, parameters: number, loss: number, unique: number): number | undefined {
  const reached = (tokens: number) => lossWithRepeats(law, { parameters, tokens }, unique) <= loss;
  let [low, high] = [0, Math.log(Math.min(MOST_PASSES * unique, 1e24))];
  if (!reached(Math.exp(high))) return undefined;
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (reached(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** The part of what fresh text would gain below which more time is not worth its price. */
export const SMALL_GAIN = 0.1;

/**
 * The budget beyond which twice as much lowers the best loss by less than a tenth of what it would with text without end,
 * to within a tenth. A ratio, so that it holds where the law's losses themselves are an extrapolation.
 */
export function usefulFlops(law: LossLaw, unique: number): number {
  const best = (flops: number, tokens: number) =>
    lossAtSize(law, flops, tokens, bestAllocation(law, flops, tokens).parameters);
  const gain = (flops: number, tokens: number) => best(flops, tokens) - best(2 * flops, tokens);
  // From one pass with the size that it fills: below it, text is not what lacks.
  let flops = 6 * unique * Math.max(SMALLEST, sizeForTokens(law, unique));
  while (gain(flops, unique) > SMALL_GAIN * gain(flops, Number.POSITIVE_INFINITY) && flops < 1e40) flops *= 1.1;
  return flops;
}
