/** `onda train` for a pixel diffusion: one training, with a sheet of samples at each save. */
import { join } from "node:path";
import { readDiffusionRecipe } from "../../catalog/diffusion/recipe.ts";
import { DIFFUSION_FOLDER, prepareDiffusion, runDiffusion } from "../../catalog/diffusion/train.ts";
import type { TrainingTask } from "../../train/index.ts";
import { UsageError } from "../report.ts";
import { planOne } from "./language.ts";
import type { TrainCommandOptions } from "./options.ts";
import type { Training } from "./training.ts";

export async function diffusionTraining(folder: string, options: TrainCommandOptions): Promise<Training> {
  for (const option of ["stages", "from"] as const) {
    if (options[option] !== undefined) throw new UsageError(`--${option} does not apply to pixel diffusion.`);
  }
  const { name } = await readDiffusionRecipe(folder);
  const { data, threads, resume = false, out = join("runs", name) } = options;
  return {
    out,
    parts: [DIFFUSION_FOLDER],
    async open() {
      const training = await prepareDiffusion(folder, data);
      return {
        plan: (done) => planOne(training.task as unknown as TrainingTask, done, threads),
        async run({ signal, onStep }) {
          const given = { out, resume, signal, onStep, ...(threads === undefined ? {} : { threads }) };
          const model = await runDiffusion(training, given);
          return model === undefined
            ? undefined
            : { model, lines: [`try it: onda sample ${model} --count 16 --sheet`] };
        },
      };
    },
  };
}
