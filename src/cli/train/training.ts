/** What every training shares at the command: the older run, the plan, the steps, Ctrl-C, and where the model is. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMetadata } from "../../catalog/describe.ts";
import { CHECKPOINT_FILE, type Plan, planText, progressText, type StepReport } from "../../train/index.ts";
import { duration, energy, money } from "../../train/words.ts";
import { interruptible } from "../interrupt.ts";
import { type Progress, silent, startProgress } from "../progress.ts";
import { UsageError } from "../report.ts";

export interface TrainingOptions {
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly plan?: boolean;
  readonly json?: boolean;
}

/** One kind of training, for `runTraining`. */
export interface Training {
  /** Where checkpoints, metrics and the model go. */
  readonly out: string;
  /** The folders of its checkpoints in `out`. */
  readonly parts: readonly string[];
  /** Reads what it needs. Called once, when nothing speaks against the run. */
  open(say: Say): Promise<OpenTraining>;
}

interface OpenTraining {
  /** A plan for each part, whose steps that are done are given by its name. */
  plan(done: Readonly<Record<string, number>>): Promise<readonly Plan[]>;
  /** Undefined where the signal stopped it. */
  run(hooks: TrainingHooks): Promise<Made | undefined>;
}

/** Something worth knowing, for people and as a record. */
export type Say = (text: string, record: Readonly<Record<string, unknown>>) => void;

interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly say: Say;
  /** @param part shown before the step where a training has several */
  onStep(report: StepReport, part?: string): void;
  onValidation(step: number, loss: number): void;
}

export interface Made {
  readonly model: string;
  /** Lines about it, the last of them how to try it. */
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export async function runTraining(training: Training, options: TrainingOptions): Promise<void> {
  const { out, parts } = training;
  const { resume = false, force = false, json = false } = options;
  if (resume && force) throw new UsageError("--resume goes on, --force starts again. Leave one out.");
  const begun = parts.some((part) => existsSync(join(out, part, CHECKPOINT_FILE)));
  if (begun && !resume && !force && !options.plan) {
    throw new UsageError(`${out} has a run that began. Go on with --resume, or start again with --force.`);
  }
  const bar = json ? silent : startProgress();
  const say: Say = (text, record) => (json ? print(record) : bar.note(text));
  const opened = await training.open(say);
  showPlans(await opened.plan(resume ? await stepsDone(training) : {}), json);
  if (options.plan) return;
  try {
    const made = await interruptible((signal) => opened.run({ signal, say, ...reporting(bar, json) }));
    bar.end();
    if (made === undefined) stopped(out);
    const { model, lines, facts } = made;
    if (json) print({ model, ...facts });
    else process.stdout.write(`${model}\n${lines.map((line) => `  ${line}\n`).join("")}`);
  } finally {
    bar.end();
  }
}

const print = (record: unknown): void => void process.stdout.write(`${JSON.stringify(record)}\n`);

/** Says what the training will take before it takes it. */
function showPlans(plans: readonly Plan[], json: boolean): void {
  if (json) {
    print({ plans });
    return;
  }
  for (const plan of plans) process.stdout.write(planText(plan));
  if (plans.length < 2) return;
  const total = (part: "seconds" | "joules" | "cost") => plans.reduce((sum, plan) => sum + plan[part], 0);
  const cost = money(total("cost"), plans[0]?.currency ?? "");
  process.stdout.write(`in all about ${duration(total("seconds"))}, ${energy(total("joules"))}, ${cost}\n`);
}

async function stepsDone({ out, parts }: Training): Promise<Readonly<Record<string, number>>> {
  const steps = parts.map(async (part) => {
    const checkpoint = join(out, part, CHECKPOINT_FILE);
    return [part, existsSync(checkpoint) ? Number((await readMetadata(checkpoint)).step ?? 0) : 0] as const;
  });
  return Object.fromEntries(await Promise.all(steps));
}

function stopped(out: string): never {
  process.stderr.write(`onda: saved in ${out}. Go on with: onda ${again(process.argv.slice(2))}\n`);
  throw new DOMException("stopped", "AbortError");
}

/** The same command with --resume, for a shell. */
function again(words: readonly string[]): string {
  const kept = words.filter((word) => !["-f", "--force", "--resume"].includes(word));
  const quoted = kept.map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return [...quoted, "--resume"].join(" ");
}

/** Lines that stay, of each part. */
const LINES = 20;

function reporting(bar: Progress, json: boolean): Pick<TrainingHooks, "onStep" | "onValidation"> {
  if (json) {
    return {
      onStep: (report, part) => print({ ...(part === undefined ? {} : { stage: part }), ...report }),
      onValidation: (step, loss) => print({ step, validation: loss }),
    };
  }
  return {
    onStep(report, part) {
      const { step, steps } = report;
      const text = `${part === undefined ? "" : `${part}  `}${progressText(report)}`;
      if (process.stderr.isTTY) bar.update(step, steps, text, true);
      if (step % Math.max(1, Math.round(steps / LINES)) === 0 || step === steps) bar.note(text);
    },
    onValidation: (step, loss) => bar.note(`step ${step}  loss ${loss.toPrecision(3)} on what is held out`),
  };
}
