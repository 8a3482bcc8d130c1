/** What stands around the steps of a training: where it starts, what it reports, when and how it is saved. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, removeDrafts } from "../data/write.ts";
import type { Tree, Value } from "../graph/index.ts";
import { initOptimizer, type OptimizerState, packValues, unpackValues } from "../nn/index.ts";
import type { CompileOptions } from "../runtime/index.ts";
import { NotFiniteError } from "./checkpoint.ts";
import { type EnergyOptions, type EnergyReading, startMeter } from "./energy.ts";
import { createReporter, type StepFacts, type StepReport } from "./progress.ts";
import { openRecords } from "./records.ts";
import { notFinite, restoreState, type Spent, saveState, type TrainingState } from "./state.ts";
import type { TrainingTask } from "./task.ts";

export interface TrainOptions {
  /** Holds the checkpoint, the metrics and the loss curve. */
  readonly folder: string;
  /** Goes on from the folder's checkpoint, if there is one. Without, a training begins anew. */
  readonly resume?: boolean;
  /** 120 unless given. */
  readonly saveEverySeconds?: number;
  readonly signal?: AbortSignal;
  readonly compile?: CompileOptions;
  readonly energy?: EnergyOptions;
  onStep?(report: StepReport): void;
  /** Called after a checkpoint with the averaged parameters: views that the next step overwrites. */
  onSave?(step: number, average: Tree<Value>): Promise<void> | void;
  /** Looks at the training now and then, and may end it. */
  readonly inspect?: Inspect;
}

export interface Inspect {
  /** Steps between two looks. */
  readonly every: number;
  /** What ends here is not saved: the checkpoint stays as it was. */
  look(at: Inspection): Promise<"go on" | "stop">;
}

export interface Inspection {
  readonly step: number;
  /** The parameters as they are, not averaged: views that the next step overwrites. */
  readonly params: Tree<Value>;
  /** Writes the state as a checkpoint of its own. */
  keep(path: string): Promise<void>;
}

export interface TrainResult<P> {
  readonly step: number;
  readonly finished: boolean;
  /** The averaged parameters. */
  readonly params: P;
  /** What this run used. */
  readonly energy: EnergyReading;
  /** What the training used, over all its runs. */
  readonly spent: Spent;
}

export const CHECKPOINT_FILE = "checkpoint.safetensors";

/** One run of a training: from its start, or from a checkpoint, to its end or a signal. */
export interface Run<P> {
  readonly start: TrainingState;
  report(facts: Omit<StepFacts, "joules">): Promise<void>;
  isSaveDue(): boolean;
  isUnsaved(step: number): boolean;
  /** Writes the checkpoint, then publishes. */
  save(step: number, state: OptimizerState<Value>): Promise<void>;
  /** Draws the curve and hands the averaged parameters out. */
  publish(step: number, state: OptimizerState<Value>): Promise<void>;
  /** True where a look ends the training. */
  inspect(step: number, state: OptimizerState<Value>): Promise<boolean>;
  /** The newest state that is safe: that of the checkpoint, or the first. */
  lastGood(): Promise<TrainingState>;
  result(step: number, state: OptimizerState<Value>): TrainResult<P>;
  end(): void;
}

/** Makes the folder ready and reads the state to start from. */
export async function openRun<P extends Tree<Value>>(task: TrainingTask<P>, options: TrainOptions): Promise<Run<P>> {
  const { folder, saveEverySeconds = 120 } = options;
  const path = join(folder, CHECKPOINT_FILE);
  await makeFolder(folder);
  await removeDrafts(folder);
  const resumed = options.resume === true && existsSync(path);
  const lastGood = async () => (saved.good ? await restoreState(path, task) : begin(task));
  const saved = { step: -1, at: performance.now(), good: resumed };
  const start = await lastGood();
  if (existsSync(path)) saved.step = start.step;
  const records = await openRecords(folder, start.step);
  const reporter = createReporter(task.schedule.steps);
  const meter = startMeter(options.energy);
  const averaged = (state: OptimizerState<Value>) => unpackValues(task.packing, state.average) as P;
  const spent = () => together(start.spent, meter.read());
  const publish = async (step: number, state: OptimizerState<Value>) => {
    await records.draw(task.name, task.schedule.steps);
    await options.onSave?.(step, averaged(state));
  };
  return {
    start,
    async report(facts) {
      if (!Number.isFinite(facts.metrics.loss)) {
        throw new NotFiniteError(notFinite(task.name, `the loss of step ${facts.step}`, path));
      }
      const report = reporter({ ...facts, joules: spent().joules });
      await records.add(report);
      options.onStep?.(report);
    },
    isSaveDue: () => performance.now() - saved.at > saveEverySeconds * 1000,
    isUnsaved: (step) => saved.step !== step,
    async save(step, state) {
      await saveState(path, task, { step, state, spent: spent() });
      Object.assign(saved, { step, at: performance.now(), good: true });
      await publish(step, state);
    },
    publish,
    lastGood,
    async inspect(step, state) {
      if (options.inspect === undefined || step % options.inspect.every !== 0) return false;
      const params = unpackValues(task.packing, state.params);
      const keep = (to: string) => saveState(to, task, { step, state, spent: spent() });
      return (await options.inspect.look({ step, params, keep })) === "stop";
    },
    result(step, state) {
      return {
        step,
        finished: step >= task.schedule.steps,
        params: averaged(state),
        energy: meter.stop(),
        spent: spent(),
      };
    },
    end: () => void meter.stop(),
  };
}

const begin = (task: TrainingTask): TrainingState => ({
  step: 0,
  state: initOptimizer(task.packing, packValues(task.packing, task.params)),
  spent: { wallSeconds: 0, cpuSeconds: 0, joules: 0 },
});

const together = (before: Spent, now: Spent): Spent => ({
  wallSeconds: before.wallSeconds + now.wallSeconds,
  cpuSeconds: before.cpuSeconds + now.cpuSeconds,
  joules: before.joules + now.joules,
});
