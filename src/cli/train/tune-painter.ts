/** `onda tune` for a painter: teaches it a subject by a folder of pictures. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  PAINTER_TUNING_FOLDER,
  type PainterTuning,
  preparePainterTuning,
  runPainterTuning,
} from "../../catalog/painter/tune.ts";
import { CHECKPOINT_FILE } from "../../train/index.ts";
import { UsageError } from "../report.ts";
import { planOne } from "./language.ts";
import { runTraining, type Say } from "./training.ts";
import type { TuneCommandOptions } from "./tune-work.ts";

/** What is asked of language models alone. */
const FOR_WORDS = ["epochs", "length", "targets", "beta", "keepAdapter", "skipBroken"] as const;

export async function tunePainter(options: TuneCommandOptions & { readonly base: string }): Promise<void> {
  const word = FOR_WORDS.find((option) => options[option] !== undefined);
  if (word !== undefined) {
    const option = word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} is for language models. ${options.base} paints.`);
  }
  const [data, ...more] = options.data;
  if (more.length > 0) throw new UsageError("a painter is tuned by one folder of pictures. Give one with --data.");
  const { threads, resume = false } = options;
  const out = options.out ?? join("runs", basename(resolve(data!)));
  const model = join(out, `${basename(resolve(out))}.safetensors`);
  const begun = existsSync(join(out, PAINTER_TUNING_FOLDER, CHECKPOINT_FILE));
  if (existsSync(model) && !begun && !options.force && !options.plan) {
    throw new UsageError(`${model} is another training's. Choose a folder with --out, or overwrite it with --force.`);
  }
  await runTraining(
    {
      out,
      parts: [PAINTER_TUNING_FOLDER],
      async open(say) {
        const onRead = () => say("painting what shall not be forgotten …", { preparing: true });
        const tuning = await preparePainterTuning({ ...options, data: data!, out, onRead });
        introduce(tuning, say);
        return {
          plan: (done) => planOne(tuning.task, done, threads),
          async run({ signal, onStep }) {
            const given = { out, resume, signal, onStep, ...(threads === undefined ? {} : { threads }) };
            const made = await runPainterTuning(tuning, given);
            if (made === undefined) return undefined;
            const prompt = JSON.stringify(tuning.captions[0]);
            return { model: made, lines: [`try it: onda paint ${prompt} --model ${made}`] };
          },
        };
      },
    },
    options,
  );
}

function introduce({ base, captions, pictures, kept, skipped, settings }: PainterTuning, say: Say): void {
  for (const { file, reason } of skipped.slice(0, 20))
    say(`${file} is left out: ${reason}`, { leftOut: { file, reason } });
  if (kept === 0) {
    const warning = `no emoji.json lies beside ${base.file}, so nobody knows what it could forget, and it may.`;
    say(`warning: ${warning}`, { warning });
  }
  const names = captions.slice(0, 3).join(", ") + (captions.length > 3 ? " …" : "");
  const { method, batch, learningRate } = settings;
  say(
    `${base.name}, by ${pictures} pictures (${names}) and ${kept} of its own: ${method}, batches of ${batch}, ` +
      `learning rate ${learningRate}`,
    { pictures, kept, captions, settings },
  );
}
