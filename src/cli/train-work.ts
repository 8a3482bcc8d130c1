/** `onda train` at work: the plan, then the steps, then where the model is. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRecipe, STAGES, type Stage } from "../catalog/painter/recipe.ts";
import { trainPainter } from "../catalog/painter/train.ts";
import { leavesOf, type Value } from "../graph/index.ts";
import { CHECKPOINT_FILE, progressText, type StepReport, type TrainingTask } from "../train/index.ts";
import { quantity } from "../train/words.ts";
import { interruptible } from "./interrupt.ts";
import { type Progress, silent, startProgress } from "./progress.ts";
import { UsageError } from "./report.ts";
import { requireSourceFolder } from "./sources.ts";

export interface TrainCommandOptions {
  readonly out?: string;
  readonly data?: string;
  readonly from?: string;
  readonly stages?: string[];
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly plan?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function trainModel(folder: string, options: TrainCommandOptions): Promise<void> {
  await requireSourceFolder(folder);
  const recipe = await readRecipe(folder);
  const out = options.out ?? join("runs", recipe.name);
  const begun = STAGES.some((stage) => existsSync(join(out, stage, CHECKPOINT_FILE)));
  if (begun && !options.resume && !options.force && !options.plan) {
    throw new UsageError(`${out} has a run that began. Go on with --resume, or start again with --force.`);
  }
  const bar = options.json ? silent : startProgress();
  const show = options.json ? jsonSteps : stepLines(bar);
  try {
    const model = await interruptible((signal) =>
      trainPainter(folder, {
        ...{ out, signal, resume: options.resume === true },
        ...(options.data === undefined ? {} : { data: options.data }),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        ...(options.from === undefined ? {} : { from: options.from }),
        ...(options.stages === undefined ? {} : { stages: options.stages.map(stageNamed) }),
        onStage: (stage, task) => bar.note(planOf(stage, task)),
        onStep: show,
      }),
    );
    bar.end();
    if (model === undefined) stopped(folder, out, options);
    else process.stdout.write(options.json ? `${JSON.stringify({ model })}\n` : doneText(model));
  } finally {
    bar.end();
  }
}

function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known === name.trim());
  if (stage === undefined)
    throw new UsageError(`There is no stage ${JSON.stringify(name)}. Use: ${STAGES.join(", ")}.`);
  return stage;
}

function stopped(folder: string, out: string, { out: given }: TrainCommandOptions): never {
  const place = given === undefined ? "" : ` --out ${given}`;
  process.stderr.write(`onda: saved in ${out}. Go on with: onda train ${folder}${place} --resume\n`);
  throw new DOMException("stopped", "AbortError");
}

const doneText = (model: string): string => `${model}\n  try it: onda paint "a red apple" --model ${model}\n`;

function planOf(stage: Stage, task: TrainingTask): string {
  const parameters = leavesOf<Value>(task.params).reduce((sum, [, { data }]) => sum + data.length, 0);
  return `${stage}: ${quantity(parameters)} parameters, ${task.schedule.steps} steps`;
}

const jsonSteps = (stage: Stage, report: StepReport): void =>
  void process.stdout.write(`${JSON.stringify({ stage, ...report })}\n`);

/** Lines that stay, of each stage. */
const LINES = 20;

function stepLines(bar: Progress) {
  return (stage: Stage, report: StepReport): void => {
    const { step, steps } = report;
    if (process.stderr.isTTY) bar.update(step, steps, `${stage}  ${progressText(report)}`, true);
    if (step % Math.max(1, Math.round(steps / LINES)) === 0 || step === steps)
      bar.note(`${stage}  ${progressText(report)}`);
  };
}
