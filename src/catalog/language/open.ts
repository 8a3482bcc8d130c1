/** A named language model, opened: prompts in, pieces of text out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { marksOf, pointerReader } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import { type Decoder, type GenerateOptions, generate, type Piece } from "../../models/index.ts";
import { RequestError } from "../errors.ts";
import { findModel, type ModelEntry, verifiedSum, weightsFolder } from "../models.ts";
import { packageRoot } from "../package.ts";
import type { OpenOptions } from "../paint.ts";
import type { LanguageConfig } from "./network.ts";
import { pointing } from "./pointing.ts";
import { type RunType, runLanguage } from "./running.ts";
import { type Prompt, type ReadPrompt, speechOf } from "./speech.ts";
import type { Purpose } from "./weights.ts";

export type { Prompt, ReadPrompt } from "./speech.ts";

export interface OpenLanguage {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly runtime: string;
  /** How its weights run, in words: "in float32", "packed as in its file (Q4_0)". */
  readonly way: string;
  readonly purpose: Purpose;
  readonly config: LanguageConfig;
  readonly tokenizer: Tokenizer;
  /** Throws a RequestError for a conversation with a model of no such. */
  read(prompt: Prompt): ReadPrompt;
  /**
   * Continues prompts, a row each, up to where its training ended a text. A single prompt that begins as the last one
   * did reads only what is new: a conversation that has grown by a turn costs that turn. Calls may run side by side.
   * @throws RequestError for a prompt that is longer than what the model can look back on.
   */
  generate(prompts: readonly Prompt[], options?: GenerateOptions): AsyncGenerator<Piece, void>;
  dispose(): Promise<void>;
}

export interface OpenLanguageOptions extends OpenOptions {
  /** What a model from elsewhere runs as, instead of what suits it. */
  readonly type?: RunType;
  /** Tokens that a single text guesses ahead: see `GenerateOptions`. None unless given. */
  readonly lookUp?: number;
}

/**
 * Opens a language model by name, by file, or by folder: Onda's own, a GGUF, or a folder as Hugging Face publishes them.
 * The file of a named one must have its listed SHA-256.
 * @throws RequestError when there is no such model, ModelError when its file is damaged or no language model.
 */
export async function openLanguage(nameOrFile: string, options: OpenLanguageOptions = {}): Promise<OpenLanguage> {
  const { folder = weightsFolder, lookUp = 0, ...given } = options;
  const entry = await find(nameOrFile, folder);
  const [model, sha256] = await Promise.all([runLanguage(entry.file, given), verifiedSum(entry.file)]);
  const { config, tokenizer, purpose, runtime, way } = model;
  const decoders = decoderStore((batch, capacity) => model.decoder({ batch, capacity }));
  const { endTokens, read } = speechOf(model, entry.name);
  const isPointing = marksOf(tokenizer).size > 0;
  return {
    ...{ name: entry.name, file: entry.file, sha256, runtime, way, purpose, config, tokenizer, read },
    async *generate(prompts, given = {}) {
      const rows = prompts.map(read);
      const longest = Math.max(...rows.map(({ ids }) => ids.length));
      requireContext(longest, config.context);
      const capacity = Math.min(config.context, longest + (given.maxTokens ?? config.context));
      const decoder = decoders.take(rows.length, rows.length === 1 ? config.context : capacity);
      try {
        const readers = rows.map(({ values }) => pointerReader(tokenizer, values));
        const ids = rows.map((row) => row.ids);
        const constraint = (row: number) => pointing(tokenizer, rows[row]!.values);
        yield* generate(decoder, readers, ids, {
          endTokens,
          lookUp,
          ...(isPointing ? { constraint } : {}),
          ...given,
        });
      } finally {
        decoders.giveBack(decoder);
      }
    },
    dispose: model.dispose,
  };
}

/** @throws RequestError where nothing could be written behind so many tokens. */
export function requireContext(tokens: number, context: number): void {
  if (tokens < context) return;
  throw new RequestError(
    `the prompt has ${tokens} tokens, and the model looks back on ${context}, its answer among them. Shorten it.`,
  );
}

/** One decoder of a single row is kept, with the keys and values of what it has read last. */
function decoderStore(make: (batch: number, capacity: number) => Decoder) {
  let kept: Decoder | undefined;
  return {
    take(batch: number, capacity: number): Decoder {
      if (batch !== 1 || kept === undefined) return make(batch, capacity);
      const decoder = kept;
      kept = undefined;
      return decoder;
    },
    giveBack(decoder: Decoder): void {
      if (decoder.batch === 1) kept = decoder;
    },
  };
}

/** Names of recipes that come with Onda say how a model that is not here can be made. */
async function find(nameOrFile: string, folder: string): Promise<ModelEntry> {
  try {
    return await findModel(nameOrFile, folder);
  } catch (error) {
    const isName = /^[\w-]+$/.test(nameOrFile);
    if (!isName || !existsSync(join(packageRoot, "recipes", nameOrFile, "recipe.json"))) throw error;
    throw new RequestError(
      `the model ${nameOrFile} is not here yet. Train it: onda train recipes/${nameOrFile}. ` +
        `Then name its file: --model runs/${nameOrFile}/${nameOrFile}.safetensors`,
      { cause: error },
    );
  }
}
