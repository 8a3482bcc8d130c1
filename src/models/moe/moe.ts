/** The language model of `gpt` with experts in place of its feed-forward networks. */
import { add, mul, reshape, type Spec, type Tensor, type Value } from "../../graph/index.ts";
import { crossEntropy, type Rng } from "../../nn/index.ts";
import { type Dropout, embedTokens, type GptParams, gptBlocks, gptSpecs, initBySpecs, readTokens } from "../gpt/gpt.ts";
import { placesOf } from "../gpt/places.ts";
import { checkMoeConfig, type MoeConfig } from "./config.ts";
import { type Experts, expertsSpecs, type Routing, sparseExperts } from "./experts.ts";

export type MoeParams<T> = GptParams<T, Experts<T>>;

/** The shape of every parameter. */
export function moeSpecs(config: MoeConfig): MoeParams<Spec> {
  checkMoeConfig(config);
  return gptSpecs(config, () => expertsSpecs(config));
}

export const initMoe = (rng: Rng, config: MoeConfig): MoeParams<Value> =>
  initBySpecs(rng, config, moeSpecs(config)) as MoeParams<Value>;

/** ids [B, T] int64, both numbers → logits [B, T, V], and the routing of all layers, each a mean. */
export function moe(
  p: MoeParams<Tensor>,
  config: MoeConfig,
  ids: Tensor,
  dropout?: Dropout,
): { readonly logits: Tensor; readonly routing: Routing } {
  const layers: Routing[] = [];
  const { x } = gptBlocks(
    p,
    config,
    embedTokens(p, config, ids),
    placesOf(config, ids),
    (mlp, h) => {
      const { y, routing } = sparseExperts(mlp, config, h);
      layers.push(routing);
      return y;
    },
    dropout,
  );
  const average = (part: keyof Routing) => mul(layers.map((layer) => layer[part]).reduce(add), 1 / layers.length);
  return {
    logits: readTokens(p, x),
    routing: { balance: average("balance"), size: average("size"), dropped: average("dropped") },
  };
}

/**
 * Cross-entropy of the next token plus α · balance + c_z · size, and the parts of it.
 * ids [B, T] int64, targets [B, T] int64, flat or not.
 */
export function moeLoss(
  p: MoeParams<Tensor>,
  config: MoeConfig,
  batch: { readonly ids: Tensor; readonly targets: Tensor },
): readonly [loss: Tensor, parts: { readonly tokens: Tensor } & Routing] {
  const { logits, routing } = moe(p, config, batch.ids);
  const tokens = crossEntropy(reshape(logits, [-1, config.vocabulary]), reshape(batch.targets, [-1]));
  const aside = add(mul(routing.balance, config.balanceWeight), mul(routing.size, config.routerWeight));
  return [add(tokens, aside), { tokens, ...routing }];
}
