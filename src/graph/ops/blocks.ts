/**
 * Matrices of 4 or 8 bits a number, in blocks along a row with one scale each, as GGUF holds them:
 * w = scale · (q - zero) + offset, q unsigned, zero 8 or 128. They are multiplied with and read from as they are. Blocks
 * have 32 numbers (Q4_0, Q8_0; with offsets Q4_K, Q5_K), those of 8 bits may have 16 (Q6_K).
 * Legend: N rows, K columns, J blocks of a row.
 */
import { needFloat, needIndices } from "../check.ts";
import { onnxDataTypes } from "../dtype.ts";
import { concrete, type Shape, shapeError } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { add, mul } from "./elementwise.ts";
import { gather, scatterAdd } from "./gather.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./shape.ts";
import { ones } from "./source.ts";

/** Numbers that share a scale, where nothing else is said. */
export const BLOCK = 32;

export type BlockMatrix<T> = {
  /** uint8 [N, J, K/J], or [N, J, 16] for blocks of 32 with two numbers in a byte, the first in its lower half. */
  readonly quants: T;
  readonly scales: T; // float32 [N, J]
  /** What is added to each number of a block; without them nothing is. */
  readonly offsets?: T; // float32 [N, J]
};

interface BlockLength extends Record<string, unknown> {
  /** K: with it, how many numbers a block has. */
  readonly columns: number;
}

/** How the numbers of x are held while they are multiplied. */
export interface BlockPrecision extends Record<string, unknown> {
  /** Rounds x to 8 bits, by blocks of 32 too, where the runtime can: several times faster. */
  readonly rounded: boolean;
}

/** Bits of a number, of a block, and rows. Throws a ShapeError for anything but such a matrix. */
function layoutOf(
  op: string,
  quants: Tensor,
  scales: Tensor,
  columns: number,
): { readonly bits: 4 | 8; readonly size: 16 | 32; readonly rows: number } {
  const [rows, blocks, bytes] = quants.shape;
  const size = columns / concrete(blocks, op, quants.shape);
  const fits = quants.rank === 3 && scales.rank === 2 && scales.shape[0] === rows && scales.shape[1] === blocks;
  if (!fits || !((size === BLOCK && (bytes === 16 || bytes === 32)) || (size === 16 && bytes === 16))) {
    shapeError(
      op,
      [quants.shape, scales.shape],
      `For ${columns} columns need [N, J, 16] in 4 bits or [N, J, 32] in 8, J = columns / 32, or in 8 bits [N, J, 16], ` +
        "J = columns / 16; scales [N, J].",
    );
  }
  if (quants.dtype !== "uint8" || scales.dtype !== "float32") {
    throw new TypeError(`${op}: blocks of ${quants.dtype} with scales of ${scales.dtype}. Need uint8 and float32.`);
  }
  return { bits: bytes === size ? 8 : 4, size, rows: concrete(rows, op, quants.shape) };
}

/** K where blocks have 32 numbers. */
const usualColumns = (quants: Tensor): number => BLOCK * concrete(quants.shape[1], "dequantizeBlocks", quants.shape);

/** Σ over each block of d · (q - zero): what a change of the numbers, [N, K], means for the scales. */
function blockSums(d: Tensor, quants: Tensor, scales: Tensor): Tensor {
  const columns = d.dim(-1) as number;
  const numbers = dequantizeBlocksOp([quants, ones(scales.shape)], { columns });
  return perBlock(mul(d, numbers), scales.dim(-1) as number);
}

/** Sums over J blocks of the last axis: […, K] → […, J]. */
const perBlock = (x: Tensor, blocks: number): Tensor =>
  sum(reshape(x, [...x.shape.slice(0, -1), blocks, (x.dim(-1) as number) / blocks]), -1);

/** Each offset once for every number of its block: […, J] → […, K]. */
function spread(offsets: Tensor, columns: number): Tensor {
  const blocks = offsets.dim(-1) as number;
  const each = mul(reshape(offsets, [...offsets.shape, 1]), ones([columns / blocks]));
  return reshape(each, [...offsets.shape.slice(0, -1), columns]);
}

const dequantizeBlocksOp = defineOp<BlockLength>({
  name: "dequantizeBlocks",
  shape: ([quants, scales], { columns }) => {
    const { rows } = layoutOf("dequantizeBlocks", quants!, scales!, columns);
    return { shape: [rows, columns], dtype: "float32" };
  },
  vjp: (dY, [quants, scales]) => [null, blockSums(dY, quants!, scales!)],
  onnx: (emit, [quants, scales], y) => emitNumbers(emit, quants!, scales!, y.inputs[0]!.shape, y.shape[1] as number),
});

/** The numbers of blocks, [..., J, bytes] with scales [..., J] → [..., K], in standard nodes. */
function emitNumbers(emit: Emit, quants: string, scales: string, shape: Shape, columns: number): string {
  const before = shape.slice(0, -2);
  const blocks = concrete(shape.at(-2), "dequantizeBlocks", shape);
  const isHalf = shape.at(-1) !== columns / blocks;
  const last = emit.ints([-1]);
  let whole = emit("Cast", [quants], { to: onnxDataTypes.float32 });
  if (isHalf) {
    const upper = emit("Floor", [emit("Mul", [whole, emit.scalar("float32", 1 / 16)])]);
    const lower = emit("Sub", [whole, emit("Mul", [upper, emit.scalar("float32", 16)])]);
    const pairs = [lower, upper].map((half) => emit("Unsqueeze", [half, last]));
    whole = emit("Reshape", [emit("Concat", pairs, { axis: -1 }), emit.shape([...before, blocks, BLOCK])]);
  }
  const centred = emit("Sub", [whole, emit.scalar("float32", isHalf ? 8 : 128)]);
  const scaled = emit("Mul", [centred, emit("Unsqueeze", [scales, last])]);
  return emit("Reshape", [scaled, emit.shape([...before, columns])]);
}

/** All numbers of the matrix: float32 [N, K]. K is 32 · J unless given. */
export function dequantizeBlocks({ quants, scales, offsets }: BlockMatrix<Tensor>, columns?: number): Tensor {
  const w = dequantizeBlocksOp([quants, scales], { columns: columns ?? usualColumns(quants) });
  return offsets === undefined ? w : add(w, spread(offsets, w.dim(1) as number));
}

const matmulBlocksOp = defineOp<BlockPrecision>({
  name: "matmulBlocks",
  shape: ([x, quants, scales]) => {
    if (x!.rank !== 2) shapeError("matmulBlocks", [x!.shape, quants!.shape], "x must be [M, K].");
    const { rows } = layoutOf("matmulBlocks", quants!, scales!, concrete(x!.shape[1], "matmulBlocks", x!.shape));
    if (needFloat("matmulBlocks", x!).dtype !== "float32") {
      throw new TypeError(`matmulBlocks: x is ${x!.dtype}. It must be float32: use cast.`);
    }
    return { shape: [x!.shape[0]!, rows], dtype: "float32" };
  },
  // Y = xWᵀ  ⇒  dx = dY W, dW = dYᵀ x
  vjp: (dY, [x, quants, scales]) => [
    matmul(dY, dequantizeBlocks({ quants: quants!, scales: scales! }, x!.dim(1) as number)),
    null,
    blockSums(matmul(dY, x!, { transposeA: true }), quants!, scales!),
  ],
  onnx: (emit, [x, quants, scales], y) => {
    const [of, q, s] = y.inputs as [Tensor, Tensor, Tensor];
    const K = of.shape[1] as number;
    if (!emit.native) {
      return emit("Gemm", [x!, emitNumbers(emit, quants!, scales!, q.shape, K)], { transA: 0, transB: 1 });
    }
    const { bits, size, rows: N } = layoutOf("matmulBlocks", q, s, K);
    const attributes = { K, N, bits, block_size: size, accuracy_level: y.attributes.rounded ? 4 : 1 };
    return emit("MatMulNBits", [x!, quants!, scales!], attributes, "com.microsoft");
  },
});

/**
 * xWᵀ over the last axis: x [..., K], W [N, K] in blocks → [..., N]. Without `rounded`, x counts as it is. Offsets are a
 * small product of their own, with the sums of x over each block.
 */
export function matmulBlocks(x: Tensor, w: BlockMatrix<Tensor>, precision: Partial<BlockPrecision> = {}): Tensor {
  const rows = reshape(x, [-1, x.dim(-1)]);
  let y = matmulBlocksOp([rows, w.quants, w.scales], { rounded: false, ...precision });
  if (w.offsets !== undefined) {
    y = add(y, matmul(perBlock(rows, w.offsets.dim(1) as number), w.offsets, { transposeB: true }));
  }
  return reshape(y, [...x.shape.slice(0, -1), w.quants.dim(0)]);
}

const embeddingBlocksOp = defineOp<BlockLength>({
  name: "embeddingBlocks",
  shape: ([quants, scales, ids], { columns }) => {
    layoutOf("embeddingBlocks", quants!, scales!, columns);
    return { shape: [...ids!.shape, columns], dtype: "float32" };
  },
  vjp: (dY, [quants, scales, ids]) => [
    null,
    blockSums(scatterAdd(dY, ids!, quants!.shape[0] as number), quants!, scales!),
    null,
  ],
  onnx: (emit, [quants, scales, ids], y) => {
    const [, blocks, bytes] = y.inputs[0]!.shape as number[];
    const columns = y.shape.at(-1) as number;
    if (!emit.native) {
      const [rows, factors] = [quants, scales].map((table) => emit("Gather", [table!, ids!], { axis: 0 }));
      return emitNumbers(emit, rows!, factors!, [...y.shape.slice(0, -1), blocks!, bytes!], columns);
    }
    const size = columns / blocks!;
    const attributes = { bits: (8 * bytes!) / size, block_size: size, gather_axis: 0, quantize_axis: 2 };
    const factors = emit("Unsqueeze", [scales!, emit.ints([-1])]);
    const rows = emit("GatherBlockQuantized", [quants!, ids!, factors], attributes, "com.microsoft");
    return emit("Reshape", [rows, emit.shape(y.shape)]);
  },
});

/** The row of a table [V, K] in blocks for every id: ids […] → [..., K]. K is 32 · J unless given. */
export function embeddingBlocks(
  { quants, scales, offsets }: BlockMatrix<Tensor>,
  ids: Tensor,
  columns?: number,
): Tensor {
  needIndices("embeddingBlocks", ids);
  const rows = embeddingBlocksOp([quants, scales, ids], { columns: columns ?? usualColumns(quants) });
  return offsets === undefined ? rows : add(rows, spread(gather(offsets, ids, 0), rows.dim(-1) as number));
}
