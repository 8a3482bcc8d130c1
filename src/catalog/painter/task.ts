/** What the painter's three trainings share: trace the loss, differentiate, optimise, pack. */
import {
  type Spec,
  specOf,
  type Tensor,
  type TensorsOf,
  type Tree,
  trace,
  type Value,
  valueAndGradWithAux,
} from "../../graph/index.ts";
import {
  initOptimizer,
  type OptimizerState,
  optimize,
  pack,
  packValues,
  planPacking,
  type StepScalars,
  stepScalarSpecs,
  unpack,
} from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { StageRecipe } from "./recipe.ts";

interface TaskParts<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }> {
  readonly name: string;
  readonly params: P;
  readonly recipe: StageRecipe;
  /** Which parameters Muon takes; AdamW has the rest. */
  readonly isMatrix: (path: string, shape: readonly number[]) => boolean;
  /** The inputs of a step besides state and scalars. */
  readonly inputs: I;
  /** The loss of tensors nested as `params`, and metrics to report. */
  readonly lossOf: (params: never, inputs: TensorsOf<I>) => readonly [loss: Tensor, metrics: Record<string, Tensor>];
  readonly feeds: TrainingTask["feeds"];
  /** Kept in the checkpoint beside the recipe. */
  readonly config: unknown;
}

export function defineTask<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }>(
  parts: TaskParts<P, I>,
): TrainingTask<P> {
  const { name, params, recipe, lossOf } = parts;
  const packing = planPacking(specOf(params as Tree<Value>) as Tree<Spec>, { isMatrix: parts.isMatrix });
  const specs = {
    ...parts.inputs,
    state: specOf(initOptimizer(packing, packValues(packing, params))) as Tree<Spec>,
    scalars: stepScalarSpecs as Tree<Spec>,
  };
  const program = trace<Tree<Spec>, Tree<Tensor>>(specs, (given) => {
    const { state, scalars, ...inputs } = given as { state: OptimizerState<Tensor>; scalars: StepScalars<Tensor> };
    const differentiated = valueAndGradWithAux((p: Tree<Tensor>) => lossOf(p as never, inputs as TensorsOf<I>));
    const [loss, gradients, metrics] = differentiated(unpack(packing, state.params) as Tree<Tensor>);
    const next = optimize(packing, state, pack(packing, gradients), scalars, recipe.optimizer);
    return { state: next.state, metrics: { loss, ...metrics, gradientNorm: next.gradientNorm } };
  });
  return {
    name,
    program,
    packing,
    params,
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    averageDecay: recipe.averageDecay,
    metadata: { config: JSON.stringify(parts.config), recipe: JSON.stringify(recipe) },
    feeds: parts.feeds,
  };
}
