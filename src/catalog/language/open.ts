/** A named language model, opened: prompts in, pieces of text out. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type ChatMessage, chatMarks, chatPrompt, END, pointerReader, type Values } from "../../data/index.ts";
import type { OwnTokenizer } from "../../formats/index.ts";
import { createDecoder, type Decoder, type GenerateOptions, generate, type Piece } from "../../models/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import { findModel, type ModelEntry, verifiedSum, weightsFolder } from "../models.ts";
import { packageRoot } from "../package.ts";
import type { OpenOptions } from "../paint.ts";
import { type LanguageConfig, networkOf } from "./network.ts";
import { type LanguageFile, loadLanguage, type Purpose } from "./weights.ts";

/** A prompt as the model reads it: its tokens, and the values that the answer may point at (see `data/chat/pointers.ts`). */
export interface ReadPrompt {
  readonly ids: readonly number[];
  readonly values: Values;
}

/** Text to continue, a conversation to answer, or what was read already. */
export type Prompt = string | readonly ChatMessage[] | ReadPrompt;

export interface OpenLanguage {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly runtime: string;
  readonly purpose: Purpose;
  readonly config: LanguageConfig;
  readonly tokenizer: OwnTokenizer;
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

/**
 * Opens a language model by name or by file. The file of a named one must have its listed SHA-256.
 * @throws RequestError when there is no such model, ModelError when its file is damaged or no language model.
 */
export async function openLanguage(nameOrFile: string, options: OpenOptions = {}): Promise<OpenLanguage> {
  const entry = await find(nameOrFile, options.folder ?? weightsFolder);
  const [model, sha256] = await Promise.all([load(entry), verifiedSum(entry.file)]);
  const runtime: Runtime = options.runtime ?? (await import("../../runtime/node/index.ts")).onnxRuntime;
  const { config, tokenizer, purpose, params } = model;
  const compile = options.threads === undefined ? {} : { threads: options.threads };
  const executable = await runtime.compile(networkOf(config).decodeProgram(params), compile);
  const decoders = decoderStore((batch, capacity) => createDecoder(executable, config, { batch, capacity }));
  const endTokens = endsOf(model);
  const read = (prompt: Prompt) => tokensOf(prompt, model, entry.name);
  return {
    ...{ name: entry.name, file: entry.file, sha256, runtime: runtime.name, purpose, config, tokenizer, read },
    async *generate(prompts, given = {}) {
      const rows = prompts.map(read);
      const longest = Math.max(...rows.map(({ ids }) => ids.length));
      requireContext(longest, config.context);
      const capacity = Math.min(config.context, longest + (given.maxTokens ?? config.context));
      const decoder = decoders.take(rows.length, rows.length === 1 ? config.context : capacity);
      try {
        const readers = rows.map(({ values }) => pointerReader(tokenizer, values));
        const ids = rows.map((row) => row.ids);
        yield* generate(decoder, readers, ids, { endTokens, ...given });
      } finally {
        decoders.giveBack(decoder);
      }
    },
    dispose: () => executable.dispose(),
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

async function load({ file }: ModelEntry): Promise<LanguageFile> {
  try {
    return await loadLanguage(file);
  } catch (error) {
    const line = firstLine(error);
    throw new ModelError(line.includes(basename(file)) ? line : `${file}: ${line}`, { cause: error });
  }
}

function tokensOf(prompt: Prompt, { tokenizer, purpose }: LanguageFile, name: string): ReadPrompt {
  const plain = (ids: readonly number[]): ReadPrompt => ({ ids, values: new Map() });
  if (typeof prompt === "string" && purpose === "poems") {
    return plain([tokenizer.specialId(END), ...tokenizer.encode(prompt)]);
  }
  if (typeof prompt === "string" && purpose === "text") return plain(tokenizer.encode(prompt));
  if (typeof prompt === "string") return chatPrompt(tokenizer, [{ role: "user", content: prompt }]);
  if ("ids" in prompt) return prompt;
  if (purpose !== "chat") {
    throw new RequestError(
      `${name} continues ${purpose}, and was not taught to answer. Give a model for conversations.`,
    );
  }
  return chatPrompt(tokenizer, prompt);
}

/** @throws ModelError when the tokenizer does not have what the purpose needs. */
function endsOf({ purpose, tokenizer }: LanguageFile): readonly number[] {
  try {
    if (purpose === "chat") return [tokenizer.specialId(chatMarks.end), tokenizer.specialId(chatMarks.start)];
    return purpose === "poems" ? [tokenizer.specialId(END)] : [];
  } catch (error) {
    throw new ModelError(`a model of ${purpose} whose ${firstLine(error)}`, { cause: error });
  }
}
