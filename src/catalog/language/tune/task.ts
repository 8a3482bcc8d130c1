/** Tuning as a task: answers or preferences, by all weights or by changes of low rank beside a base that stays. */
import { batchOf, rowsAt, type TokenBatch } from "../../../data/index.ts";
import { add, type Spec, slice, specOf, type Tensor, type Tree, type Value } from "../../../graph/index.ts";
import {
  answerLogProbabilities,
  initLora,
  type LoraParams,
  mergeLora,
  type Preference,
  preferenceLoss,
  withLora,
} from "../../../models/index.ts";
import { createRng, defaultOptimizer } from "../../../nn/index.ts";
import { lossTask, type TrainingTask } from "../../../train/index.ts";
import { type LanguageParams, languageLoss, type Network, networkOf } from "../network.ts";
import { tokenBatchSpecs } from "../task.ts";
import type { LanguageModel } from "../weights.ts";
import type { TuneItem } from "./examples.ts";
import type { TuneSettings } from "./settings.ts";

/** Of the average of weights, which is what is kept: short, for tunings are. */
const AVERAGE_DECAY = 0.9;

export function tuneTask(
  base: LanguageModel,
  training: readonly TuneItem[],
  settings: TuneSettings,
  { name, metadata }: Pick<TrainingTask, "name" | "metadata">,
): TrainingTask {
  const { kind, method, lora, steps, learningRate, batch, length, seed, beta } = settings;
  const network = networkOf(base.config);
  const params = base.params as unknown as Tree<Value>;
  const byChanges = method === "lora";
  const lossOf = (trained: never, tokens: TokenBatch<Tensor>, fixed: never) => {
    const policy = byChanges ? withLora(fixed, trained as LoraParams<Tensor>, lora) : trained;
    return kind === "answers"
      ? languageLoss(network, policy, tokens)
      : lossOfPairs(network, policy, fixed, tokens, beta);
  };
  return lossTask({
    name,
    metadata,
    params: byChanges ? initLora(createRng(`${seed}:lora`), specOf(params) as Tree<Spec>, lora) : params,
    ...(byChanges || kind === "preferences" ? { fixed: params } : {}),
    optimizer: { ...defaultOptimizer, weightDecay: 0 },
    schedule: { learningRate, warmup: Math.min(10, Math.ceil(steps / 10)), steps, floor: 0.05 },
    averageDecay: AVERAGE_DECAY,
    inputs: tokenBatchSpecs(rowsOf(settings), length),
    lossOf,
    feeds: (step) => tuneBatch(rowsAt(training, batch, seed, step), settings),
  });
}

/** Rows of a step: a pair takes two. */
const rowsOf = ({ kind, batch }: TuneSettings): number => (kind === "preferences" ? 2 * batch : batch);

/** Items as a batch, filled up with rows that do not count. Of pairs, all that were preferred come first. */
export function tuneBatch(items: readonly TuneItem[], settings: TuneSettings): TokenBatch<Value> {
  const { kind, batch, length } = settings;
  const empty = { ids: [], answers: [] };
  const column = (place: number) => Array.from({ length: batch }, (_, i) => items[i]?.row[place] ?? empty);
  return batchOf(kind === "preferences" ? [...column(0), ...column(1)] : column(0), length);
}

/** log p of both answers of each pair, from a batch of `tuneBatch`. */
export function preferenceOf(logits: Tensor, { targets, weights }: TokenBatch<Tensor>): Preference {
  const all = answerLogProbabilities(logits, targets, weights); // [2B]
  const count = Number(all.dim(0));
  return { chosen: slice(all, 0, 0, count / 2), rejected: slice(all, 0, count / 2, count) };
}

function lossOfPairs(
  network: Network,
  policy: never,
  base: never,
  tokens: TokenBatch<Tensor>,
  beta: number,
): readonly [loss: Tensor, parts: Readonly<Record<string, Tensor>>] {
  const { logits, aside } = network.logits(policy, tokens.ids);
  const reference = preferenceOf(network.logits(base, tokens.ids).logits, tokens);
  const [loss, { margin, accuracy }] = preferenceLoss(preferenceOf(logits, tokens), reference, beta);
  return [aside === undefined ? loss : add(loss, aside), { margin, accuracy }];
}

/** The tuned model's weights, whatever was trained: changes are merged into the base's. */
export const tunedParams = (
  base: LanguageModel,
  trained: Tree<Value>,
  { method, lora }: TuneSettings,
): LanguageParams<Value> =>
  method === "lora"
    ? mergeLora(base.params, trained as unknown as LoraParams<Value>, lora)
    : (trained as unknown as LanguageParams<Value>);
