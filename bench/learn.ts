/** A training that is looked at now and then: its loss on held-out text, and the time that its steps took. */
import type { LanguageConfig, LanguageParams } from "../src/catalog/language/network.ts";
import type { LanguageRecipe } from "../src/catalog/language/recipe.ts";
import { type LanguageSource, openLanguageSource } from "../src/catalog/language/source.ts";
import { languageTask } from "../src/catalog/language/task.ts";
import { languageConfig } from "../src/catalog/language/train.ts";
import { createValidator } from "../src/catalog/language/validate.ts";
import type { Tree, Value } from "../src/graph/index.ts";
import { initOptimizer, type OptimizerState, packValues, stepScalars, unpackValues } from "../src/nn/index.ts";
import { stateful } from "../src/runtime/index.ts";
import { onnxRuntime } from "../src/runtime/node/index.ts";
import type { TrainingTask } from "../src/train/index.ts";
import type { StepInputs, StepOutputs } from "../src/train/task.ts";

export interface Lesson {
  readonly recipe: LanguageRecipe;
  readonly source: LanguageSource;
  readonly config: LanguageConfig;
  readonly task: TrainingTask<LanguageParams<Value>>;
}

export interface Look {
  /** Steps that were made, and the seconds they took: looking and compiling are not counted. */
  readonly step: number;
  readonly seconds: number;
  /** Of the averaged weights on all of the held-out text, in nats a token. */
  readonly loss: number;
}

export async function prepareLesson(recipe: LanguageRecipe, data?: string): Promise<Lesson> {
  const source = await openLanguageSource(recipe, data, undefined);
  const config = languageConfig(recipe, source);
  return { recipe, source, config, task: languageTask(recipe, config, source.batchAt) };
}

/** Trains to the end of the recipe, or until nobody looks any more. */
export async function* learn(
  { recipe, source, config, task }: Lesson,
  threads: number,
  every: number,
): AsyncGenerator<Look> {
  const validator = await createValidator(onnxRuntime, config, source.validation, { threads });
  const executable = await onnxRuntime.compile<StepInputs, StepOutputs>(task.program, { threads });
  const start = initOptimizer(task.packing, packValues(task.packing, task.params));
  const machine = stateful<StepInputs, StepOutputs, OptimizerState<Value>>(executable, start);
  let seconds = 0;
  try {
    for (let step = 1; step <= recipe.schedule.steps; step++) {
      const begun = performance.now();
      const scalars = stepScalars(step - 1, recipe.schedule, recipe.optimizer, recipe.averageDecay);
      await machine.run({ ...(await task.feeds(step - 1)), scalars });
      seconds += (performance.now() - begun) / 1000;
      if (step % every > 0 && step < recipe.schedule.steps) continue;
      const average = unpackValues(task.packing, machine.state.average) as unknown as Tree<Value>;
      yield { step, seconds, loss: await validator.loss(average) };
    }
  } finally {
    await executable.dispose();
    await validator.dispose();
  }
}
