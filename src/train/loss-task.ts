/** A task from a loss: trace it, differentiate it, optimise what is trained, and leave alone what is fixed. */
import {
  type Spec,
  specOf,
  type Tensor,
  type TensorsOf,
  type Tree,
  trace,
  type Value,
  valueAndGradWithAux,
} from "../graph/index.ts";
import {
  initOptimizer,
  type OptimizerState,
  optimize,
  type PackingOptions,
  pack,
  packValues,
  planPacking,
  type StepScalars,
  stepScalarSpecs,
  unpack,
} from "../nn/index.ts";
import type { TrainingTask } from "./task.ts";

export interface LossTaskParts<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }>
  extends Pick<TrainingTask<P>, "name" | "params" | "optimizer" | "schedule" | "averageDecay" | "metadata" | "feeds"> {
  /** Which parameters Muon takes; AdamW has the rest. */
  readonly isMatrix?: PackingOptions["isMatrix"];
  /** The inputs of a step besides state and scalars. */
  readonly inputs: I;
  /** Values that every step reads and none changes, such as the model that LoRA stands beside. */
  readonly fixed?: Tree<Value>;
  /** The loss of tensors nested as `params`, and metrics to report. */
  readonly lossOf: (
    params: never,
    inputs: TensorsOf<I>,
    fixed: never,
  ) => readonly [loss: Tensor, metrics: Readonly<Record<string, Tensor>>];
}

/** The task of making a loss small. */
export function lossTask<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }>(
  parts: LossTaskParts<P, I>,
): TrainingTask<P> {
  const { name, params, optimizer, schedule, averageDecay, metadata, fixed = {}, isMatrix } = parts;
  const packing = planPacking(specOf(params as Tree<Value>) as Tree<Spec>, isMatrix === undefined ? {} : { isMatrix });
  const specs = {
    ...parts.inputs,
    fixed: specOf(fixed) as Tree<Spec>,
    state: specOf(initOptimizer(packing, packValues(packing, params))) as Tree<Spec>,
    scalars: stepScalarSpecs as Tree<Spec>,
  };
  const program = trace<Tree<Spec>, Tree<Tensor>>(specs, (given) => {
    const {
      state,
      scalars,
      fixed: still,
      ...inputs
    } = given as unknown as {
      readonly state: OptimizerState<Tensor>;
      readonly scalars: StepScalars<Tensor>;
      readonly fixed: Tree<Tensor>;
    };
    const differentiated = valueAndGradWithAux((p: Tree<Tensor>) =>
      parts.lossOf(p as never, inputs as unknown as TensorsOf<I>, still as never),
    );
    const [loss, gradients, metrics] = differentiated(unpack(packing, state.params) as Tree<Tensor>);
    const next = optimize(packing, state, pack(packing, gradients), scalars, optimizer);
    return { state: next.state, metrics: { loss, ...metrics, gradientNorm: next.gradientNorm } };
  });
  return {
    name,
    program,
    packing,
    params,
    optimizer,
    schedule,
    averageDecay,
    metadata,
    feeds: async (step) => ({ ...(await parts.feeds(step)), fixed }),
  };
}
