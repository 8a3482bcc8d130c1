/** Makes a language model from its recipe; a stopped training goes on where it stood. */
import { join } from "node:path";
import type { Tree, Value } from "../../graph/index.ts";
import { gptConfig, moeConfig } from "../../models/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { CheckpointError, type StepReport, type TrainingTask, train } from "../../train/index.ts";
import type { LanguageConfig, LanguageParams } from "./network.ts";
import { type LanguageRecipe, readLanguageRecipe } from "./recipe.ts";
import { type LanguageSource, openLanguageSource } from "./source.ts";
import { languageTask } from "./task.ts";
import { createValidator } from "./validate.ts";
import { type LanguageModel, loadLanguage, saveLanguage } from "./weights.ts";

export interface TrainLanguageOptions {
  /** Where checkpoints, metrics and the finished model go. */
  readonly out: string;
  /** The folder or file of texts. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** A model's file to start from, instead of random weights; its tokenizer is taken too. */
  readonly from?: string;
  onStart?(task: TrainingTask): void | Promise<void>;
  onStep?(report: StepReport): void;
  /** The loss on text held out, in nats a token, whenever the model is saved. */
  onValidation?(step: number, loss: number): void;
}

/** Returns the model's path when it is done, undefined when the signal stopped it. */
export async function trainLanguage(recipeFolder: string, options: TrainLanguageOptions): Promise<string | undefined> {
  const { out, runtime = onnxRuntime, threads, signal, resume = false } = options;
  const recipe = await readLanguageRecipe(recipeFolder);
  const start = options.from === undefined ? undefined : await loadLanguage(options.from);
  const source = await openLanguageSource(recipe, options.data, start?.tokenizer);
  const config = start?.config ?? languageConfig(recipe, source);
  if (start !== undefined && recipe.length > config.context) {
    throw new CheckpointError(
      `${options.from} looks back ${config.context} tokens, the recipe's rows have ${recipe.length}. Shorten them.`,
    );
  }
  const task = languageTask(recipe, config, source.batchAt, start?.params);
  await options.onStart?.(task as unknown as TrainingTask);
  const compile = threads === undefined ? {} : { threads };
  const validator = await createValidator(runtime, config, source.validation, compile);
  const path = join(out, `${recipe.name}.safetensors`);
  try {
    const result = await train(runtime, task, {
      folder: join(out, "training"),
      ...{ resume, compile },
      ...(signal === undefined ? {} : { signal }),
      onStep: (report) => options.onStep?.(report),
      async onSave(step, average: Tree<Value>) {
        const loss = await validator.loss(average);
        options.onValidation?.(step, loss);
        const params = average as unknown as LanguageParams<Value>;
        const model: LanguageModel = { config, tokenizer: source.tokenizer, purpose: source.purpose, params };
        const about = { recipe: JSON.stringify(recipe), step: String(step), validation: loss.toFixed(4) };
        await saveLanguage(path, model, about);
      },
    });
    return result.finished ? path : undefined;
  } finally {
    await validator.dispose();
  }
}

/** The recipe's sizes with the tokenizer's vocabulary. */
export function languageConfig(
  { config }: LanguageRecipe,
  { tokenizer }: Pick<LanguageSource, "tokenizer">,
): LanguageConfig {
  const base = gptConfig({ ...config, vocabulary: tokenizer.size });
  return config.experts === undefined ? base : moeConfig(base, { ...config, experts: config.experts });
}
