/** Kernels of matrices in blocks of 16 or 32: w = scale · (q - zero). */
import { RuntimeError } from "../../runtime.ts";
import { build, type Floats, type Kernel, type Kernels, reader } from "../array.ts";

/** Reads a matrix in blocks by row and column; two numbers in a byte have the first in its lower half. */
function blockReader(quants: Floats, scales: Floats, columns: number): (row: number, column: number) => number {
  const [byte, scale] = [reader(quants), reader(scales)];
  const [, blocks, bytes] = quants.shape as [number, number, number];
  const size = columns / blocks;
  return (row, column) => {
    const [block, i] = [Math.floor(column / size), column % size];
    const found = byte([row, block, bytes < size ? i >> 1 : i]);
    const q = bytes < size ? (i % 2 === 0 ? found % 16 : Math.floor(found / 16)) - 8 : found - 128;
    return q * scale([row, block]);
  };
}

const dequantizeBlocks: Kernel = ([quants, scales], { shape }) => {
  const w = blockReader(quants!, scales!, shape[1]!);
  return build(shape, ([row, column]) => w(row!, column!));
};

const matmulBlocks: Kernel = ([x, quants, scales], { shape }) => {
  const columns = x!.shape[1]!;
  const [read, w] = [reader(x!), blockReader(quants!, scales!, columns)];
  return build(shape, ([m, n]) => {
    let total = 0;
    for (let k = 0; k < columns; k++) total += read([m!, k]) * w(n!, k);
    return total;
  });
};

const embeddingBlocks: Kernel = ([quants, scales, ids], { shape }) => {
  const [w, id] = [blockReader(quants!, scales!, shape.at(-1)!), reader(ids!)];
  const rows = quants!.shape[0]!;
  return build(shape, (index) => {
    const row = id(index.slice(0, -1));
    if (row < -rows || row >= rows) {
      throw new RuntimeError(`run: embeddingBlocks: index ${row} is outside. Use ${-rows} to ${rows - 1}.`);
    }
    return w(row < 0 ? row + rows : row, index.at(-1)!);
  });
};

export const blocks: Kernels = { dequantizeBlocks, matmulBlocks, embeddingBlocks };
