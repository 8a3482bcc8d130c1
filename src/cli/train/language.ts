/** `onda train` for a language model: one training, with the loss on text that is held out. */
import { join } from "node:path";
import { readLanguageRecipe } from "../../catalog/language/recipe.ts";
import { prepareLanguage, runLanguage, TRAINING_FOLDER } from "../../catalog/language/train.ts";
import type { Purpose } from "../../catalog/language/weights.ts";
import { findModel } from "../../catalog/models.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { calibrate, planTraining, type TrainingTask } from "../../train/index.ts";
import { UsageError } from "../report.ts";
import type { TrainCommandOptions } from "./options.ts";
import type { Training } from "./training.ts";

export async function languageTraining(folder: string, options: TrainCommandOptions): Promise<Training> {
  if (options.stages !== undefined) throw new UsageError("--stages is for painters. A language model has no stages.");
  const { name } = await readLanguageRecipe(folder);
  const { data, threads, resume = false, out = join("runs", name) } = options;
  const from = options.from === undefined ? undefined : (await findModel(options.from)).file;
  const given = { out, resume, ...(threads === undefined ? {} : { threads }) };
  return {
    out,
    parts: [TRAINING_FOLDER],
    async open() {
      const training = await prepareLanguage(folder, {
        ...given,
        ...(data === undefined ? {} : { data }),
        ...(from === undefined ? {} : { from }),
      });
      return {
        plan: (done) => planOne(training.task as unknown as TrainingTask, done, threads),
        async run(hooks) {
          const model = await runLanguage(training, { ...given, ...hooks });
          return model === undefined ? undefined : { model, lines: [tryLine(training.source.purpose, model)] };
        },
      };
    },
  };
}

/** The plan of a training in one part. */
export async function planOne(
  task: TrainingTask,
  done: Readonly<Record<string, number>>,
  threads: number | undefined,
): Promise<[ReturnType<typeof planTraining>]> {
  const machine = await calibrate(onnxRuntime, threads === undefined ? {} : { threads });
  return [planTraining(task, machine, { done: Object.values(done)[0] ?? 0 })];
}

/** What to type to use a language model. */
export function tryLine(purpose: Purpose, model: string): string {
  const commands: Record<Purpose, string> = {
    chat: "onda chat --model",
    poems: "onda write poem --title 春夜 --model",
    text: "onda models info",
  };
  return `try it: ${commands[purpose]} ${model}`;
}
