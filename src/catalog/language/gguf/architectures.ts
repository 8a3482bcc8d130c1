/** The architectures of GGUF files that are read, and what each has beyond Llama. */
import type { GptConfig } from "../../../models/index.ts";

export interface Architecture {
  readonly has: Pick<GptConfig, "biases"> & Partial<GptConfig>;
  /** Positions turn numbers side by side, as in Meta's own files: rows of queries and keys lie in another order. */
  readonly turnsNeighbours?: boolean;
}

export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  llama: { has: { biases: false }, turnsNeighbours: true },
  qwen2: { has: { biases: true } },
  qwen3: { has: { biases: false, headNorms: true } },
  gemma3: { has: { biases: false, gate: "gelu", headNorms: true, outputNorms: true } },
};

/** Which architecture a model is of. Throws a RangeError for one with parts of several. */
export function architectureOf(config: GptConfig): string {
  const { gate = "silu", headNorms = false, outputNorms = false } = config;
  const found = Object.entries(ARCHITECTURES).find(
    ([, { has }]) =>
      has.biases === config.biases &&
      (has.gate ?? "silu") === gate &&
      (has.headNorms ?? false) === headNorms &&
      (has.outputNorms ?? false) === outputNorms,
  );
  if (found !== undefined) return found[0];
  throw new RangeError("gguf: this model has parts of several architectures, and llama.cpp has no name for it.");
}
