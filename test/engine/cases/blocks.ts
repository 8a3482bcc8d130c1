// Cases of matrices in blocks of 4 and 8 bits, of 32 and 16 numbers, with offsets and without.

import { dequantizeBlocks, embeddingBlocks, matmulBlocks } from "../../../src/graph/index.ts";
import { type Case, test } from "../case.ts";
import { bytes, integers, normal } from "../samples.ts";

/** Bytes and numbers of a block. */
const kinds = [
  { name: "4 bits", size: 16, columns: 64 },
  { name: "8 bits", size: 32, columns: 64 },
  { name: "8 bits, blocks of 16", size: 16, columns: 32 },
] as const;

export const blockCases: readonly Case[] = kinds.flatMap(({ name, size, columns }) => [
  test("dequantizeBlocks", name, [bytes(3, 2, size), normal(3, 2)], ([quants, scales]) =>
    dequantizeBlocks({ quants: quants!, scales: scales! }, columns),
  ),
  test("matmulBlocks", name, [normal(2, columns), bytes(3, 2, size), normal(3, 2)], ([x, quants, scales]) =>
    matmulBlocks(x!, { quants: quants!, scales: scales! }),
  ),
  test(
    "matmulBlocks",
    `${name}, offsets`,
    [normal(2, columns), bytes(3, 2, size), normal(3, 2), normal(3, 2)],
    ([x, quants, scales, offsets]) => matmulBlocks(x!, { quants: quants!, scales: scales!, offsets: offsets! }),
  ),
  test("embeddingBlocks", name, [bytes(5, 2, size), normal(5, 2), integers(-5, 5, 2, 3)], ([quants, scales, ids]) =>
    embeddingBlocks({ quants: quants!, scales: scales! }, ids!, columns),
  ),
  test(
    "embeddingBlocks",
    `${name}, offsets`,
    [bytes(5, 2, size), normal(5, 2), integers(-5, 5, 2, 3), normal(5, 2)],
    ([quants, scales, ids, offsets]) =>
      embeddingBlocks({ quants: quants!, scales: scales!, offsets: offsets! }, ids!, columns),
  ),
]);
