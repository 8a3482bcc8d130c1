/** A language model from whatever holds it: Onda's own file, a folder of Hugging Face's, a GGUF. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { firstLine, ModelError } from "../errors.ts";
import { readGgufLanguage } from "./gguf/read.ts";
import { readHuggingFaceLanguage } from "./hugging-face/read.ts";
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
export async function loadAny(path: string): Promise<LoadedLanguage> {
  try {
    if ((await stat(path)).isDirectory()) return fromElsewhere(await readHuggingFaceLanguage(path));
    return path.endsWith(".gguf") ? fromElsewhere(await readGgufLanguage(path)) : await loadLanguage(path);
  } catch (error) {
    const line = firstLine(error);
    throw new ModelError(line.includes(basename(path)) ? line : `${path}: ${line}`, { cause: error });
  }
}

/** A model with a template of conversations was taught them. */
function fromElsewhere({
  config,
  params,
  tokenizer,
}: Awaited<ReturnType<typeof readHuggingFaceLanguage>>): LoadedLanguage {
  const purpose = tokenizer.template === undefined ? "text" : "chat";
  return { config, params, tokenizer, purpose, metadata: {} };
}
