/** Sizes of a language model with sparse experts, beyond those of `gpt`. */
import { checkGptConfig, type GptConfig } from "../gpt/config.ts";

export interface MoeConfig extends GptConfig {
  /** Feed-forward networks in a block, of `hidden` width each. */
  readonly experts: number;
  /** How many of them work on a token. */
  readonly expertsPerToken: number;
  /** Width of the expert that works on every token; 0 for none. */
  readonly sharedHidden: number;
  /** The weights of a token's experts add up to 1; without, they are the router's probabilities. */
  readonly normalizeWeights: boolean;
  /** Places an expert has, over those it needs where all have equal work. Tokens beyond them go without it. */
  readonly capacityFactor: number;
  /** Weights of the two routing losses: α of Fedus et al. 2022 and c_z of Zoph et al. 2022. */
  readonly balanceWeight: number;
  readonly routerWeight: number;
}

/** A `gpt` whose feed-forward networks are replaced by experts, with the settings of the papers. */
export function moeConfig(base: GptConfig, experts: Pick<MoeConfig, "experts"> & Partial<MoeConfig>): MoeConfig {
  const config: MoeConfig = {
    expertsPerToken: 2,
    sharedHidden: 0,
    normalizeWeights: true,
    capacityFactor: 1.25,
    balanceWeight: 0.01,
    routerWeight: 0.001,
    ...base,
    ...experts,
  };
  checkMoeConfig(config);
  return config;
}

/** Throws a RangeError that says which size does not fit. */
export function checkMoeConfig(config: MoeConfig): void {
  checkGptConfig(config);
  const { experts, expertsPerToken, sharedHidden, capacityFactor } = config;
  if (!Number.isInteger(experts) || experts < 1 || experts > 1024) {
    throw new RangeError(`moe: experts is ${experts}. It must be a whole number from 1 to 1024.`);
  }
  if (!Number.isInteger(expertsPerToken) || expertsPerToken < 1 || expertsPerToken > experts) {
    throw new RangeError(`moe: expertsPerToken is ${expertsPerToken}. It must be a whole number from 1 to ${experts}.`);
  }
  if (!Number.isInteger(sharedHidden) || sharedHidden < 0) {
    throw new RangeError(`moe: sharedHidden is ${sharedHidden}. It must be a whole number, 0 for no shared expert.`);
  }
  if (!(capacityFactor > 0)) throw new RangeError(`moe: capacityFactor is ${capacityFactor}. It must be above 0.`);
}
