// Cases of rotary positions.

import { constant, rotary } from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { integers, normal } from "../samples.ts";

/** Cosines and sines of 5 positions, for heads of 2 · half numbers. */
const tables = (half: number) =>
  [Math.cos, Math.sin].map((f) =>
    constant(
      Array.from({ length: 5 * half }, (_, i) => f(Math.floor(i / half) * 3 ** -(i % half))),
      [5, half],
    ),
  );

export const rotaryCases: readonly Case[] = [
  test("rotary", "three heads of four", [normal(2, 3, 12), integers(0, 5, 2, 3)], ([x, positions]) =>
    rotary(x!, positions!, tables(2)[0]!, tables(2)[1]!),
  ),
  test("rotary", "one head of two, one token", [normal(1, 1, 2), integers(0, 5, 1, 1)], ([x, positions]) =>
    rotary(x!, positions!, tables(1)[0]!, tables(1)[1]!),
  ),
];
