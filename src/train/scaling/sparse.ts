/**
 * What experts are worth: Clark et al. 2022, "Unified Scaling Laws for Routed Language Models", for Sinkhorn-BASE routing.
 * A sparse model of N active parameters with E times the feed-forward weights is as good as a dense one of N̄.
 */

/** Table 3; logarithms are to the base ten. */
const [a, b, c] = [-0.082, -0.108, 0.009];
const [START, MOST] = [1.847, 314.478];

/** What the rule was fitted on. Outside, it is an extrapolation. */
export const SPARSE_FITTED = { parameters: { least: 15e6, most: 1.3e9 }, expansion: { least: 2, most: 512 } } as const;

/** Ê: many experts are worth ever less each. Eq. 1, 1/Ê = 1/(E − 1 + 1/(1/E_start − 1/E_max)) + 1/E_max. */
const saturated = (expansion: number): number => 1 / (1 / (expansion - 1 + 1 / (1 / START - 1 / MOST)) + 1 / MOST);

/**
 * The dense size of the same loss, N̄: eq. 11, from log L = a log N + b log Ê + c log N log Ê + d at E and at 1.
 * Never below N: past 10^(−b/c) parameters the rule would have experts do harm.
 */
export function denseEquivalent(active: number, expansion: number): number {
  const [n, e, one] = [Math.log10(active), Math.log10(saturated(expansion)), Math.log10(START)];
  return Math.max(active, 10 ** ((a * n + b * (e - one) + c * n * e) / (a + c * one)));
}
