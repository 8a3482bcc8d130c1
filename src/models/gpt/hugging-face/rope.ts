/** Rotary scalings as `config.json` names them. */
import type { RopeScaling } from "../config.ts";
import { type Fields, numberOf } from "./fields.ts";

const KINDS = ["linear", "dynamic", "yarn", "llama3"] as const;

/** Throws a RangeError for a scaling that is not known. */
export function scalingOf(fields: Fields, context: number): RopeScaling | undefined {
  const kind = fields.rope_type ?? fields.type ?? "default";
  if (kind === "default") return undefined;
  if (!KINDS.some((known) => known === kind)) {
    throw new RangeError(`gpt: rope scaling ${JSON.stringify(kind)}. Onda knows ${KINDS.join(", ")}.`);
  }
  const factor = numberOf(fields, "factor");
  const originalContext = numberOf(fields, "original_max_position_embeddings", context);
  if (kind === "linear") return { kind, factor };
  if (kind === "dynamic") return { kind, factor, originalContext };
  if (kind === "yarn") {
    return {
      kind,
      factor,
      originalContext,
      fast: numberOf(fields, "beta_fast", 32),
      slow: numberOf(fields, "beta_slow", 1),
    };
  }
  return {
    kind: "llama3",
    factor,
    lowFrequencyFactor: numberOf(fields, "low_freq_factor"),
    highFrequencyFactor: numberOf(fields, "high_freq_factor"),
    originalContext,
  };
}

export function scalingFields(scaling: RopeScaling): Fields {
  const shared = { rope_type: scaling.kind, factor: scaling.factor };
  if (scaling.kind === "linear") return shared;
  const longer = { ...shared, original_max_position_embeddings: scaling.originalContext };
  if (scaling.kind === "yarn") return { ...longer, beta_fast: scaling.fast, beta_slow: scaling.slow };
  if (scaling.kind === "dynamic") return longer;
  return { ...longer, low_freq_factor: scaling.lowFrequencyFactor, high_freq_factor: scaling.highFrequencyFactor };
}
