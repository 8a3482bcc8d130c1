/**
 * Rotary positions (Su et al. 2021, eq. 34): pair i of a head turns by m θ_i at position m, θ_i = base^(-2i/d), so that
 * a query and a key meet by their distance alone. Pairs are (x_i, x_{i+d/2}), as Llama's checkpoints have them.
 * The scalings change θ where a model must look back further than it was trained to.
 */
import type { Value } from "../../graph/index.ts";
import type { GptConfig } from "./config.ts";

type RopeConfig = Pick<GptConfig, "headSize" | "ropeBase" | "context" | "ropeScaling">;

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** θ_i for each pair, in radians a token, and what cosine and sine are multiplied with. */
export function ropeFrequencies(config: RopeConfig): { readonly theta: readonly number[]; readonly gain: number } {
  const { headSize: d, ropeBase: base, context, ropeScaling: scaling } = config;
  const plain = (b: number) => range(d / 2).map((i) => b ** ((-2 * i) / d));
  switch (scaling?.kind) {
    case undefined:
      return { theta: plain(base), gain: 1 };
    case "linear":
      return { theta: plain(base).map((t) => t / scaling.factor), gain: 1 };
    case "factors":
      return { theta: plain(base).map((t, i) => t / scaling.factors[i]!), gain: 1 };
    case "dynamic": {
      const longer = Math.max(context, scaling.originalContext) / scaling.originalContext;
      return { theta: plain(base * (scaling.factor * longer - scaling.factor + 1) ** (d / (d - 2))), gain: 1 };
    }
    case "llama3": {
      const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
      const theta = plain(base).map((t) => {
        const turns = (originalContext * t) / (2 * Math.PI);
        const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
        return t * (kept + (1 - kept) / factor);
      });
      return { theta, gain: 1 };
    }
    case "yarn": {
      const { factor, originalContext, fast, slow } = scaling;
      /** The pair that turns so often within the original context: Peng et al. 2023, section 3.2. */
      const pairAt = (turns: number) => (d * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(base));
      const first = Math.max(0, Math.floor(pairAt(fast)));
      const last = Math.min(d - 1, Math.ceil(pairAt(slow)));
      const theta = plain(base).map((t, i) => {
        const squeezed = Math.min(1, Math.max(0, (i - first) / Math.max(last - first, 1e-3)));
        return t * (1 - squeezed + squeezed / factor);
      });
      return { theta, gain: factor > 1 ? 0.1 * Math.log(factor) + 1 : 1 };
    }
  }
}

/** Cosines and sines for the first `length` positions, both [length, d/2]; angles in float64. */
export function ropeTable(config: RopeConfig, length: number): { readonly cos: Value; readonly sin: Value } {
  const { theta, gain } = ropeFrequencies(config);
  const table = (f: (angle: number) => number): Value => ({
    dtype: "float32",
    shape: [length, theta.length],
    data: Float32Array.from(range(length * theta.length), (i) => {
      const position = Math.floor(i / theta.length);
      return gain * f(position * theta[i % theta.length]!);
    }),
  });
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
