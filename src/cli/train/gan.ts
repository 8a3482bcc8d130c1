/** `onda train` for a GAN: one training of two players, watched for collapse. */
import { join } from "node:path";
import { readGanRecipe } from "../../catalog/gan/recipe.ts";
import type { StepIn } from "../../catalog/gan/step-in.ts";
import { GAN_FOLDER, prepareGan, runGan } from "../../catalog/gan/train.ts";
import type { Alarm } from "../../catalog/gan/watcher.ts";
import { bytesOf } from "../../catalog/pictures/png.ts";
import type { TrainingTask } from "../../train/index.ts";
import { previewKind } from "../paint/preview.ts";
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
            async onAlarm(alarm, stepIn) {
              say(alarmText(alarm, stepIn), { alarm: recordOf(alarm), stepIn: stepIn ?? null });
              if (options.json !== true) await show(alarm.pixels, training.recipe.config.imageSize);
            },
          });
          return model === undefined
            ? undefined
            : { model, lines: [`try it: onda sample ${model} --count 16 --sheet`] };
        },
      };
    },
  };
}

/** Pictures on a side of what a terminal shows. */
const SHOWN = 4;

/** The first of the pictures, where the terminal can show pictures. */
async function show(pixels: Float32Array, size: number): Promise<void> {
  const kind = previewKind(undefined, process.stderr);
  if (kind === undefined) return;
  const side = SHOWN * size;
  const bytes = new Uint8Array(3 * side * side);
  for (let k = 0; k < SHOWN * SHOWN; k++) {
    const one = bytesOf(pixels.subarray(k * 3 * size * size, (k + 1) * 3 * size * size));
    const corner = Math.floor(k / SHOWN) * size * side + (k % SHOWN) * size;
    for (let y = 0; y < size; y++) bytes.set(one.subarray(3 * y * size, 3 * (y + 1) * size), 3 * (corner + y * side));
  }
  const { startPreview } = await import("../paint/preview-draw.ts");
  const preview = startPreview(kind, (text) => process.stderr.write(text));
  await preview.draw(bytes, side);
  preview.end();
}

const recordOf = ({ pixels: _, ...alarm }: Alarm) => alarm;

function alarmText({ step, text, picture }: Alarm, stepIn: StepIn | undefined): string {
  const next =
    stepIn === undefined
      ? "Stop with Ctrl-C and start again with --watch step-in, which goes back and changes the game."
      : `Going back to step ${stepIn.from} with R1, slower rates and a new discriminator.`;
  return `warning: step ${step}: ${text} See ${picture}. ${next}`;
}
