/** `onda tune` at work on a language model: what is wrong with the examples, the plan, the steps, and an answer before and after. */
import { existsSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import type { FileProblem } from "../../catalog/language/tune/examples.ts";
import type { Score } from "../../catalog/language/tune/measure.ts";
import type { TuneWishes } from "../../catalog/language/tune/settings.ts";
import { prepareTuning, runTuning, TUNING_FOLDER, type TuneResult, type Tuning } from "../../catalog/language/tune.ts";
import { RecordError } from "../../data/index.ts";
import { CHECKPOINT_FILE } from "../../train/index.ts";
import { UsageError } from "../report.ts";
import { planOne, tryLine } from "./language.ts";
import { type Made, runTraining, type Say, type TrainingOptions } from "./training.ts";

export interface TuneCommandOptions extends TrainingOptions, TuneWishes {
  readonly base?: string;
  /** What is on a painter's pictures. */
  readonly name?: string;
  readonly data: string[];
  readonly out?: string;
  readonly threads?: number;
  readonly keepAdapter?: boolean;
  readonly skipBroken?: boolean;
}

export async function tuneLanguageModel(options: TuneCommandOptions & { readonly base: string }): Promise<void> {
  const { data, threads, resume = false, keepAdapter = false, skipBroken = false } = options;
  refuseLora(options);
  const out = options.out ?? join("runs", basename(data[0]!, extname(data[0]!)));
  refuseOther(out, options);
  await runTraining(
    {
      out,
      parts: [TUNING_FOLDER],
      async open(say) {
        const tuning = await prepareTuning({ ...options, out, onBroken: skipBroken ? "skip" : "stop" }).catch(wayOn);
        introduce(tuning, say);
        return {
          plan: (done) => planOne(tuning.task, done, threads),
          async run(hooks) {
            const result = await runTuning(tuning, {
              ...{ out, resume, keepAdapter, ...hooks },
              ...(threads === undefined ? {} : { threads }),
            });
            return result === undefined ? undefined : madeOf(tuning, result);
          },
        };
      },
    },
    options,
  );
}

function refuseLora(options: TuneCommandOptions): void {
  if (options.method !== "full") return;
  const given = (["rank", "alpha", "targets", "keepAdapter"] as const).find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const option = given === "keepAdapter" ? "keep-adapter" : given;
  throw new UsageError(`--${option} is for --method lora. With full, all weights are tuned.`);
}

/** A model that no tuning made stays. */
function refuseOther(out: string, { force, plan }: TuneCommandOptions): void {
  const model = join(out, `${basename(resolve(out))}.safetensors`);
  if (force || plan || !existsSync(model) || existsSync(join(out, TUNING_FOLDER, CHECKPOINT_FILE))) return;
  throw new UsageError(`${model} is another training's. Choose a folder with --out, or overwrite it with --force.`);
}

/** At a broken line, what the command can do about it. */
function wayOn(error: unknown): never {
  if (!(error instanceof RecordError) || error.line === undefined) throw error;
  throw new RecordError(`${error.message} Mend it, or leave such lines out with --skip-broken.`, error.line);
}

/** Lines that are told one by one. */
const TOLD = 20;

function introduce({ examples, training, heldOut, settings, warnings, base }: Tuning, say: Say): void {
  const { problems, kind } = examples;
  const place = ({ file, line, message }: FileProblem) => `${file}, line ${line}, is left out: ${message}`;
  for (const problem of problems.slice(0, TOLD)) say(place(problem), { leftOut: problem });
  if (problems.length > TOLD) {
    const more = problems.length - TOLD;
    say(`… and ${more} more lines are left out.`, { leftOutMore: more });
  }
  for (const warning of warnings) say(`warning: ${warning}`, { warning });
  const { method, batch, length, learningRate } = settings;
  say(
    `${base.name}, by ${training.length} ${kind} and ${heldOut.length} held out: ${method}, batches of ${batch} × ` +
      `${length} tokens, learning rate ${learningRate}`,
    { training: training.length, heldOut: heldOut.length, settings },
  );
}

function madeOf({ heldOut }: Tuning, { model, ...facts }: TuneResult): Made {
  const { before, after, sample, adapter } = facts;
  const where = heldOut.length > 0 ? "on what is held out" : "on the examples themselves, too few to hold any out";
  const asked = sample.messages.at(-1)?.content ?? "";
  return {
    model,
    facts,
    lines: [
      `loss     ${scoreWords(before)} → ${scoreWords(after)} ${where}`,
      ...(after.loss > before.loss && heldOut.length > 0 ? ["warning: it became worse. Try fewer steps."] : []),
      `asked    ${oneLine(asked)}`,
      `before   ${oneLine(sample.before)}`,
      `after    ${oneLine(sample.after)}`,
      `wanted   ${oneLine(sample.wanted)}`,
      ...(adapter === undefined ? [] : [`adapter  ${adapter}`]),
      tryLine("chat", model),
    ],
  };
}

const scoreWords = ({ loss, accuracy }: Score): string =>
  loss.toPrecision(3) + (accuracy === undefined ? "" : ` (prefers the right one in ${Math.round(100 * accuracy)} %)`);

const LONGEST = 100;

/** As much as a line shows, without what a terminal would obey. */
function oneLine(text: string): string {
  const characters = [
    ...text
      .replace(/\s+/g, " ")
      .replace(/\p{Cc}/gu, "")
      .trim(),
  ];
  return characters.length <= LONGEST ? characters.join("") : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
