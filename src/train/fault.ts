/** Where numbers left the numbers: the first node of a step's graph that is not finite though all it is made of is. */
import {
  cast,
  concat,
  isFloat,
  leavesOf,
  mul,
  type Program,
  reshape,
  type Spec,
  sum,
  type Tensor,
  type Tree,
  topological,
  type Value,
} from "../graph/index.ts";
import type { Bucket, OptimizerState } from "../nn/index.ts";
import { type CompileOptions, type Executable, type Runtime, stateful } from "../runtime/index.ts";
import { allFinite } from "./checkpoint.ts";
import { copyValues } from "./copy-values.ts";
import type { TrainingState } from "./state.ts";
import { type StepInputs, type StepOutputs, scalarsOf, type TrainingTask } from "./task.ts";
import { views } from "./work.ts";

/** Ops that only move numbers about: a parameter is still itself behind them. */
const moves: ReadonlySet<string> = new Set([...views, "slice", "concat", "transpose", "flip", "cast", "broadcastTo"]);

/**
 * Does the steps after a good state again, which gives the same numbers, up to the one that is not finite, and looks
 * into that one. It takes as long as they took; it is done once, when a training has failed.
 * @param last the number of steps after which it was noticed
 * @returns a sentence, or undefined where this time nothing was found
 */
export async function replayToFault(
  runtime: Runtime,
  task: TrainingTask,
  executable: Executable<StepInputs, StepOutputs>,
  { step: start, state }: TrainingState,
  last: number,
  { compile, signal }: { readonly compile: CompileOptions | undefined; readonly signal: AbortSignal | undefined },
): Promise<string | undefined> {
  const machine = stateful<StepInputs, StepOutputs, OptimizerState<Value>>(executable, state);
  for (let step = start; step < last && !signal?.aborted; step++) {
    const before = copyValues(machine.state);
    const scalars = scalarsOf(task, step);
    const feeds = { ...(await task.feeds(step)), scalars };
    const { metrics } = await machine.run(feeds);
    if (leavesOf<Value>({ ...machine.state, metrics }).every(([, value]) => allFinite(value))) continue;
    const place = await findFault(runtime, task, { ...feeds, state: before }, compile);
    return place === undefined ? undefined : `It began in step ${step + 1} ${place}.`;
  }
  return undefined;
}

/**
 * Runs a step's graph once more with a look at every node, and says in words where it began: an input, or an op with
 * the layer whose parameters it works on. Undefined where every node is finite.
 * @param inputs all of the program's, state and scalars included, as they were before the step
 */
async function findFault(
  runtime: Runtime,
  task: Pick<TrainingTask, "program" | "packing">,
  inputs: Readonly<Record<string, Tree<Value>>>,
  compile?: CompileOptions,
): Promise<string | undefined> {
  const program: Program = task.program;
  const given = new Map(leavesOf<Value>(inputs));
  for (const [path] of program.inputs) {
    const value = given.get(path);
    if (value !== undefined && !allFinite(value)) return `in the input ${path}`;
  }
  const nodes = topological(program.outputs.map(([, y]) => y));
  const looked = nodes.filter((node) => isFloat(node.dtype) && !views.has(node.op.name));
  const executable = await runtime.compile(withMarks(program, looked), compile);
  try {
    const { data } = (await executable.run(inputs as never)) as unknown as Value;
    const broken = new Set(looked.filter((_, i) => !Number.isFinite(data[i])));
    // A constant may be infinite and mean it, such as a mask.
    const began = (node: Tensor) => node.inputs.length > 0 && !node.inputs.some((x) => broken.has(seenThrough(x)));
    const first = looked.find((node) => broken.has(node) && began(node));
    return first === undefined ? undefined : placeOf(first, program, task.packing.buckets);
  } finally {
    await executable.dispose();
  }
}

/** A program of the same inputs whose only output is a number for each node: 0, or NaN where it is not finite. */
function withMarks(program: Program, looked: readonly Tensor[]): Program<Tree<Spec>, Tensor> {
  const mark = concat(
    looked.map((x) => reshape(cast(sum(mul(x, 0)), "float32"), [1])),
    0,
  );
  return { ...program, result: mark, outputs: [["output", mark]] };
}

const seenThrough = (x: Tensor): Tensor => (views.has(x.op.name) ? seenThrough(x.inputs[0]!) : x);

function placeOf(node: Tensor, program: Program, buckets: readonly Bucket[]): string {
  const loss = program.outputs.find(([path]) => path === "metrics.loss")?.[1];
  const forward = loss !== undefined && topological([loss]).includes(node);
  const own = parametersOf(node, buckets);
  const [near, how] = own.length > 0 ? [own, "of"] : [nearestParameters(node, buckets), "after"];
  const layer = near.length === 0 ? "" : ` ${how} ${near.slice(0, 2).join(" and ")}`;
  return `at ${node.op.name}${layer}, ${forward ? "on the way to the loss" : "in the gradients or the optimiser"}`;
}

/** Paths of the parameters that are inputs of a node. */
const parametersOf = (node: Tensor, buckets: readonly Bucket[]): string[] => [
  ...new Set(node.inputs.flatMap((x) => parameterBehind(x, buckets) ?? [])),
];

function parameterBehind(x: Tensor, buckets: readonly Bucket[], offset = 0): string | undefined {
  if (x.op.name === "input") {
    const bucket = buckets.find(({ name }) => x.attributes.name === `state.params.${name}`);
    return bucket?.slots.find(({ offset: from, size }) => from <= offset && offset < from + size)?.path;
  }
  if (!moves.has(x.op.name)) return undefined;
  const start = x.op.name === "slice" && x.rank === 1 ? Number(x.attributes.start ?? 0) : 0;
  return parameterBehind(x.inputs[0]!, buckets, offset + start);
}

/** Those of the nearest nodes before it that have any, breadth first. */
function nearestParameters(node: Tensor, buckets: readonly Bucket[]): string[] {
  const queue = new Set(node.inputs);
  for (const x of queue) {
    const found = parametersOf(x, buckets);
    if (found.length > 0) return found;
    for (const before of x.inputs) queue.add(before);
  }
  return [];
}
