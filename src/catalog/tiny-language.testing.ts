/** Language models of a few thousand random weights: they write noise, in milliseconds, with every part in place. */
import { chatMarks, poemTokenizer } from "../data/index.ts";

import { createTokenizer, type OwnTokenizer } from "../formats/index.ts";
import { mapTree, type Value } from "../graph/index.ts";
import { gptConfig, moeConfig } from "../models/index.ts";
import { createRng, defaultOptimizer } from "../nn/index.ts";
import { type LanguageConfig, type LanguageParams, networkOf } from "./language/network.ts";
import type { LanguageRecipe } from "./language/recipe.ts";
import { type LanguageModel, type Purpose, saveLanguage } from "./language/weights.ts";

const chatTokenizer: OwnTokenizer = createTokenizer({
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

export interface TinyWriterOptions {
  readonly seed?: number;
  readonly context?: number;
  readonly sparse?: boolean;
  readonly metadata?: Record<string, string>;
}

const verses = [
  "白日依山尽",
  "黄河入海流",
  "欲穷千里目",
  "更上一层楼",
  "春眠不觉晓",
  "处处闻啼鸟",
  "夜来风雨声",
  "花落知多少",
];

const tokenizers: Readonly<Record<Purpose, () => OwnTokenizer>> = {
  chat: () => createTokenizer({ kind: "byte-pairs", merges: [], special: [chatMarks.start, chatMarks.end] }),
  poems: () => poemTokenizer([{ form: "五律", author: "李白", title: "春夜秋冬", lines: verses }], 1),
  text: () => createTokenizer({ kind: "byte-pairs", merges: [], special: [] }),
};

/** Writes a tiny model; another seed gives other weights. Its large embeddings make likely tokens differ. */
export async function saveTinyWriter(path: string, purpose: Purpose, options: TinyWriterOptions = {}): Promise<void> {
  const { seed = 1, context = 256, sparse = false, metadata = {} } = options;
  const tokenizer = tokenizers[purpose]();
  const base = gptConfig({ vocabulary: tokenizer.size, width: 16, layers: 2, heads: 4, keyValueHeads: 2, context });
  const config = sparse ? moeConfig(base, { experts: 4 }) : base;
  const params = mapTree<Value, Value, LanguageParams<Value>>(
    networkOf(config).init(createRng(seed)) as never,
    ({ data, ...rest }, name) => ({
      ...rest,
      data: name.includes("embed_tokens") ? (data as Float32Array).map((x) => 20 * x) : data,
    }),
  ) as LanguageParams<Value>;
  await saveLanguage(path, { config, tokenizer, purpose, params }, metadata);
}
