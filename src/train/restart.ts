/** A training that goes on from a state with some of its parameters new, and with moments that begin at 0. */
import type { Value } from "../graph/index.ts";
import { initOptimizer, type OptimizerState, packByPath, packValues, unpackByPath } from "../nn/index.ts";
import type { TrainingTask } from "./task.ts";

/**
 * The state to go on from; `momentsFrom` of the task must be the step at which it does.
 * @param isNew of a parameter's path: true where it is taken from the task's first parameters
 */
export function restart(
  task: Pick<TrainingTask, "packing" | "params">,
  state: OptimizerState<Value>,
  isNew: (path: string) => boolean,
): OptimizerState<Value> {
  const { buckets } = task.packing;
  const first = initOptimizer(task.packing, packValues(task.packing, task.params));
  const mixed = (part: "params" | "average") => {
    const fresh = unpackByPath(buckets, first[part]);
    const kept = [...unpackByPath(buckets, state[part])];
    return packByPath(buckets, new Map(kept.map(([path, v]) => [path, isNew(path) ? fresh.get(path)! : v])));
  };
  return { ...first, params: mixed("params"), average: mixed("average") };
}
