/** A language model's training as a task: the next token's loss, Muon for the matrices inside blocks. */
import type { TokenBatch } from "../../data/index.ts";
import { f32, i64, type Spec, sizeOf, type Value } from "../../graph/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import { lossTask, type TrainingTask } from "../../train/index.ts";
import { type LanguageConfig, type LanguageParams, languageLoss, networkOf } from "./network.ts";
import type { LanguageRecipe } from "./recipe.ts";

export const tokenBatchSpecs = (batch: number, length: number, isPacked = false): TokenBatch<Spec> => ({
  ids: i64(batch, length),
  targets: i64(batch, length),
  weights: f32(batch, length),
  ...(isPacked ? { starts: f32(batch, length) } : {}),
});

export function languageTask(
  recipe: LanguageRecipe,
  config: LanguageConfig,
  batchAt: (step: number) => TokenBatch<Value>,
  start?: LanguageParams<Value>,
): TrainingTask<LanguageParams<Value>> {
  const { name, seed, batch, length, optimizer, schedule, averageDecay, muon, dropout = 0 } = recipe;
  const network = networkOf(config);
  const shape = [2 * config.layers + 1, batch, 1, config.width];
  return lossTask({
    name,
    optimizer,
    schedule,
    averageDecay,
    metadata: { config: JSON.stringify(config), recipe: JSON.stringify(recipe) },
    params: start ?? network.init(createRng(`${seed}:init`)),
    ...(muon ? { isMatrix } : {}),
    inputs: {
      ...tokenBatchSpecs(batch, length, batchAt(0).starts !== undefined),
      ...(dropout > 0 ? { dropout: f32(...shape) } : {}),
    },
    lossOf: (params, { dropout, ...tokens }) => languageLoss(network, params, tokens, dropout),
    feeds: (step) => ({
      ...batchAt(step),
      ...(dropout > 0 ? { dropout: dropoutAt(createRng(`${seed}:dropout`).split(step), dropout, shape) } : {}),
    }),
  });
}

/** 0 where a number is dropped, and so much elsewhere that the mean is 1. */
function dropoutAt(rng: Rng, rate: number, shape: readonly number[]): Value {
  const data = rng.uniform(sizeOf(shape)).map((x) => (x < rate ? 0 : 1 / (1 - rate)));
  return { dtype: "float32", shape, data };
}

/** Embeddings, the router and scales stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean =>
  shape.length === 2 && /layers\.\d+\..*_proj\.weight$/.test(path);
