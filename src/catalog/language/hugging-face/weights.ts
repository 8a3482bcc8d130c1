/** A model's config and weights from a folder of Hugging Face's. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromFloat16 } from "../../../formats/index.ts";
import type { Value } from "../../../graph/index.ts";
import {
  type GptConfig,
  type GptParams,
  gptFromHuggingFace,
  gptSpecs,
  type HuggingFaceTensors,
  huggingFaceTensors,
} from "../../../models/index.ts";
import { CheckpointError, type OpenCheckpoint, openCheckpoint } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import { type Listed, readListed } from "../listing.ts";
import { shardsOf } from "./shards.ts";

/** Throws a CheckpointError that names the file, the rule and what to do. */
export async function readHuggingFaceWeights(
  folder: string,
): Promise<{ readonly config: GptConfig; readonly params: GptParams<Value> }> {
  const { path, config, tensors } = await readDescribed(folder);
  const shards: OpenCheckpoint[] = [];
  try {
    const listed = new Map<string, Listed>();
    for (const name of await shardsOf(folder)) {
      const shard = await openCheckpoint(join(folder, name));
      shards.push(shard);
      list(shard, join(folder, name), tensors, listed);
    }
    if (config.layers > listed.size) {
      throw new CheckpointError(`${path} promises ${config.layers} layers. There are ${listed.size} tensors.`);
    }
    return { config, params: await readListed(gptSpecs(config), listed, folder) };
  } finally {
    for (const shard of shards) await shard.close();
  }
}

/** What `config.json` says. Throws a CheckpointError that names it, the rule and what to do. */
export async function readDescribed(folder: string) {
  const path = join(folder, "config.json");
  return { path, ...describe(await readJson(path), path) };
}

/** A file of JSON. Throws a CheckpointError where there is none. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new CheckpointError(`${path} cannot be read: ${firstLine(error)}.`, { cause: error });
  }
}

function describe(json: unknown, path: string) {
  try {
    if (typeof json === "object" && json !== null && "quantization_config" in json) {
      throw new RangeError("quantization_config: the weights are packed. Onda reads float32, float16 and bfloat16.");
    }
    return { config: gptFromHuggingFace(json), tensors: huggingFaceTensors(json) };
  } catch (error) {
    throw new CheckpointError(`${path}: ${firstLine(error)}`, { cause: error });
  }
}

/** Adds what a shard holds, under the model's names. */
function list(
  shard: OpenCheckpoint,
  file: string,
  { nameOf, normsFromOne }: HuggingFaceTensors,
  into: Map<string, Listed>,
): void {
  for (const [theirs, { shape, dtype }] of Object.entries(shard.tensors)) {
    const name = nameOf(theirs);
    if (name === undefined) continue;
    if (into.has(name)) throw new CheckpointError(`${file}: tensor ${theirs} is in ${into.get(name)!.file} too.`);
    requireFloats(dtype, theirs, file);
    const isFromOne = normsFromOne && /norm\.weight$/.test(name);
    into.set(name, { file, shape, read: async () => inFull(await shard.read(theirs), isFromOne ? 1 : 0) });
  }
}

/** Throws a CheckpointError for a tensor that is packed. */
export function requireFloats(dtype: string, name: string, file: string): "F32" | "F16" | "BF16" {
  if (dtype === "F32" || dtype === "F16" || dtype === "BF16") return dtype;
  throw new CheckpointError(`${file}: tensor ${name} is ${dtype}. Onda reads F32, F16 and BF16.`);
}

function inFull({ dtype, shape, data }: Value, offset: number): Value {
  const numbers = dtype === "float16" ? fromFloat16(data as Uint16Array) : (data as Float32Array);
  if (offset !== 0) for (let i = 0; i < numbers.length; i++) numbers[i]! += offset;
  return { dtype: "float32", shape, data: numbers };
}
