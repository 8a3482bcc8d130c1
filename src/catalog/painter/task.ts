/** A stage of a recipe as a training task: the loss is the stage's, everything else stands in the recipe. */
import type { Spec, Tree, Value } from "../../graph/index.ts";
import { type LossTaskParts, lossTask, type TrainingTask } from "../../train/index.ts";
import type { StageRecipe } from "./recipe.ts";

interface StageParts<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }>
  extends Omit<LossTaskParts<P, I>, "optimizer" | "schedule" | "averageDecay" | "metadata"> {
  readonly recipe: StageRecipe;
  /** Kept in the checkpoint beside the recipe. */
  readonly config: unknown;
}

export function stageTask<P extends Tree<Value>, I extends { readonly [name: string]: Tree<Spec> }>({
  recipe,
  config,
  ...parts
}: StageParts<P, I>): TrainingTask<P> {
  const { optimizer, schedule, averageDecay } = recipe;
  const metadata = { config: JSON.stringify(config), recipe: JSON.stringify(recipe) };
  return lossTask({ ...parts, optimizer, schedule, averageDecay, metadata });
}
