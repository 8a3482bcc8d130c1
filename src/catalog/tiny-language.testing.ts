/** Language models of a few thousand random weights: they write noise, in milliseconds, with every part in place. */
import { chatMarks } from "../data/index.ts";
import { createTokenizer, type Tokenizer } from "../formats/index.ts";
import { gptConfig } from "../models/index.ts";
import { createRng, defaultOptimizer } from "../nn/index.ts";
import { type LanguageConfig, networkOf } from "./language/network.ts";
import type { LanguageRecipe } from "./language/recipe.ts";
import { type LanguageModel, type Purpose, saveLanguage } from "./language/weights.ts";

const chatTokenizer: Tokenizer = createTokenizer({
  kind: "byte-pairs",
  merges: [],
  special: [chatMarks.start, chatMarks.end],
});

export function tinyLanguage(
  { seed = 1, tokenizer = chatTokenizer, purpose = "chat" as Purpose, context = 64 } = {},
  change: (config: LanguageConfig) => LanguageConfig = (config) => config,
): LanguageModel {
  const config = change(gptConfig({ vocabulary: tokenizer.size, width: 32, layers: 1, heads: 2, context }));
  return { config, tokenizer, purpose, params: networkOf(config).init(createRng(seed)) };
}

export const saveTinyLanguage = (path: string, options?: Parameters<typeof tinyLanguage>[0]): Promise<void> =>
  saveLanguage(path, tinyLanguage(options));

/** Trains in a second. */
export const languageRecipe: LanguageRecipe = {
  kind: "language",
  name: "tale",
  source: "text",
  tokenizer: { kind: "characters" },
  config: { width: 16, layers: 1, heads: 2, context: 16 },
  seed: 1,
  batch: 2,
  length: 16,
  schedule: { learningRate: 0.01, warmup: 2, steps: 8, floor: 0.1 },
  optimizer: defaultOptimizer,
  averageDecay: 0.9,
  dropout: 0.1,
  muon: true,
};

/** A few kilobytes that repeat themselves. */
export const tale: string = Array.from({ length: 120 }, (_, i) => `In year ${i % 10} the sea was calm.\n`).join("");
