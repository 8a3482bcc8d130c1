/**
 * The program of generation: new tokens behind those whose keys and values are kept. One program serves the prompt and
 * every token after it, any batch and any length. Time comes first in the cache, so what a run makes is written behind
 * what it read, in the same memory, and nothing is moved.
 * Legend: B batch, K heads of keys and values, d head size, V vocabulary.
 */
import {
  constant,
  f32,
  gather,
  i64,
  mapTree,
  type Tensor,
  type TensorsOf,
  type Tree,
  trace,
  type Value,
} from "../../graph/index.ts";
import type { GptConfig } from "./config.ts";
import { embedTokens, type GptParams, gatedNetwork, gptBlocks, gptSpecs, readTokens } from "./gpt.ts";
import { type KeyValues, placesAt } from "./places.ts";

/** Weights as constants of the program, which the runtime may arrange for itself once. */
export const frozen = <P extends Tree<Value>>(params: P): unknown =>
  mapTree<Value, Tensor, P>(params, ({ data, shape, dtype }) => constant(data, shape, dtype));

/** What is fed to every program of generation: see `gptDecodeProgram`. */
const inputsOf = ({ layers, keyValueHeads, headSize, local }: GptConfig) => {
  const kept = () => f32("past", "batch", keyValueHeads, headSize);
  const bias = f32("batch", 1, "new", "past + new");
  return {
    ids: i64("batch", "new"),
    positions: i64("batch", "new"),
    read: i64("read"),
    bias,
    ...(local === undefined ? {} : { localBias: bias }),
    past: Array.from({ length: layers }, () => ({ keys: kept(), values: kept() })),
  };
};
type Inputs = TensorsOf<ReturnType<typeof inputsOf>>;

/**
 * ids and positions [B, new], read [R] (behind which of the new tokens logits are wanted, -1 the last), bias
 * [B, 1, new, past + new] (0 sees, -1e9 does not), localBias for a model with local layers, past of each layer
 * [past, B, K, d] → logits [B, R, V], and keys and values of the new tokens [new, B, K, d].
 */
export const gptDecodeProgram = (params: GptParams<Value>, config: GptConfig) =>
  trace(inputsOf(config), (inputs) =>
    decode(frozen(params) as GptParams<Tensor>, config, gatedNetwork(config), inputs),
  );

/**
 * The same with the weights as a further input, `params`: they lie in memory once, whatever other programs use them,
 * and may change between runs, as in training. A token takes a little longer, and a model may be larger than the 2 GB
 * that a program can hold. See `withWeights`.
 */
export const gptSharedDecodeProgram = (config: GptConfig) =>
  trace({ ...inputsOf(config), params: gptSpecs(config) }, ({ params, ...inputs }) =>
    decode(params as GptParams<Tensor>, config, gatedNetwork(config), inputs as Inputs),
  );

/** Weights as constants, for another network inside the blocks. */
export const decodeProgram = <F>(
  p: GptParams<Tensor, F>,
  config: GptConfig,
  mlp: (mlp: F, x: Tensor) => Tensor,
): ReturnType<typeof gptDecodeProgram> => trace(inputsOf(config), (inputs) => decode(p, config, mlp, inputs));

function decode<F>(
  p: GptParams<Tensor, F>,
  config: GptConfig,
  mlp: (mlp: F, x: Tensor) => Tensor,
  { ids, positions, read, past, ...sights }: Inputs,
): { readonly logits: Tensor; readonly made: readonly KeyValues<Tensor>[] } {
  const place = placesAt(config, config.context, positions, sights);
  const kept = (layer: number) => ({ ...place(layer), past: past[layer]! });
  const { x, made } = gptBlocks(p, config, embedTokens(p, config, ids), kept, mlp);
  return { logits: readTokens(p, gather(x, read, 1)), made };
}
