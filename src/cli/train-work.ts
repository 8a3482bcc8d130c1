/** `onda train` at work: the plan, then the steps, then where the model is. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMetadata } from "../catalog/describe.ts";
import { findModel } from "../catalog/models.ts";
import { planPainter } from "../catalog/painter/plan.ts";
import { type PainterRecipe, readRecipe, STAGES, type Stage } from "../catalog/painter/recipe.ts";
import { trainPainter } from "../catalog/painter/train.ts";
import { onnxRuntime } from "../runtime/node/index.ts";
import { CHECKPOINT_FILE, planText, progressText, type StepReport } from "../train/index.ts";
import { duration, energy, money } from "../train/words.ts";
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
  const stages = options.stages?.map(stageNamed) ?? STAGES;
  const begun = stages.some((stage) => existsSync(join(out, stage, CHECKPOINT_FILE)));
  if (begun && !options.resume && !options.force && !options.plan) {
    throw new UsageError(`${out} has a run that began. Go on with --resume, or start again with --force.`);
  }
  if (options.from === undefined && STAGES.some((stage) => !stages.includes(stage))) {
    throw new UsageError("--stages leaves some out. Say with --from which painter has their weights.");
  }
  const from = options.from === undefined ? undefined : (await findModel(options.from)).file;
  await showPlan(recipe, stages, out, options);
  if (options.plan) return;
  const bar = options.json ? silent : startProgress();
  try {
    const model = await interruptible((signal) =>
      trainPainter(folder, {
        ...{ out, signal, stages, resume: options.resume === true },
        ...(options.data === undefined ? {} : { data: options.data }),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        ...(from === undefined ? {} : { from }),
        onStep: options.json ? jsonSteps : stepLines(bar),
      }),
    );
    bar.end();
    if (model === undefined) stopped(folder, out, options);
    else process.stdout.write(options.json ? `${JSON.stringify({ model })}\n` : doneText(model));
  } finally {
    bar.end();
  }
}

/** Says what the training will take before it takes it. */
async function showPlan(
  recipe: PainterRecipe,
  stages: readonly Stage[],
  out: string,
  { resume, json, threads }: TrainCommandOptions,
): Promise<void> {
  const done = resume ? await stepsDone(out, stages) : {};
  const compile = threads === undefined ? {} : { threads };
  const plans = await planPainter(recipe, { runtime: onnxRuntime, stages, done, compile });
  if (json) return void process.stdout.write(`${JSON.stringify({ plans })}\n`);
  for (const plan of plans) process.stdout.write(planText(plan));
  const total = (part: "seconds" | "joules" | "cost") => plans.reduce((sum, plan) => sum + plan[part], 0);
  const cost = money(total("cost"), plans[0]?.currency ?? "");
  process.stdout.write(`in all about ${duration(total("seconds"))}, ${energy(total("joules"))}, ${cost}\n`);
}

async function stepsDone(out: string, stages: readonly Stage[]): Promise<Partial<Record<Stage, number>>> {
  const steps = stages.map(async (stage) => {
    const checkpoint = join(out, stage, CHECKPOINT_FILE);
    return [stage, existsSync(checkpoint) ? Number((await readMetadata(checkpoint)).step ?? 0) : 0] as const;
  });
  return Object.fromEntries(await Promise.all(steps)) as Partial<Record<Stage, number>>;
}

function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known === name.trim());
  if (stage === undefined)
    throw new UsageError(`there is no stage ${JSON.stringify(name)}. Known: ${STAGES.join(", ")}.`);
  return stage;
}

function stopped(folder: string, out: string, options: TrainCommandOptions): never {
  const { data, from, stages } = options;
  const given = Object.entries({ data, from, stages: stages?.join(","), out: options.out });
  const again = given.filter(([, text]) => text !== undefined).map(([name, text]) => ` --${name} ${text}`);
  process.stderr.write(`onda: saved in ${out}. Go on with: onda train ${folder}${again.join("")} --resume\n`);
  throw new DOMException("stopped", "AbortError");
}

const doneText = (model: string): string => `${model}\n  try it: onda paint "a red apple" --model ${model}\n`;

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
