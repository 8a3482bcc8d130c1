/** A GGUF file as a running model: its matrices multiplied with as they are, its weights mapped from the cache. */
import type { GgufMetadata } from "../../formats/index.ts";
import { createServedDecoder, type Decoder, type GptConfig, servedProgram } from "../../models/index.ts";
import { compileStored } from "../../runtime/node/index.ts";
import { ggufConfig, openGguf } from "../language/gguf/open.ts";
import { keepWeights, lendWeights, type Repacked } from "./cache.ts";
import type { Kept } from "./kept.ts";
import { type Plan, planServed } from "./plan.ts";

export interface ServedOptions {
  readonly threads?: number;
  /** Tokens of a row that fit: the model's context, but no more than 4,096, unless given. */
  readonly capacity?: number;
  /** The folder of repacked weights; false keeps none. */
  readonly cache?: string | false;
}

export interface Served {
  readonly config: GptConfig;
  /** The tokenizer is in it. */
  readonly metadata: GgufMetadata;
  /** What became of the file's tensors, by their types, and what was lost. */
  readonly kept: readonly Kept[];
  /** A decoder with memory of its own; all of them share the weights. */
  decoder(options?: { readonly batch?: number; readonly capacity?: number }): Decoder;
  dispose(): Promise<void>;
}

/**
 * Opens a GGUF file: llama, qwen2, qwen3 or gemma3. Quantised types keep their numbers, floats are rounded to 8 bits.
 * Throws a CheckpointError for a damaged file, a RangeError for a model that Onda does not run.
 */
export async function openServed(path: string, { threads, cache, ...given }: ServedOptions = {}): Promise<Served> {
  const gguf = await openGguf(path);
  try {
    const config = await ggufConfig(gguf);
    const plan = planServed(config, gguf.tensors);
    const capacity = given.capacity ?? Math.min(config.context, 4096);
    const compile = async ({ folder, kept }: Repacked) => ({
      executable: await compilePlan(config, plan, capacity, folder, threads),
      kept,
    });
    const { executable, kept } =
      cache === false
        ? await lendWeights(plan, gguf.files, compile)
        : await compile(await keepWeights(await gguf.fingerprint(), plan, gguf.files, cache));
    return {
      config,
      metadata: gguf.metadata,
      kept,
      decoder: (sizes = {}) => createServedDecoder(executable, config, { capacity, ...sizes }),
      dispose: () => executable.dispose(),
    };
  } finally {
    await gguf.close();
  }
}

const compilePlan = (config: GptConfig, plan: Plan, capacity: number, folder: string, threads: number | undefined) =>
  compileStored(
    servedProgram(config, plan.specs, capacity),
    { folder, places: plan.places },
    threads === undefined ? {} : { threads },
  );
