/** `onda train` for a GAN: one training of two players, watched for collapse. */
import { join } from "node:path";
import { readGanRecipe } from "../../catalog/gan/recipe.ts";
import type { StepIn } from "../../catalog/gan/step-in.ts";
import { GAN_FOLDER, prepareGan, runGan } from "../../catalog/gan/train.ts";
import type { Alarm } from "../../catalog/gan/watcher.ts";
import type { TrainingTask } from "../../train/index.ts";
import { UsageError } from "../report.ts";
import { planOne } from "./language.ts";
import type { TrainCommandOptions } from "./options.ts";
import type { Training } from "./training.ts";

export async function ganTraining(folder: string, options: TrainCommandOptions): Promise<Training> {
  for (const option of ["stages", "from"] as const) {
    if (options[option] !== undefined) throw new UsageError(`--${option} does not apply to a GAN. Leave it out.`);
  }
  const { name } = await readGanRecipe(folder);
  const { data, threads, watch, resume = false, out = join("runs", name) } = options;
  return {
    out,
    parts: [GAN_FOLDER],
    async open() {
      const training = await prepareGan(folder, { out, resume, ...(data === undefined ? {} : { data }) });
      return {
        plan: (done) => planOne(training.task as unknown as TrainingTask, done, threads),
        async run({ signal, say, onStep }) {
          const model = await runGan(training, {
            ...{ out, resume, signal, onStep },
            ...(threads === undefined ? {} : { threads }),
            ...(watch === undefined ? {} : { watch }),
            onAlarm: (alarm, stepIn) =>
              say(alarmText(alarm, stepIn), { alarm: recordOf(alarm), stepIn: stepIn ?? null }),
          });
          return model === undefined
            ? undefined
            : { model, lines: [`try it: onda sample ${model} --count 16 --sheet`] };
        },
      };
    },
  };
}

const recordOf = ({ pixels: _, ...alarm }: Alarm) => alarm;

function alarmText({ step, text, picture }: Alarm, stepIn: StepIn | undefined): string {
  const next =
    stepIn === undefined
      ? "Stop with Ctrl-C and start again with --watch step-in, which goes back and changes the game."
      : `Going back to step ${stepIn.from} with R1, slower rates and a new discriminator.`;
  return `warning: step ${step}: ${text} See ${picture}. ${next}`;
}
