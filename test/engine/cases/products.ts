// Cases of matrix products.

import { affine, einsum, matmul, type Tensor } from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { integers, normal } from "../samples.ts";

const sides = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));
const name = (o: (typeof sides)[number]) => `${o.transposeA ? "Aᵀ" : "A"}${o.transposeB ? "Bᵀ" : "B"}`;

/** Shapes of A [m, k] and B [k, n] after their transposes, batches before. */
function shapes(o: (typeof sides)[number], batchA: number[], batchB: number[]): [number[], number[]] {
  const [m, k, n] = [2, 3, 4];
  return [
    [...batchA, ...(o.transposeA ? [k, m] : [m, k])],
    [...batchB, ...(o.transposeB ? [n, k] : [k, n])],
  ];
}

const batches: [string, number[], number[]][] = [
  ["plain", [], []],
  ["batched", [2], [2]],
  ["one B for all", [2, 2], []],
  ["one A for all", [], [3]],
  ["broadcast batches", [2, 1], [3]],
];

export const productCases: readonly Case[] = [
  ...batches.flatMap(([what, batchA, batchB]) =>
    sides.map((o) => {
      const [a, b] = shapes(o, batchA, batchB);
      return test("matmul", `${what} ${name(o)}`, [normal(...a), normal(...b)], ([x, y]) => matmul(x!, y!, o));
    }),
  ),
  test("matmul", "with itself", [normal(3, 2)], ([x]) => matmul(x!, x!, { transposeB: true })),
  test("matmul", "int64", [integers(-5, 5, 2, 3), integers(-5, 5, 3, 2)], ([a, b]) => matmul(a!, b!), 0),
  test("affine", "a matrix", [normal(4, 3), normal(3, 2), normal(2)], ([x, w, b]) => affine(x!, w!, b)),
  test("affine", "a batch of sequences", [normal(2, 3, 4), normal(4, 2), normal(2)], ([x, w, b]) => affine(x!, w!, b)),
  test("matmul", "affine without bias", [normal(2, 3, 4), normal(4, 2)], ([x, w]) => affine(x!, w!)),
];

const equations: [string, number[][]][] = [
  ["ij->ji", [[2, 3]]],
  ["ijk->j", [[2, 3, 2]]],
  ["ij->", [[2, 3]]],
  [
    "ij,jk->ik",
    [
      [2, 3],
      [3, 2],
    ],
  ],
  [
    "bthd,bshd->bhts",
    [
      [2, 3, 2, 2],
      [2, 2, 2, 2],
    ],
  ],
  [
    "bhts,bshd->bthd",
    [
      [2, 2, 3, 2],
      [2, 2, 2, 2],
    ],
  ],
  ["i,j->ij", [[2], [3]]],
  [
    "ij,ij->",
    [
      [2, 3],
      [2, 3],
    ],
  ],
  [
    "ijk,kl->il",
    [
      [2, 2, 3],
      [3, 2],
    ],
  ],
  [
    "bi,bj->bji",
    [
      [2, 2],
      [2, 3],
    ],
  ],
];

/** Σ over every letter, by the definition. */
export const einsumCases: readonly Case[] = equations.map(([equation, operands]) =>
  test(
    "einsum",
    equation,
    operands.map((shape) => normal(...shape)),
    (xs: readonly Tensor[]) => einsum(equation, ...xs),
  ),
);
