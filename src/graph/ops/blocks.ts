/**
 * Matrices of 4 or 8 bits a number, in blocks of 32 along a row with one scale each, as Q4_0 and Q8_0 of GGUF hold them:
 * w = scale · (q - zero), q unsigned, zero 8 or 128. They are multiplied with and read from as they are.
 * Legend: N rows, K columns, J = K/32 blocks of a row.
 */
import { needFloat, needIndices } from "../check.ts";
import { onnxDataTypes } from "../dtype.ts";
import { concrete, type Shape, shapeError } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { mul } from "./elementwise.ts";
import { scatterAdd } from "./gather.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./shape.ts";
import { ones } from "./source.ts";

/** Numbers that share a scale. */
export const BLOCK = 32;

export type BlockMatrix<T> = {
  /** uint8 [N, J, 32], or [N, J, 16] with two numbers in a byte, the first in its lower half. */
  readonly quants: T;
  readonly scales: T; // float32 [N, J]
};

/** How the numbers of x are held while they are multiplied. */
export interface BlockPrecision extends Record<string, unknown> {
  /** Rounds x to 8 bits, by blocks of 32 too, where the runtime can: several times faster. */
  readonly rounded: boolean;
}

/** Bits of a number, rows and columns. Throws a ShapeError for anything but such a matrix. */
function layoutOf(op: string, quants: Tensor, scales: Tensor): { bits: 4 | 8; rows: number; columns: number } {
  const [rows, blocks, bytes] = quants.shape;
  const fits = quants.rank === 3 && scales.rank === 2 && scales.shape[0] === rows && scales.shape[1] === blocks;
  if (!fits || (bytes !== 16 && bytes !== 32)) {
    shapeError(op, [quants.shape, scales.shape], "Need [N, J, 16] for 4 bits or [N, J, 32] for 8, and [N, J].");
  }
  if (quants.dtype !== "uint8" || scales.dtype !== "float32") {
    throw new TypeError(`${op}: blocks of ${quants.dtype} with scales of ${scales.dtype}. Need uint8 and float32.`);
  }
  const count = concrete(blocks, op, quants.shape);
  return { bits: bytes === 16 ? 4 : 8, rows: concrete(rows, op, quants.shape), columns: BLOCK * count };
}

/** Σ over each block of d · (q - zero): what a change of the numbers, [N, K], means for the scales. */
const blockSums = (d: Tensor, quants: Tensor, scales: Tensor): Tensor =>
  sum(reshape(mul(d, dequantizeBlocks({ quants, scales: ones(scales.shape) })), [...scales.shape, BLOCK]), -1);

const dequantizeBlocksOp = defineOp({
  name: "dequantizeBlocks",
  shape: ([quants, scales]) => {
    const { rows, columns } = layoutOf("dequantizeBlocks", quants!, scales!);
    return { shape: [rows, columns], dtype: "float32" };
  },
  vjp: (dY, [quants, scales]) => [null, blockSums(dY, quants!, scales!)],
  onnx: (emit, [quants, scales], y) => emitNumbers(emit, quants!, scales!, y.inputs[0]!.shape),
});

/** The numbers of blocks, [..., J, 16 or 32] with scales [..., J] → [..., K], in standard nodes. */
function emitNumbers(emit: Emit, quants: string, scales: string, shape: Shape): string {
  const before = shape.slice(0, -2);
  const blocks = concrete(shape.at(-2), "dequantizeBlocks", shape);
  const isHalf = shape.at(-1) === BLOCK / 2;
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
  return emit("Reshape", [scaled, emit.shape([...before, BLOCK * blocks])]);
}

/** All numbers of the matrix: float32 [N, K]. */
export const dequantizeBlocks = ({ quants, scales }: BlockMatrix<Tensor>): Tensor =>
  dequantizeBlocksOp([quants, scales], {});

const matmulBlocksOp = defineOp<BlockPrecision>({
  name: "matmulBlocks",
  shape: ([x, quants, scales]) => {
    const { rows, columns } = layoutOf("matmulBlocks", quants!, scales!);
    if (x!.rank !== 2 || x!.shape[1] !== columns) {
      shapeError("matmulBlocks", [x!.shape, quants!.shape], `x must be [M, ${columns}]: 32 numbers a block.`);
    }
    if (needFloat("matmulBlocks", x!).dtype !== "float32") {
      throw new TypeError(`matmulBlocks: x is ${x!.dtype}. It must be float32: use cast.`);
    }
    return { shape: [x!.shape[0]!, rows], dtype: "float32" };
  },
  // Y = xWᵀ  ⇒  dx = dY W, dW = dYᵀ x
  vjp: (dY, [x, quants, scales]) => [
    matmul(dY, dequantizeBlocks({ quants: quants!, scales: scales! })),
    null,
    blockSums(matmul(dY, x!, { transposeA: true }), quants!, scales!),
  ],
  onnx: (emit, [x, quants, scales], y) => {
    const shape = y.inputs[1]!.shape;
    if (!emit.native) {
      return emit("Gemm", [x!, emitNumbers(emit, quants!, scales!, shape)], { transA: 0, transB: 1 });
    }
    const { bits, rows: N, columns: K } = layoutOf("matmulBlocks", y.inputs[1]!, y.inputs[2]!);
    const attributes = { K, N, bits, block_size: BLOCK, accuracy_level: y.attributes.rounded ? 4 : 1 };
    return emit("MatMulNBits", [x!, quants!, scales!], attributes, "com.microsoft");
  },
});

/** xWᵀ over the last axis: x [..., K], W [N, K] in blocks → [..., N]. Without `rounded`, x counts as it is. */
export function matmulBlocks(x: Tensor, w: BlockMatrix<Tensor>, precision: Partial<BlockPrecision> = {}): Tensor {
  const rows = reshape(x, [-1, x.dim(-1)]);
  const y = matmulBlocksOp([rows, w.quants, w.scales], { rounded: false, ...precision });
  return reshape(y, [...x.shape.slice(0, -1), w.quants.dim(0)]);
}

const embeddingBlocksOp = defineOp({
  name: "embeddingBlocks",
  shape: ([quants, scales, ids]) => {
    const { columns } = layoutOf("embeddingBlocks", quants!, scales!);
    return { shape: [...ids!.shape, columns], dtype: "float32" };
  },
  vjp: (dY, [quants, scales, ids]) => [
    null,
    blockSums(scatterAdd(dY, ids!, quants!.shape[0] as number), quants!, scales!),
    null,
  ],
  onnx: (emit, [quants, scales, ids], y) => {
    const [, blocks, bytes] = y.inputs[0]!.shape as number[];
    if (!emit.native) {
      const [rows, factors] = [quants, scales].map((table) => emit("Gather", [table!, ids!], { axis: 0 }));
      return emitNumbers(emit, rows!, factors!, [...y.shape.slice(0, -1), blocks!, bytes!]);
    }
    const attributes = { bits: bytes! / 4, block_size: BLOCK, gather_axis: 0, quantize_axis: 2 };
    const factors = emit("Unsqueeze", [scales!, emit.ints([-1])]);
    const rows = emit("GatherBlockQuantized", [quants!, ids!, factors], attributes, "com.microsoft");
    return emit("Reshape", [rows, emit.shape(y.shape)]);
  },
});

/** The row of a table [V, K] in blocks for every id: ids […] → [..., K]. */
export function embeddingBlocks({ quants, scales }: BlockMatrix<Tensor>, ids: Tensor): Tensor {
  needIndices("embeddingBlocks", ids);
  return embeddingBlocksOp([quants, scales, ids], {});
}
