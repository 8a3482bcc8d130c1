/** What a program has to do, counted from its graph: multiplications in products, and bytes through memory. */
import { bytesPerElement, type Program, type Spec, sizeOf, type Tensor, topological } from "../graph/index.ts";

export interface Work {
  /** Floating-point operations of matrix products and convolutions; a multiplication and its addition are two. */
  readonly flops: number;
  /** What all other ops read and write. */
  readonly bytesMoved: number;
  /** The products' operations by op. */
  readonly flopsByOp: Readonly<Record<string, number>>;
}

type Count = (y: Tensor, inputs: readonly Tensor[]) => number;

/** The last size but one or the last, depending on whether a side of a product is transposed. */
const inner: Count = (y, [a]) => Number(a!.shape.at(y.attributes.transposeA ? -2 : -1));

/**
 * Products do nearly all the arithmetic, so only they are counted. With Y the result's elements:
 * matmul 2·Y·(inner size), affine 2·Y·C + Y, conv 2·Y·(C/G)·kH·kW, and its weight gradient 2·Y·N·H'·W'.
 */
const products: Readonly<Record<string, Count>> = {
  matmul: (y, inputs) => 2 * sizeOf(y.shape) * inner(y, inputs),
  affine: (y, [x]) => 2 * sizeOf(y.shape) * Number(x!.shape[1]) + sizeOf(y.shape),
  conv: (y, [, w]) => 2 * sizeOf(y.shape) * sizeOf(w!.shape.slice(1)),
  convWeightGradient: (y, [dY]) => (2 * sizeOf(y.shape) * sizeOf(dY!.shape)) / Number(dY!.shape[1]),
};

/** Ops that compute nothing: what is given, and other names or shapes of the same numbers. */
export const sources: ReadonlySet<string> = new Set(["input", "constant"]);
export const views: ReadonlySet<string> = new Set(["alias", "stopGradient", "rematerialize", "reshape"]);

/** Counts a program traced at concrete sizes; a named size throws a ShapeError. */
export function countWork(program: Pick<Program, "outputs">): Work {
  let bytesMoved = 0;
  const flopsByOp: Record<string, number> = {};
  for (const node of topological(program.outputs.map(([, y]) => y))) {
    const { name } = node.op;
    const count = products[name];
    if (count !== undefined) flopsByOp[name] = (flopsByOp[name] ?? 0) + count(node, node.inputs);
    else if (!sources.has(name) && !views.has(name)) bytesMoved += trafficOf(node);
  }
  return { flops: Object.values(flopsByOp).reduce((a, b) => a + b, 0), bytesMoved, flopsByOp };
}

export const bytesOf = ({ shape, dtype }: Spec): number => sizeOf(shape) * bytesPerElement(dtype);

/** An op reads no more of an input than it writes (slice, gather), unless it sums what it reads. */
function trafficOf(node: Tensor): number {
  const written = bytesOf(node);
  const chooses = node.op.name === "slice" || node.op.name === "gather" || node.op.name === "takeAlong";
  return node.inputs.reduce((sum, x) => sum + (chooses ? Math.min(bytesOf(x), written) : bytesOf(x)), written);
}
