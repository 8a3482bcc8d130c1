/** What a language model's training is made of: one JSON file remakes it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GptConfig, MoeConfig } from "../../models/index.ts";
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";
import { CheckpointError } from "../../train/index.ts";

/** Where the text comes from: a user's files, Chinese regular verse, or synthetic briefs with their texts. */
export const SOURCES = ["text", "poems", "briefs"] as const;

export interface LanguageRecipe {
  readonly kind: "language";
  readonly name: string;
  readonly source: (typeof SOURCES)[number];
  readonly tokenizer: { readonly kind: "characters" } | { readonly kind: "byte-pairs"; readonly size: number };
  /** Sizes of the model; the vocabulary is the tokenizer's. */
  readonly config: Pick<GptConfig, "width" | "layers" | "heads" | "context"> & Partial<MoeConfig>;
  readonly seed: number;
  /** Rows of a step, and their tokens. */
  readonly batch: number;
  readonly length: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  /** Of the exponential average of weights, which is what is kept. */
  readonly averageDecay: number;
  /** Part of what blocks add to the stream that is dropped: none unless given. For texts that are read many times. */
  readonly dropout?: number;
  /** Blocks' matrices are trained by Muon instead of AdamW. */
  readonly muon: boolean;
}

/** Reads `recipe.json` of a recipe's folder. */
export async function readLanguageRecipe(folder: string): Promise<LanguageRecipe> {
  const path = join(folder, "recipe.json");
  const recipe = JSON.parse(await readFile(path, "utf8")) as LanguageRecipe;
  const { batch, length, schedule, config, source, tokenizer } = recipe;
  const counts = { batch, length, "schedule.steps": schedule?.steps, "config.context": config?.context };
  for (const [name, count] of Object.entries(counts)) {
    if (!(Number.isInteger(count) && count > 0)) throw new CheckpointError(`${path}: ${name} must be a whole number.`);
  }
  if (length > config.context) {
    throw new CheckpointError(`${path}: length is ${length}, the model's context ${config.context}. Shorten the rows.`);
  }
  if (!SOURCES.includes(source)) throw new CheckpointError(`${path}: source must be one of ${SOURCES.join(", ")}.`);
  if (tokenizer?.kind !== "characters" && tokenizer?.kind !== "byte-pairs") {
    throw new CheckpointError(`${path}: tokenizer.kind must be "characters" or "byte-pairs".`);
  }
  return recipe;
}
