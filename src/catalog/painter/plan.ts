/** What a painter's training will take, stage by stage: its tasks are built on weights of zero, and nothing is run. */
import { mapTree, type Spec, sizeOf, type Tree, type Value } from "../../graph/index.ts";
import type { Painter } from "../../models/latent/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { calibrate, type Plan, planTraining, type TrainingTask } from "../../train/index.ts";
import { autoencoderTask } from "./autoencoder-task.ts";
import { flowTask, textTask } from "./flow-task.ts";
import { type PainterRecipe, STAGES, type Stage } from "./recipe.ts";
import { painterSpecs } from "./weights.ts";

export interface PlanPainterOptions {
  readonly runtime: Runtime;
  /** All unless given. */
  readonly stages?: readonly Stage[];
  /** Steps that are done already. */
  readonly done?: Partial<Record<Stage, number>>;
  readonly compile?: CompileOptions;
}

/** One plan for each stage that would be trained. Measures the machine for half a second. */
export async function planPainter(recipe: PainterRecipe, options: PlanPainterOptions): Promise<Plan[]> {
  const { runtime, stages = STAGES, done = {}, compile } = options;
  const machine = await calibrate(runtime, compile);
  const tasks = tasksOf(recipe);
  return stages.map((stage) => planTraining(tasks[stage](), machine, { done: done[stage] ?? 0 }));
}

function tasksOf({ config, stages }: PainterRecipe): Record<Stage, () => TrainingTask> {
  const zeros = mapTree<Spec, Value, Painter<Spec>>(painterSpecs(config), ({ shape }) => ({
    dtype: "float32",
    shape: shape as readonly number[],
    data: new Float32Array(sizeOf(shape)),
  })) as Painter<Value>;
  const { autoencoder, scale, text, guess, transformer } = zeros;
  const frozen = { encoder: autoencoder.encoder, scale };
  const none = (): never => {
    throw new Error("plan: a planned training is not run.");
  };
  const plain = <P extends Tree<Value>>(task: TrainingTask<P>) => task as unknown as TrainingTask;
  return {
    autoencoder: () => plain(autoencoderTask(config.autoencoder, stages.autoencoder, none, autoencoder)),
    text: () => plain(textTask(config, frozen, stages.text, none, { text, guess })),
    flow: () => plain(flowTask(config, frozen, { text, guess }, stages.flow, none, transformer)),
  };
}
