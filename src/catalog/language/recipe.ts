/** What a language model's training is made of: one JSON file remakes it. */
import { type GptConfig, gptConfig, type MoeConfig, moeConfig } from "../../models/index.ts";
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { readRecipeOf } from "../recipe-file.ts";
import type { LanguageConfig } from "./network.ts";

/** Where the text comes from: a user's files, Chinese regular verse, or synthetic briefs with their texts. */
const SOURCES = ["text", "poems", "briefs"] as const;
const TOKENIZERS = ["characters", "byte-pairs"] as const;

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

/** Reads `recipe.json` of a recipe's folder. Throws a CheckpointError that says which field is wrong. */
export async function readLanguageRecipe(folder: string): Promise<LanguageRecipe> {
  const { path, recipe } = await readRecipeOf("language", folder);
  return checkLanguageRecipe(recipe, path);
}

/** The recipe's sizes with the tokenizer's vocabulary. Throws a RangeError for sizes that do not fit. */
export function languageConfig({ config }: Pick<LanguageRecipe, "config">, vocabulary: number): LanguageConfig {
  const base = gptConfig({ ...config, vocabulary });
  return config.experts === undefined ? base : moeConfig(base, { ...config, experts: config.experts });
}

type Fields = Readonly<Record<string, unknown>>;
type Rule = readonly [isRight: (value: unknown) => boolean, words: string];

const count: Rule = [(n) => Number.isInteger(n) && (n as number) > 0, "a whole number above 0"];
const whole: Rule = [(n) => Number.isSafeInteger(n) && (n as number) >= 0, "a whole number, 0 or more"];
const positive: Rule = [(x) => Number.isFinite(x) && (x as number) > 0, "a number above 0"];
const share: Rule = [(x) => typeof x === "number" && x >= 0 && x <= 1, "a number from 0 to 1"];
const belowOne: Rule = [(x) => typeof x === "number" && x >= 0 && x < 1, "a number from 0 to below 1"];
const truth: Rule = [(x) => typeof x === "boolean", "true or false"];
const oneOf = (names: readonly string[]): Rule => [(x) => names.includes(x as string), `one of ${names.join(", ")}`];
const optional = ([isRight, words]: Rule): Rule => [(x) => x === undefined || isRight(x), words];

const RULES: Readonly<Record<string, Rule>> = {
  name: [(x) => typeof x === "string" && /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(x), "a name of letters and digits"],
  source: oneOf(SOURCES),
  "tokenizer.kind": oneOf(TOKENIZERS),
  "config.width": count,
  "config.layers": count,
  "config.heads": count,
  "config.context": count,
  seed: whole,
  batch: count,
  length: count,
  "schedule.learningRate": positive,
  "schedule.warmup": whole,
  "schedule.steps": count,
  "schedule.floor": share,
  "optimizer.beta1": belowOne,
  "optimizer.beta2": belowOne,
  "optimizer.epsilon": positive,
  "optimizer.weightDecay": [(x) => Number.isFinite(x) && (x as number) >= 0, "a number, 0 or more"],
  "optimizer.clipNorm": positive,
  "optimizer.momentum": belowOne,
  averageDecay: belowOne,
  dropout: optional(belowOne),
  muon: truth,
};

function checkLanguageRecipe(fields: Fields, path: string): LanguageRecipe {
  for (const [name, [isRight, words]] of Object.entries(RULES)) {
    const found = name.split(".").reduce<unknown>((part, key) => (part as Fields | undefined)?.[key], fields);
    if (!isRight(found))
      throw new CheckpointError(`${path}: ${name} is ${JSON.stringify(found)}. It must be ${words}.`);
  }
  const recipe = fields as unknown as LanguageRecipe;
  const { length, config, tokenizer } = recipe;
  if (tokenizer.kind === "byte-pairs" && !count[0](tokenizer.size)) {
    throw new CheckpointError(`${path}: tokenizer.size is ${JSON.stringify(tokenizer.size)}. It must be ${count[1]}.`);
  }
  if (length > config.context) {
    throw new CheckpointError(`${path}: length is ${length}, the model's context ${config.context}. Shorten the rows.`);
  }
  try {
    languageConfig(recipe, 1);
  } catch (error) {
    throw new CheckpointError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  return recipe;
}
