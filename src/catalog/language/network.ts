/** A language model of either kind, dense or with experts: what training, files and generation ask of it. */

import type { TokenBatch } from "../../data/index.ts";
import { add, mul, type Spec, type Tensor, type Tree, type Value } from "../../graph/index.ts";
import {
  answerLoss,
  checkGptConfig,
  checkMoeConfig,
  type Dropout,
  type GptConfig,
  type GptParams,
  gpt,
  gptDecodeProgram,
  gptSpecs,
  initGpt,
  initMoe,
  type MoeConfig,
  type MoeParams,
  moe,
  moeDecodeProgram,
  moeSpecs,
  type ReadingOptions,
} from "../../models/index.ts";
import type { Rng } from "../../nn/index.ts";

/** With `experts` it is sparse. */
export type LanguageConfig = GptConfig | MoeConfig;
export type LanguageParams<T> = GptParams<T> | MoeParams<T>;

export interface Network {
  readonly specs: Tree<Spec>;
  init(rng: Rng): LanguageParams<Value>;
  /** ids [B, T] → logits [B, T, V], and what is added to the loss beside the tokens' own. */
  logits(
    params: never,
    ids: Tensor,
    options?: ReadingOptions,
  ): { readonly logits: Tensor; readonly aside?: Tensor; readonly dropped?: Tensor };
  decodeProgram(params: LanguageParams<Value>): ReturnType<typeof gptDecodeProgram>;
}

export const isSparse = (config: LanguageConfig): config is MoeConfig => "experts" in config;

/** Throws a RangeError for sizes that do not fit. */
export function networkOf(config: LanguageConfig): Network {
  if (isSparse(config)) {
    checkMoeConfig(config);
    return {
      specs: moeSpecs(config) as Tree<Spec>,
      init: (rng) => initMoe(rng, config),
      logits(params, ids, options) {
        const { logits, routing } = moe(params, config, ids, options);
        const aside = add(mul(routing.balance, config.balanceWeight), mul(routing.size, config.routerWeight));
        return { logits, aside, dropped: routing.dropped };
      },
      decodeProgram: (params) => moeDecodeProgram(params as MoeParams<Value>, config),
    };
  }
  checkGptConfig(config);
  return {
    specs: gptSpecs(config) as Tree<Spec>,
    init: (rng) => initGpt(rng, config),
    logits: (params, ids, options) => ({ logits: gpt(params, config, ids, options) }),
    decodeProgram: (params) => gptDecodeProgram(params as GptParams<Value>, config),
  };
}

/** Cross-entropy of the tokens that count, in nats, with the routing's losses added where the model is sparse. */
export function languageLoss(
  network: Network,
  params: never,
  { ids, targets, weights, starts }: TokenBatch<Tensor>,
  dropout?: Dropout,
): readonly [loss: Tensor, parts: Readonly<Record<string, Tensor>>] {
  const { logits, aside, dropped } = network.logits(params, ids, { dropout, starts });
  const tokens = answerLoss(logits, targets, weights);
  return aside === undefined ? [tokens, {}] : [add(tokens, aside), { tokens, dropped: dropped! }];
}
