/** Makes a language model from its recipe; a stopped training goes on where it stood. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type OwnTokenizer, readTokenizer, writeTokenizer } from "../../formats/index.ts";
import type { Tree, Value } from "../../graph/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { CHECKPOINT_FILE, CheckpointError, type StepReport, type TrainingTask, train } from "../../train/index.ts";
import { readMetadata } from "../describe.ts";
import type { LanguageConfig, LanguageParams } from "./network.ts";
import { type LanguageRecipe, languageConfig, readLanguageRecipe } from "./recipe.ts";
import { type LanguageSource, openLanguageSource } from "./source.ts";
import { languageTask } from "./task.ts";
import { countedTokens, tokensPerCharacter } from "./text-length.ts";
import { createValidator } from "./validate.ts";
import { loadLanguage, saveLanguage } from "./weights.ts";

/** Holds the checkpoint, the metrics and the loss curve, inside the folder of a training. */
export const TRAINING_FOLDER = "training";

export interface PrepareLanguageOptions {
  /** Where checkpoints, metrics and the finished model go. */
  readonly out: string;
  /** The folder or file of texts. */
  readonly data?: string;
  readonly resume?: boolean;
  /** A model's file to start from, instead of random weights; its tokenizer is taken too. */
  readonly from?: string;
}

export interface RunLanguageOptions extends Pick<PrepareLanguageOptions, "out" | "resume"> {
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  onStep?(report: StepReport): void;
  /** The loss on text held out, in nats a token, whenever the model is saved. */
  onValidation?(step: number, loss: number): void;
}

export interface TrainLanguageOptions extends PrepareLanguageOptions, RunLanguageOptions {
  onStart?(task: TrainingTask): void | Promise<void>;
}

/** Everything that a training reads, and its task: nothing is trained yet. */
export interface LanguageTraining {
  readonly recipe: LanguageRecipe;
  readonly source: LanguageSource;
  readonly config: LanguageConfig;
  readonly task: TrainingTask<LanguageParams<Value>>;
}

/** Returns the model's path when it is done, undefined when the signal stopped it. */
export async function trainLanguage(recipeFolder: string, options: TrainLanguageOptions): Promise<string | undefined> {
  const training = await prepareLanguage(recipeFolder, options);
  await options.onStart?.(training.task as unknown as TrainingTask);
  return runLanguage(training, options);
}

export async function prepareLanguage(
  recipeFolder: string,
  { out, data, from, resume = false }: PrepareLanguageOptions,
): Promise<LanguageTraining> {
  const recipe = await readLanguageRecipe(recipeFolder);
  const start = from === undefined ? undefined : await loadLanguage(from);
  const begun = resume ? await tokenizerOf(join(out, TRAINING_FOLDER, CHECKPOINT_FILE)) : undefined;
  const source = await openLanguageSource(recipe, data, begun ?? start?.tokenizer);
  const config = start?.config ?? languageConfig(recipe, source.tokenizer.size);
  if (recipe.length > config.context) {
    throw new CheckpointError(
      `${from} looks back ${config.context} tokens, the recipe's rows have ${recipe.length}. Shorten them.`,
    );
  }
  const task = languageTask(recipe, config, source.batchAt, start?.params);
  const metadata = { ...task.metadata, tokenizer: writeTokenizer(source.tokenizer) };
  return { recipe, source, config, task: { ...task, metadata } };
}

/** The tokenizer that a training began with: with another one its weights would mean something else. */
async function tokenizerOf(checkpoint: string): Promise<OwnTokenizer | undefined> {
  const text = existsSync(checkpoint) ? (await readMetadata(checkpoint)).tokenizer : undefined;
  return text === undefined ? undefined : readTokenizer(text); // not kept by trainings of before
}

/** Returns the model's path when it is done, undefined when the signal stopped it. */
export async function runLanguage(
  { recipe, source, config, task }: LanguageTraining,
  { out, resume = false, runtime = onnxRuntime, threads, signal, ...hooks }: RunLanguageOptions,
): Promise<string | undefined> {
  const { tokenizer, purpose, validation } = source;
  const compile = threads === undefined ? {} : { threads };
  const path = join(out, `${recipe.name}.safetensors`);
  const about = {
    recipe: JSON.stringify(recipe),
    tokensPerCharacter: tokensPerCharacter(tokenizer, countedTokens(validation)).toFixed(4),
  };
  const validator = await createValidator(runtime, config, validation, compile);
  try {
    const result = await train(runtime, task, {
      folder: join(out, TRAINING_FOLDER),
      ...{ resume, compile },
      ...(signal === undefined ? {} : { signal }),
      onStep: (report) => hooks.onStep?.(report),
      async onSave(step, average: Tree<Value>) {
        const loss = await validator.loss(average);
        hooks.onValidation?.(step, loss);
        const params = average as unknown as LanguageParams<Value>;
        const when = { step: String(step), validation: loss.toFixed(4) };
        await saveLanguage(path, { config, tokenizer, purpose, params }, { ...about, ...when });
      },
    });
    return result.finished ? path : undefined;
  } finally {
    await validator.dispose();
  }
}
