/** A model from elsewhere, run as its file packs it: matrices multiplied with as they are, weights mapped from the cache. */
import type { GgufMetadata } from "../../formats/index.ts";
import { createServedDecoder, type Decoder, type GptConfig, servedProgram } from "../../models/index.ts";
import { compileStored } from "../../runtime/node/index.ts";
import { ggufConfig, openGguf } from "../language/gguf/open.ts";
import { keepWeights, lendWeights, type Repacked } from "./cache.ts";
import { openServedFolder } from "./folder.ts";
import type { Kept } from "./kept.ts";
import { type Plan, planServed, type ServedSource } from "./plan.ts";

export interface ServedOptions {
  readonly threads?: number;
  /** Tokens of a row that fit: the model's context, but no more than 4,096, unless given. */
  readonly capacity?: number;
  /** The folder of repacked weights; false keeps none. */
  readonly cache?: string | false;
}

export interface Served {
  readonly config: GptConfig;
  /** Tokens of a row that fit. */
  readonly capacity: number;
  /** What became of the tensors, by their types, and what was lost. */
  readonly kept: readonly Kept[];
  /** A decoder with memory of its own; all of them share the weights. */
  decoder(options?: { readonly batch?: number; readonly capacity?: number }): Decoder;
  dispose(): Promise<void>;
}

/**
 * Opens a GGUF file: llama, qwen2, qwen3 or gemma3. Quantised types keep their numbers, floats are rounded to 8 bits.
 * The tokenizer is in the metadata.
 * Throws a CheckpointError for a damaged file, a RangeError for a model that Onda does not run.
 */
export async function openServed(
  path: string,
  options: ServedOptions = {},
): Promise<Served & { readonly metadata: GgufMetadata }> {
  const gguf = await openGguf(path);
  try {
    const config = await ggufConfig(gguf);
    const served = await serve({ ...gguf, config, plan: planServed(config, gguf.tensors) }, options);
    return { ...served, metadata: gguf.metadata };
  } finally {
    await gguf.close();
  }
}

/**
 * Opens a folder of Hugging Face's, its matrices rounded to 8 bits.
 * Throws a CheckpointError that names the file, the rule and what to do.
 */
export async function openServedHuggingFace(folder: string, options: ServedOptions = {}): Promise<Served> {
  const source = await openServedFolder(folder);
  try {
    return await serve(source, options);
  } finally {
    await source.close();
  }
}

async function serve(source: ServedSource, { threads, cache, ...given }: ServedOptions): Promise<Served> {
  const { config, plan, files } = source;
  const capacity = given.capacity ?? Math.min(config.context, 4096);
  const compile = async ({ folder, kept }: Repacked) => ({
    executable: await compilePlan(config, plan, capacity, folder, threads),
    kept,
  });
  const { executable, kept } =
    cache === false
      ? await lendWeights(plan, files, compile)
      : await compile(await keepWeights(await source.fingerprint(), plan, files, cache));
  return {
    ...{ config, capacity, kept },
    decoder: (sizes = {}) => createServedDecoder(executable, config, { capacity, ...sizes }),
    dispose: () => executable.dispose(),
  };
}

const compilePlan = (config: GptConfig, plan: Plan, capacity: number, folder: string, threads: number | undefined) =>
  compileStored(
    servedProgram(config, plan.specs, capacity),
    { folder, places: plan.places },
    threads === undefined ? {} : { threads },
  );
