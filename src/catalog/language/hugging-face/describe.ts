/** What a folder of Hugging Face's says about itself: its config, the headers of its weights, its tokenizer's file. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type GptConfig, gptFromHuggingFace } from "../../../models/index.ts";
import { openCheckpoint } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import { isLicence } from "../../pull/names.ts";
import { languageWords } from "../describe.ts";
import { PURPOSE_FIELD } from "../purpose.ts";
import { listShards, type Shards } from "./shards.ts";
import { readJson } from "./weights.ts";

type Line = readonly [what: string, words: string];

interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface FolderDescription {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly config: readonly Line[];
  /** The name of a licence's file, where there is one. */
  readonly licenceFile?: string;
}

/** Throws a CheckpointError where the config cannot be read or there are no weights. */
export async function describeFolder(folder: string): Promise<FolderDescription> {
  const json = (await readJson(join(folder, "config.json"))) as Readonly<Record<string, unknown>>;
  const shards = await listShards(folder);
  const tensors = new Map<string, Tensor>();
  for (const name of shards.there) {
    const shard = await openCheckpoint(join(folder, name));
    for (const [key, { shape, dtype }] of Object.entries(shard.tensors)) tensors.set(key, { shape, dtype });
    await shard.close();
  }
  const purpose = json[PURPOSE_FIELD] ?? ((await hasTemplate(folder)) ? "chat" : "text");
  const licenceFile = (await readdir(folder)).find(isLicence);
  return {
    tensors,
    config: [
      ["layout", layoutWords(json)],
      ...modelWords(json, String(purpose)),
      ["tokenizer", await tokenizerWords(folder)],
      ["weights", typeWords(tensors)],
      ["files", shardWords(shards)],
    ],
    ...(licenceFile === undefined ? {} : { licenceFile }),
  };
}

function layoutWords({ model_type: type, architectures }: Readonly<Record<string, unknown>>): string {
  const [first] = [architectures].flat();
  return `${type ?? "not stated"}${typeof first === "string" ? ` (${first})` : ""}`;
}

/** Of a language model that Onda runs; of another one why it does not. */
function modelWords(json: unknown, purpose: string): readonly Line[] {
  let config: GptConfig;
  try {
    config = gptFromHuggingFace(json);
  } catch (error) {
    return [["as a language model", `it does not run: ${firstLine(error)}`]];
  }
  return languageWords({ purpose }, config);
}

/** Kinds of models in tokenizer.json, in plain words. */
const KINDS: Readonly<Record<string, string>> = {
  BPE: "byte pairs",
  Unigram: "a unigram model",
  WordPiece: "word pieces",
  WordLevel: "whole words",
};

async function tokenizerWords(folder: string): Promise<string> {
  const text = await readFile(join(folder, "tokenizer.json"), "utf8").catch(() => undefined);
  if (text === undefined) return "tokenizer.json is missing";
  try {
    const { model } = JSON.parse(text) as { model?: { type?: string; vocab?: object } };
    const size = Object.keys(model?.vocab ?? {}).length;
    return `${KINDS[model?.type ?? ""] ?? model?.type ?? "of a kind that is not stated"}, ${size} tokens`;
  } catch {
    return "tokenizer.json is no JSON";
  }
}

async function hasTemplate(folder: string): Promise<boolean> {
  const [jinja, config] = await Promise.all(
    ["chat_template.jinja", "tokenizer_config.json"].map((name) =>
      readFile(join(folder, name), "utf8").catch(() => ""),
    ),
  );
  return jinja !== "" || config!.includes('"chat_template"');
}

function typeWords(tensors: ReadonlyMap<string, Tensor>): string {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors.values()) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return [...counts].map(([dtype, count]) => `${dtype} (${count} tensors)`).join(", ");
}

function shardWords({ there, missing }: Shards): string {
  if (missing.length > 0) {
    const some = missing.slice(0, 3).join(", ") + (missing.length > 3 ? `, … (${missing.length})` : "");
    return `${there.length} of ${there.length + missing.length} shards, missing: ${some}`;
  }
  return there.length === 1 ? "one, whole" : `all ${there.length} shards`;
}
