/** An encoder's folder as Hugging Face and Sentence Transformers lay it out: weights, sizes, tokenizer, pooling. */
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import {
  type ForeignTokenizer,
  fromFloat16,
  readTokenizerJson,
  requireFittingVocabulary,
  type TokenizerJsonOptions,
} from "../../formats/index.ts";
import { leavesOf, type Spec, sizeOf, type Value } from "../../graph/index.ts";
import {
  type BertConfig,
  type BertParams,
  bertFromHuggingFace,
  bertSpecs,
  bertTensorName,
  type Pooling,
} from "../../models/index.ts";
import { readCheckpoint, restoreTree } from "../../train/index.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import { vocabularyAsJson } from "./vocabulary-text.ts";

export interface EncoderFolder {
  readonly folder: string;
  readonly config: BertConfig;
  readonly params: BertParams<Value>;
  readonly tokenizer: ForeignTokenizer;
  readonly pooling: Pooling;
  /** Tokens of a text, its marks counted: what is longer is cut. */
  readonly longest: number;
}

/** A bound on memory before a file is believed. */
const MAX_WEIGHTS = 700_000_000;
const MOST_TEXT = 128 << 20;

/**
 * The folder that is meant: a path, or the name of one in `~/.onda/models` or `runs/models`.
 * @throws RequestError when no such folder holds a model.
 */
export async function findEncoder(nameOrFolder: string): Promise<string> {
  const parts = nameOrFolder.split(/[\\/]/);
  const named = parts.includes("..") || nameOrFolder === "" ? [] : [join(homedir(), ".onda", "models"), "runs/models"];
  for (const folder of [resolve(nameOrFolder), ...named.map((place) => resolve(place, nameOrFolder))]) {
    const found = await stat(join(folder, "config.json")).catch(() => undefined);
    if (nameOrFolder !== "" && found?.isFile()) return folder;
  }
  throw new RequestError(
    `no encoder is at ${JSON.stringify(nameOrFolder)}. Give a folder with config.json, model.safetensors and ` +
      "tokenizer.json, such as all-MiniLM-L6-v2's.",
  );
}

/**
 * Reads an encoder. Every tensor is checked against what the config asks for.
 * @throws ModelError for a file that is missing, damaged, or of another kind.
 */
export async function readEncoder(folder: string): Promise<EncoderFolder> {
  try {
    const config = bertFromHuggingFace(await json(folder, "config.json"));
    const size = leavesOf<Spec>(bertSpecs(config)).reduce((n, [, { shape }]) => n + sizeOf(shape as number[]), 0);
    if (size > MAX_WEIGHTS) throw new RangeError(`${size} weights. At most ${MAX_WEIGHTS} are read.`);
    const [tokenizer, pooling, said] = await Promise.all([
      readWords(folder),
      readPooling(folder),
      optionalJson(folder, "sentence_bert_config.json"),
    ]);
    requireFittingVocabulary(tokenizer, config.vocabulary);
    const wanted = said?.max_seq_length;
    const longest = Number.isInteger(wanted) ? Math.min(wanted as number, config.context) : config.context;
    const marks = tokenizer.before.length + tokenizer.after.length;
    if (longest <= marks) throw new RangeError(`max_seq_length is ${longest}. It must be above ${marks}.`);
    return { folder, config, params: await readWeights(folder, config), tokenizer, pooling, longest };
  } catch (error) {
    if (error instanceof ModelError || error instanceof RequestError) throw error;
    throw new ModelError(`${folder}: ${firstLine(error)}`, { cause: error });
  }
}

async function readWeights(folder: string, config: BertConfig): Promise<BertParams<Value>> {
  const file = join(folder, "model.safetensors");
  const { tensors } = await readCheckpoint(file);
  const named = new Map([...tensors].map(([name, value]) => [bertTensorName(name), widened(value)]));
  return restoreTree(bertSpecs(config), named, file) as BertParams<Value>;
}

const widened = (value: Value): Value =>
  value.dtype === "float16" ? { ...value, dtype: "float32", data: fromFloat16(value.data as Uint16Array) } : value;

async function readWords(folder: string): Promise<ForeignTokenizer> {
  const config = await optionalText(folder, "tokenizer_config.json");
  const options: TokenizerJsonOptions = config === undefined ? {} : { config };
  const file = await optionalText(folder, "tokenizer.json");
  if (file !== undefined) return readTokenizerJson(file, options);
  const words = await optionalText(folder, "vocab.txt");
  if (words === undefined) throw new ModelError(`${folder} has neither tokenizer.json nor vocab.txt.`);
  const fields = config === undefined ? {} : (JSON.parse(config) as Record<string, unknown>);
  return readTokenizerJson(vocabularyAsJson(words, fields), options);
}

/** Sentence Transformers' modules: an encoder, one pooling, unit length. What else would change the vectors is refused. */
async function readPooling(folder: string): Promise<Pooling> {
  const modules = (await optionalJson(folder, "modules.json")) ?? [];
  const types = Object.values(modules).map(
    (part) =>
      String((part as { type?: unknown })?.type)
        .split(".")
        .at(-1)!,
  );
  const other = types.find((type) => !["Transformer", "Pooling", "Normalize"].includes(type));
  if (other !== undefined)
    throw new ModelError(`${folder}: modules.json asks for ${JSON.stringify(other)}, which Onda has not.`);
  const fields = await optionalJson(folder, "1_Pooling/config.json");
  if (fields === undefined) return "mean";
  const modes = Object.keys(fields).filter((key) => key.startsWith("pooling_mode_") && fields[key] === true);
  if (modes.length === 1 && modes[0] === "pooling_mode_mean_tokens") return "mean";
  if (modes.length === 1 && modes[0] === "pooling_mode_cls_token") return "first";
  throw new ModelError(
    `${folder}: 1_Pooling asks for ${modes.join(" and ") || "nothing"}. Onda pools by mean or by the first token.`,
  );
}

async function optionalText(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  const kind = await stat(path).catch(() => undefined);
  if (!kind?.isFile()) return undefined;
  if (kind.size > MOST_TEXT) throw new ModelError(`${path} has ${kind.size} bytes. At most ${MOST_TEXT} are read.`);
  return readFile(path, "utf8");
}

async function optionalJson(folder: string, name: string): Promise<Record<string, unknown> | undefined> {
  const text = await optionalText(folder, name);
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch (error) {
    throw new ModelError(`${join(folder, name)} is no valid JSON: ${firstLine(error)}`, { cause: error });
  }
  throw new ModelError(`${join(folder, name)} is no JSON object.`);
}

async function json(folder: string, name: string): Promise<Record<string, unknown>> {
  const found = await optionalJson(folder, name);
  if (found === undefined) throw new ModelError(`${join(folder, name)} does not exist.`);
  return found;
}
