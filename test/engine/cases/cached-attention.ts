// Cases of attention over a cache.

import { type CachedAttentionOptions, cachedAttention, slice, type Tensor } from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { given, normal, type Sample } from "../samples.ts";

const positions = (numbers: readonly number[], ...shape: number[]): Sample => {
  const { spec, draw } = given(numbers, ...shape);
  return { spec: { ...spec, dtype: "int64" }, draw };
};

/** Heads of 8 numbers, two of keys, a cache of 6 tokens. */
const samples = (batch: number, places: readonly number[], heads = 4): Sample[] => {
  const fresh = places.length / batch;
  const [made, kept] = [normal(batch, fresh, 16), normal(batch, 2, 6, 8)];
  return [normal(batch, fresh, 8 * heads), made, made, kept, kept, positions(places, batch, fresh)];
};
const apply =
  (which: "out" | "keys" | "values", options: CachedAttentionOptions = {}) =>
  ([query, key, value, keys, values, at]: readonly Tensor[]) =>
    cachedAttention({ query: query!, key: key!, value: value! }, { keys: keys!, values: values! }, at!, options)[which];

export const cachedAttentionCases: readonly Case[] = [
  test("cachedAttention", "a token behind kept ones", samples(1, [3]), apply("out"), 0),
  test("cachedAttention", "the first tokens", samples(1, [0, 1, 2]), apply("out"), 0),
  test("cachedAttention", "first tokens of two rows", samples(2, [0, 1, 2, 0, 1, 2]), apply("out"), 0),
  test(
    "cachedAttention",
    "some tokens behind kept ones, a cache that is full then",
    samples(1, [3, 4, 5]),
    apply("out"),
    0,
  ),
  test("cachedAttention", "rows of different lengths", samples(3, [5, 0, 2]), apply("out"), 0),
  test("cachedAttention", "as many heads of keys", samples(2, [4, 1], 2), apply("out"), 0),
  test("cachedAttention", "a scale of its own", samples(1, [3]), apply("out", { scale: 0.5 }), 0),
  test("cachedAttention", "a window, one token", samples(2, [5, 1]), apply("out", { window: 3 }), 0),
  test("cachedAttention", "a window, several tokens", samples(1, [1, 2, 3, 4]), apply("out", { window: 2 }), 0),
  test("cachedRows", "keys", samples(2, [5, 1]), (inputs) => slice(apply("keys")(inputs), 2, 0, 2), 0),
  test("cachedRows", "values", samples(1, [1, 2, 3]), (inputs) => slice(apply("values")(inputs), 2, 0, 4), 0),
];
