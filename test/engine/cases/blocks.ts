// Cases of matrices in blocks of 4 and 8 bits.

import { dequantizeBlocks, embeddingBlocks, matmulBlocks } from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { bytes, integers, normal } from "../samples.ts";

export const blockCases: readonly Case[] = [16, 32].flatMap((size) => [
  test("dequantizeBlocks", `${size / 4} bits`, [bytes(3, 2, size), normal(3, 2)], ([quants, scales]) =>
    dequantizeBlocks({ quants: quants!, scales: scales! }),
  ),
  test("matmulBlocks", `${size / 4} bits`, [normal(2, 64), bytes(3, 2, size), normal(3, 2)], ([x, quants, scales]) =>
    matmulBlocks(x!, { quants: quants!, scales: scales! }),
  ),
  test(
    "embeddingBlocks",
    `${size / 4} bits`,
    [bytes(5, 2, size), normal(5, 2), integers(-5, 5, 2, 3)],
    ([quants, scales, ids]) => embeddingBlocks({ quants: quants!, scales: scales! }, ids!),
  ),
]);
