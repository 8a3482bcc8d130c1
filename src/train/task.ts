/** What a training is made of: the program of one step, and all that feeds it. */
import type { Program, Spec, Tensor, Tree, Value } from "../graph/index.ts";
import {
  type OptimizerOptions,
  type OptimizerState,
  type Packing,
  type Schedule,
  type StepScalars,
  stepScalars,
} from "../nn/index.ts";

/** What every step's program takes, besides the inputs of its own task. */
export type StepInputs = { readonly state: OptimizerState<Spec>; readonly scalars: StepScalars<Spec> };

/** What every step's program returns: scalar metrics, `loss` among them. */
export type StepOutputs = {
  readonly state: OptimizerState<Tensor>;
  readonly metrics: { readonly [name: string]: Tensor };
};

/** Everything random in a task comes from its seed and the step, so that a run resumes where it stood. */
export interface TrainingTask<P extends Tree<Value> = Tree<Value>> {
  readonly name: string;
  /** Inputs and outputs as `StepInputs` and `StepOutputs` say, and the inputs of `feeds`. */
  // biome-ignore lint/suspicious/noExplicitAny: a task's own inputs are its own business
  readonly program: Program<any, any>;
  readonly packing: Packing<Tree<Spec>>;
  /** The values to start from. */
  readonly params: P;
  readonly optimizer: OptimizerOptions;
  readonly schedule: Schedule;
  readonly averageDecay: number;
  /** The step before which the moments were 0, where a training was restarted: see `restart`. */
  readonly momentsFrom?: number;
  /** The inputs of one step, counted from 0, besides state and scalars. */
  feeds(step: number): Record<string, Tree<Value>> | Promise<Record<string, Tree<Value>>>;
  /** Kept in every checkpoint: config, seed, data. */
  readonly metadata: Record<string, string>;
}

/** The scalars of a task's step, counted from 0. */
export const scalarsOf = (
  { schedule, optimizer, averageDecay, momentsFrom }: Omit<TrainingTask, "program" | "packing" | "params">,
  step: number,
): StepScalars<Value> => stepScalars(step, schedule, optimizer, averageDecay, momentsFrom);
