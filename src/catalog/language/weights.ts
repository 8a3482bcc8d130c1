/** A language model's file: safetensors with matrices in eight bits; config, tokenizer and purpose in the metadata. */
import { type OwnTokenizer, readTokenizer, writeTokenizer } from "../../formats/index.ts";
import { leavesOf, type Spec, sizeOf, type Value } from "../../graph/index.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/index.ts";
import { narrowWeights, widenWeights } from "../eight-bit.ts";
import { firstLine } from "../errors.ts";
import { type LanguageConfig, type LanguageParams, networkOf } from "./network.ts";
import { PURPOSES, type Purpose } from "./purpose.ts";

export { PURPOSES, type Purpose } from "./purpose.ts";

export const LANGUAGE_FORMAT = "onda-language-1";
/** A bound on memory before a file is believed. */
const MAX_WEIGHTS = 400_000_000;

export interface LanguageModel {
  readonly config: LanguageConfig;
  readonly tokenizer: OwnTokenizer;
  readonly purpose: Purpose;
  readonly params: LanguageParams<Value>;
}

export interface LanguageFile extends LanguageModel {
  readonly metadata: Readonly<Record<string, string>>;
}

export async function saveLanguage(
  path: string,
  { config, tokenizer, purpose, params }: LanguageModel,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeCheckpoint(path, narrowWeights(params), {
    ...metadata,
    format: LANGUAGE_FORMAT,
    purpose,
    config: JSON.stringify(config),
    tokenizer: writeTokenizer(tokenizer),
  });
}

/** The weights as a file gives them back: rounded to eight bits. */
export const asStored = (params: LanguageParams<Value>, config: LanguageConfig): LanguageParams<Value> =>
  restoreTree(
    languageSpecs(config),
    widenWeights(narrowWeights(params), "weights"),
    "weights",
  ) as LanguageParams<Value>;

/** Reads a model. Every tensor is checked against what the config asks for. */
export async function loadLanguage(path: string): Promise<LanguageFile> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== LANGUAGE_FORMAT) {
    const found = metadata.format ?? "of an unknown format";
    throw new CheckpointError(`${path} is ${found}, not ${LANGUAGE_FORMAT}. Give a language model's file.`);
  }
  const { config, tokenizer, purpose } = readHead(metadata, path);
  const params = restoreTree(languageSpecs(config), widenWeights(tensors, path), path) as LanguageParams<Value>;
  return { config, tokenizer, purpose, params, metadata };
}

function readHead(metadata: Readonly<Record<string, string>>, path: string): Omit<LanguageModel, "params"> {
  try {
    const config = JSON.parse(metadata.config ?? "") as LanguageConfig;
    if (typeof config !== "object" || config === null) throw new RangeError("config is no record.");
    const tokenizer = readTokenizer(metadata.tokenizer ?? "");
    const purpose = PURPOSES.find((known) => known === metadata.purpose);
    if (purpose === undefined) throw new RangeError(`purpose ${JSON.stringify(metadata.purpose)}.`);
    languageSpecs(config);
    if (tokenizer.size > config.vocabulary) {
      throw new RangeError(`a tokenizer of ${tokenizer.size} tokens for a vocabulary of ${config.vocabulary}.`);
    }
    return { config, tokenizer, purpose };
  } catch (error) {
    throw new CheckpointError(`${path}: its metadata cannot be used: ${firstLine(error)}`, { cause: error });
  }
}

/** The shapes of a model's weights. Throws a RangeError for sizes that do not fit, or for more than a file may hold. */
export function languageSpecs(config: LanguageConfig): ReturnType<typeof networkOf>["specs"] {
  const weights = countWeights(config);
  if (weights > MAX_WEIGHTS) throw new RangeError(`${weights} weights. At most ${MAX_WEIGHTS} are read.`);
  return networkOf(config).specs;
}

/** How many weights a model has, by the sizes of one layer: before a million layers take memory. */
export function countWeights(config: LanguageConfig): number {
  const count = (layers: number) =>
    leavesOf<Spec>(networkOf({ ...config, layers }).specs).reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0);
  const [one, two] = [count(1), count(2)];
  return one + (config.layers - 1) * (two - one);
}
