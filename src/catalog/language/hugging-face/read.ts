/** A language model from a folder of Hugging Face's: its weights and its tokenizer. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ForeignTokenizer, readTokenizerJson, requireFittingVocabulary } from "../../../formats/index.ts";
import type { Value } from "../../../graph/index.ts";
import type { GptConfig, GptParams } from "../../../models/index.ts";
import { CheckpointError } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import { PURPOSE_FIELD, type Purpose, purposeOf } from "../purpose.ts";
import { readHuggingFaceWeights, readJson } from "./weights.ts";

/** A model of Llama's family that was trained elsewhere. */
export interface ForeignLanguage {
  readonly config: GptConfig;
  readonly params: GptParams<Value>;
  readonly tokenizer: ForeignTokenizer;
  readonly purpose: Purpose;
}

/** Throws a CheckpointError that names the file, the rule and what to do. */
export async function readHuggingFaceLanguage(folder: string): Promise<ForeignLanguage> {
  const tokenizer = await readFolderTokenizer(folder); // first: it is read sooner than the weights
  const { config, params } = await readHuggingFaceWeights(folder);
  requireFitting(tokenizer, config, folder);
  return { config, params, tokenizer, purpose: purposeOf(tokenizer, await readPurpose(folder)) };
}

/** Throws a CheckpointError for a tokenizer of more tokens than the model has. */
export function requireFitting(tokenizer: ForeignTokenizer, { vocabulary }: GptConfig, where: string): void {
  try {
    requireFittingVocabulary(tokenizer, vocabulary);
  } catch (error) {
    throw new CheckpointError(`${where}: ${firstLine(error)}`, { cause: error });
  }
}

/** What Onda wrote of a model's purpose when it exported it. */
export async function readPurpose(folder: string): Promise<unknown> {
  const json = await readJson(join(folder, "config.json"));
  return (json as { readonly [PURPOSE_FIELD]?: unknown })[PURPOSE_FIELD];
}

/** Throws a CheckpointError that names the file, the rule and what to do. */
export async function readFolderTokenizer(folder: string): Promise<ForeignTokenizer> {
  const file = join(folder, "tokenizer.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CheckpointError(`${file} cannot be read: ${firstLine(error)}. Onda needs the model's tokenizer.json.`, {
      cause: error,
    });
  });
  const [config, template, generation] = await Promise.all(
    ["tokenizer_config.json", "chat_template.jinja", "generation_config.json"].map((name) =>
      readFile(join(folder, name), "utf8").catch(() => undefined),
    ),
  );
  try {
    const tokenizer = readTokenizerJson(text, {
      ...(config === undefined ? {} : { config }),
      ...(template === undefined ? {} : { template }),
    });
    return { ...tokenizer, endTokens: [...new Set([...tokenizer.endTokens, ...endsIn(generation)])] };
  } catch (error) {
    throw new CheckpointError(`${file}: ${firstLine(error)}`, { cause: error });
  }
}

/** Tokens that end a text by `generation_config.json`: one or several. */
function endsIn(text: string | undefined): readonly number[] {
  const { eos_token_id: ends } = text === undefined ? {} : (JSON.parse(text) as { eos_token_id?: unknown });
  return [ends].flat().filter((id): id is number => Number.isInteger(id));
}
