/** A language model from whatever holds it: Onda's own file, a folder of Hugging Face's, a GGUF. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import { readGgufLanguage } from "./gguf/read.ts";
import { type ForeignLanguage, readHuggingFaceLanguage } from "./hugging-face/read.ts";
import type { LanguageConfig, LanguageParams } from "./network.ts";
import { loadLanguage, type Purpose } from "./weights.ts";

export interface LoadedLanguage {
  readonly config: LanguageConfig;
  readonly params: LanguageParams<Value>;
  readonly tokenizer: Tokenizer;
  readonly purpose: Purpose;
  /** What Onda wrote beside the weights; empty for models from elsewhere. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws a ModelError that names the file, what is wrong with it, and what to do. */
export const loadAny = (path: string): Promise<LoadedLanguage> =>
  naming(path, async () => {
    if ((await stat(path)).isDirectory()) return fromElsewhere(await readHuggingFaceLanguage(path));
    return path.endsWith(".gguf") ? fromElsewhere(await readGgufLanguage(path)) : await loadLanguage(path);
  });

/** Does something with a model's file. Throws a ModelError that names it; what was asked wrongly stays a RequestError. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelError || error instanceof RequestError) throw error;
    const line = firstLine(error);
    throw new ModelError(line.includes(basename(path)) ? line : `${path}: ${line}`, { cause: error });
  }
}

const fromElsewhere = (model: ForeignLanguage): LoadedLanguage => ({ ...model, metadata: {} });
