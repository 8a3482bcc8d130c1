/** The visible loop: run a step, report, save now and then, stop cleanly when asked. */
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { leavesOf, mapTree, type Program, type Spec, type Tensor, type Tree, type Value } from "../graph/index.ts";
import {
  initOptimizer,
  type OptimizerOptions,
  type OptimizerState,
  type Packing,
  packValues,
  type Schedule,
  type StepScalars,
  stepScalars,
  unpackValues,
} from "../nn/index.ts";
import { type CompileOptions, type Runtime, stateful } from "../runtime/index.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "./checkpoint.ts";

type StateSpec = OptimizerState<Spec>;

/** A training program and all that feeds it. Everything random comes from (seed, step). */
export interface TrainingTask<P extends Tree<Value> = Tree<Value>> {
  readonly name: string;
  /** Inputs `state`, `scalars` and those of `feeds`; outputs `state` and scalar `metrics`, `loss` among them. */
  // biome-ignore lint/suspicious/noExplicitAny: a task's own inputs are its own business
  readonly program: Program<any, any>;
  readonly packing: Packing<Tree<Spec>>;
  readonly params: P;
  readonly optimizer: OptimizerOptions;
  readonly schedule: Schedule;
  readonly averageDecay: number;
  /** The inputs of one step besides state and scalars. */
  feeds(step: number): Record<string, Tree<Value>> | Promise<Record<string, Tree<Value>>>;
  /** Kept in every checkpoint: config, seed, data. */
  readonly metadata: Record<string, string>;
}

export interface StepReport {
  readonly step: number;
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly secondsPerStep: number;
  readonly residentBytes: number;
  readonly learningRate: number;
}

export interface TrainOptions {
  readonly folder: string;
  readonly resume?: boolean;
  readonly saveEverySeconds?: number;
  readonly signal?: AbortSignal;
  readonly compile?: CompileOptions;
  onStep?(report: StepReport): void;
  /** Called after a checkpoint with the averaged parameters. */
  onSave?(step: number, average: Tree<Value>): Promise<void> | void;
}

export interface TrainResult<P> {
  readonly step: number;
  readonly finished: boolean;
  /** The averaged parameters. */
  readonly params: P;
}

export const CHECKPOINT_FILE = "checkpoint.safetensors";

/** Trains until the schedule ends or the signal fires; either way the last state is on disk. */
export async function train<P extends Tree<Value>>(
  runtime: Runtime,
  task: TrainingTask<P>,
  options: TrainOptions,
): Promise<TrainResult<P>> {
  const { folder, signal, saveEverySeconds = 120 } = options;
  await mkdir(folder, { recursive: true });
  const start = options.resume ? await restore(task, folder) : undefined;
  const initial = start?.state ?? initOptimizer(task.packing, packValues(task.packing, task.params));
  const executable = await runtime.compile(task.program, options.compile);
  const machine = stateful<
    { state: StateSpec & Tree<Spec> },
    { state: OptimizerState<Tensor> & Tree<Tensor>; metrics: Record<string, Tensor> },
    OptimizerState<Value> & Tree<Value>
  >(executable as never, initial as OptimizerState<Value> & Tree<Value>);
  let step = start?.step ?? 0;
  let saved = performance.now();
  const save = async () => {
    await saveState(task, folder, step, machine.state);
    await options.onSave?.(step, unpackValues(task.packing, machine.state.average));
    saved = performance.now();
  };
  const { steps } = task.schedule;
  while (step < steps && !signal?.aborted) {
    const begun = performance.now();
    const scalars: StepScalars<Value> = stepScalars(step, task.schedule, task.optimizer, task.averageDecay);
    const { metrics } = (await machine.run({ ...(await task.feeds(step)), scalars } as never)) as {
      metrics: Record<string, Value>;
    };
    const numbers = Object.fromEntries(Object.entries(metrics).map(([name, v]) => [name, Number(v.data[0])]));
    if (!Number.isFinite(numbers.loss)) throw new CheckpointError(notFinite(task.name, step, folder));
    step++;
    const report = {
      step,
      steps,
      metrics: numbers,
      secondsPerStep: (performance.now() - begun) / 1000,
      residentBytes: process.memoryUsage.rss(),
      learningRate: Number(scalars.learningRate.data[0]),
    };
    await appendFile(join(folder, "metrics.jsonl"), `${JSON.stringify(report)}\n`);
    options.onStep?.(report);
    if (performance.now() - saved > saveEverySeconds * 1000) await save();
  }
  await save();
  await executable.dispose();
  return { step, finished: step >= steps, params: unpackValues(task.packing, machine.state.average) as P };
}

const notFinite = (name: string, step: number, folder: string): string =>
  `${name}: the loss of step ${step} is not finite. The last good state is in ${folder}: resume with a smaller learning rate.`;

/** State is stored by parameter path, so that a checkpoint does not depend on the packing. */
async function saveState(
  task: TrainingTask,
  folder: string,
  step: number,
  state: OptimizerState<Value>,
): Promise<void> {
  const tensors = new Map<string, Value>();
  for (const part of ["params", "average", "first", "second"] as const) {
    const buckets = task.packing.buckets.filter(({ name }) => name in state[part]);
    for (const { name, slots } of buckets) {
      const { data } = state[part][name]!;
      for (const { path, offset, size, shape } of slots) {
        tensors.set(`${part}.${path}`, { dtype: "float32", shape, data: data.subarray(offset, offset + size) });
      }
    }
  }
  await writeCheckpoint(join(folder, CHECKPOINT_FILE), tensors, {
    ...task.metadata,
    task: task.name,
    step: String(step),
  });
}

async function restore(
  task: TrainingTask,
  folder: string,
): Promise<{ step: number; state: OptimizerState<Value> } | undefined> {
  const path = join(folder, CHECKPOINT_FILE);
  const checkpoint = await readCheckpoint(path).catch((error: unknown) => {
    if (error instanceof CheckpointError && error.message.endsWith("does not exist.")) return undefined;
    throw error;
  });
  if (checkpoint === undefined) return undefined;
  if (checkpoint.metadata.task !== task.name) {
    throw new CheckpointError(`${path} is of ${checkpoint.metadata.task}, not of ${task.name}. Choose another folder.`);
  }
  const zeros = ({ dtype, shape }: Spec): Value => ({
    dtype,
    shape: shape as number[],
    data: new Float32Array((shape as number[]).reduce((a, b) => a * b, 1)),
  });
  const part = (prefix: string) =>
    packValues(task.packing, restoreTree(task.packing.specs, checkpoint.tensors, path, prefix) as Tree<Value>);
  const matrices = new Set(
    task.packing.buckets.filter((b) => b.matrices !== undefined).flatMap((b) => b.slots.map((s) => `second.${s.path}`)),
  );
  const padded = new Map(checkpoint.tensors);
  for (const [name, spec] of leavesOf<Spec>(task.packing.specs))
    if (matrices.has(`second.${name}`)) padded.set(`second.${name}`, zeros(spec));
  const second = packValues(task.packing, restoreTree(task.packing.specs, padded, path, "second.") as Tree<Value>);
  const vectors = Object.fromEntries(Object.entries(second).filter(([name]) => !name.startsWith("matrix")));
  const state = { params: part("params."), average: part("average."), first: part("first."), second: vectors };
  return { step: Number(checkpoint.metadata.step), state };
}

/** Copies a tree of values: for what must outlive a run. */
export const copyValues = <T extends Tree<Value>>(tree: T): T =>
  mapTree<Value, Value, Tree<Value>>(tree, (v) => ({ ...v, data: v.data.slice() })) as T;
