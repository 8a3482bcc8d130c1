/**
 * A layer of experts: a router chooses k of E feed-forward networks for each token (Shazeer et al. 2017; Lepikhin et al.
 * 2021, algorithm 1). Each expert has c places. Its tokens are gathered into them, so that it is one plain product, and
 * a token that finds no place passes by.
 * Legend: N tokens, C width, E experts, k experts a token, c places of an expert.
 */
import {
  add,
  cast,
  concat,
  constant,
  cumsum,
  div,
  equal,
  exp,
  f32,
  gather,
  gatherSum,
  less,
  log,
  max,
  mean,
  mul,
  reshape,
  type Spec,
  scatterAdd,
  sigmoid,
  slice,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  topK,
  transpose,
  where,
} from "../../graph/index.ts";
import { type Dense, dense } from "../gpt/dense.ts";
import { type FeedForward, feedForward, feedForwardSpecs } from "../gpt/gpt.ts";
import type { MoeConfig } from "./config.ts";

/** Named as Qwen 2 MoE's checkpoints name them. */
export type Experts<T> = {
  readonly gate: Dense<T>; // the router, [E, C]
  readonly experts: readonly FeedForward<T>[];
  readonly shared_expert?: FeedForward<T>;
  readonly shared_expert_gate?: Dense<T>; // [1, C]
};

export const expertsSpecs = ({ width, hidden, experts, sharedHidden }: MoeConfig): Experts<Spec> => ({
  gate: { weight: f32(experts, width) },
  experts: Array.from({ length: experts }, () => feedForwardSpecs(width, hidden)),
  ...(sharedHidden === 0
    ? {}
    : { shared_expert: feedForwardSpecs(width, sharedHidden), shared_expert_gate: { weight: f32(1, width) } }),
});

/** What the router did with the tokens of a layer; scalars. */
export interface Routing {
  /** 1 where all experts have equal work, E where one has it all: Fedus et al. 2022, eq. 4, without its α. */
  readonly balance: Tensor;
  /** Squared size of the router's logits: Zoph et al. 2022, eq. 5. */
  readonly size: Tensor;
  /** Part of the choices that found no place. */
  readonly dropped: Tensor;
}

interface Choice {
  readonly logits: Tensor; // [N, E]
  readonly probabilities: Tensor; // [N, E]
  readonly weights: Tensor; // [N, k]
  readonly indices: Tensor; // [N, k] int64
}

function choose(p: Experts<Tensor>, { expertsPerToken, normalizeWeights }: MoeConfig, x: Tensor): Choice {
  const logits = dense(p.gate, x);
  const probabilities = softmax(logits);
  const { values, indices } = topK(probabilities, expertsPerToken);
  const weights = normalizeWeights ? div(values, sum(values, -1, true)) : values;
  return { logits, probabilities, weights, indices };
}

/** x [B, T, C], sizes are numbers → the experts' answer [B, T, C], and how the router did. */
export function sparseExperts(
  p: Experts<Tensor>,
  config: MoeConfig,
  input: Tensor,
): { readonly y: Tensor; readonly routing: Routing } {
  const { experts: e, expertsPerToken: k, width, capacityFactor } = config;
  const x = reshape(input, [-1, width]);
  const n = x.dim(0) as number;
  const c = Math.min(n, Math.ceil((k * n * capacityFactor) / e));
  const choice = choose(p, config, x);
  const { slots, chosen, dropped } = placesFor(choice.indices, e, c);
  const choices = choicesIn(slots, e * c); // [E·c, 1]
  const rows = gatherSum(x, tokensOf(choices, n, k), transpose(reshape(slots, [k, n]))); // [E·c, C]
  const answers = p.experts.map((expert, i) => feedForward(expert, slice(rows, 0, i * c, (i + 1) * c)));
  const back = reshape(gatherSum(concat(answers, 0), slots, choices), [k, n, width]);
  const weights = reshape(transpose(choice.weights), [k, n, 1]);
  const y = add(reshape(sum(mul(back, weights), 0), input.shape), sharedExpert(p, input));
  return { y, routing: { ...routingLosses(choice, chosen), dropped } };
}

/**
 * A place for each choice: all first choices before all second ones, within them in the order of the tokens (Lepikhin
 * et al. 2021). `slots` [k·N, 1] int64 counts places over all experts, -1 stands for none; `chosen` [k·N, E] is 1 where a
 * choice fell on an expert.
 */
function placesFor(indices: Tensor, e: number, c: number) {
  const flat = reshape(transpose(indices), [-1, 1]); // [k·N, 1]
  const numbers = BigInt64Array.from({ length: e }, (_, i) => BigInt(i));
  const chosen = cast(equal(flat, constant(numbers, [1, e], "int64")), "float32");
  const before = sum(mul(sub(cumsum(chosen, 0), 1), chosen), -1, true); // choices that came before, [k·N, 1]
  const fits = less(before, c);
  const slots = cast(where(fits, add(mul(cast(flat, "float32"), c), before), -1), "int64");
  return { slots, chosen, dropped: sub(1, mean(cast(fits, "float32"))) };
}

/** Which choice has each place, [E·c, 1] int64; -1 where none has. Those without a place meet in one behind the last. */
function choicesIn(slots: Tensor, places: number): Tensor {
  const count = slots.dim(0) as number;
  const numbers = Float32Array.from({ length: count }, (_, i) => 1 + i);
  const found = scatterAdd(constant(numbers, [count, 1]), reshape(slots, [count]), places + 1);
  return cast(sub(slice(found, 0, 0, places), 1), "int64");
}

/** The tokens of choices; -1, no choice, is no token. */
function tokensOf(choices: Tensor, n: number, k: number): Tensor {
  const numbers = BigInt64Array.from({ length: k * n + 1 }, (_, i) => BigInt(i === k * n ? -1 : i % n));
  return gather(constant(numbers, [k * n + 1], "int64"), choices);
}

function routingLosses({ logits, probabilities }: Choice, chosen: Tensor): Pick<Routing, "balance" | "size"> {
  const e = logits.dim(-1) as number;
  const balance = mul(sum(mul(mean(chosen, 0), mean(probabilities, 0))), e); // E Σ f_i P_i
  const top = max(logits, -1, true);
  const z = add(log(sum(exp(sub(logits, top)), -1, true)), top);
  return { balance, size: mean(square(z)) };
}

/** σ(g x) · SwiGLU(x), or 0. */
function sharedExpert(p: Experts<Tensor>, x: Tensor): Tensor | number {
  if (p.shared_expert === undefined) return 0;
  const y = feedForward(p.shared_expert, x);
  return p.shared_expert_gate === undefined ? y : mul(y, sigmoid(dense(p.shared_expert_gate, x)));
}

/**
 * The same answer without places: every expert works on every token, and its answer counts as the router says. No token
 * is dropped and sizes may be names, so this is what generation uses, at E/k times the arithmetic.
 */
export function denseExperts(p: Experts<Tensor>, config: MoeConfig, x: Tensor): Tensor {
  const { weights, indices } = choose(p, config, reshape(x, [-1, config.width]));
  const answers = p.experts.map((expert, i) => {
    const share = sum(
      mul(cast(equal(indices, constant(BigInt64Array.of(BigInt(i)), [1], "int64")), "float32"), weights),
      -1,
    );
    return mul(feedForward(expert, x), reshape(share, [...x.shape.slice(0, -1), 1]));
  });
  return add(answers.reduce(add), sharedExpert(p, x));
}
