/** The visible loop: run a step, report, save now and then, stop cleanly when asked. */
import { mapTree, type Tree, type Value } from "../graph/index.ts";
import type { OptimizerState } from "../nn/index.ts";
import { type Executable, type Runtime, stateful } from "../runtime/index.ts";
import { NotFiniteError } from "./checkpoint.ts";
import { replayToFault } from "./fault.ts";
import { openRun, type Run, type TrainOptions, type TrainResult } from "./run.ts";
import { type StepInputs, type StepOutputs, scalarsOf, type TrainingTask } from "./task.ts";

export { copyValues } from "./copy-values.ts";
export { CHECKPOINT_FILE, type Inspect, type Inspection, type TrainOptions, type TrainResult } from "./run.ts";

/**
 * Trains until the schedule ends or the signal fires; either way the last state is on disk.
 * Throws a CheckpointError where the loss or the state is not finite, and says at which layer it began: the last good
 * checkpoint stays. To find the layer, the steps since that checkpoint are done once more.
 */
export async function train<P extends Tree<Value>>(
  runtime: Runtime,
  task: TrainingTask<P>,
  options: TrainOptions,
): Promise<TrainResult<P>> {
  const run = await openRun(task, options);
  try {
    if (run.start.step < task.schedule.steps) return await runSteps(runtime, task, options, run);
    await run.publish(run.start.step, run.start.state);
    return run.result(run.start.step, run.start.state);
  } finally {
    run.end();
  }
}

async function runSteps<P extends Tree<Value>>(
  runtime: Runtime,
  task: TrainingTask<P>,
  { compile, signal }: TrainOptions,
  run: Run<P>,
): Promise<TrainResult<P>> {
  const executable: Executable<StepInputs, StepOutputs> = await runtime.compile(task.program, compile);
  let { step } = run.start;
  try {
    const machine = stateful<StepInputs, StepOutputs, OptimizerState<Value>>(executable, run.start.state);
    while (step < task.schedule.steps && !signal?.aborted) {
      const begun = performance.now();
      const scalars = scalarsOf(task, step);
      const { metrics } = await machine.run({ ...(await task.feeds(step)), scalars });
      step++;
      await run.report({
        step,
        metrics: mapTree<Value, number, typeof metrics>(metrics, ({ data }) => Number(data[0])),
        secondsPerStep: (performance.now() - begun) / 1000,
        learningRate: Number(scalars.learningRate.data[0]),
      });
      if (await run.inspect(step, machine.state)) return run.result(step, machine.state);
      if (run.isSaveDue()) await run.save(step, machine.state);
    }
    if (run.isUnsaved(step)) await run.save(step, machine.state);
    return run.result(step, machine.state);
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    const began = await replayToFault(runtime, task, executable, await run.lastGood(), step, { compile, signal });
    throw began === undefined ? error : new NotFiniteError(`${error.message} ${began}`, { cause: error });
  } finally {
    await executable.dispose();
  }
}
