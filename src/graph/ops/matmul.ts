/** Matrix products: batched, with either side transposed, and the affine layer. */
import { needFloat, needNumbers, sameDType } from "../check.ts";
import { productOf } from "../dim.ts";
import { broadcastShapes, type Shape, shapeError } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { sum, sumTo } from "./broadcast.ts";
import { reshape, transpose } from "./shape.ts";

interface MatmulAttributes extends Record<string, unknown> {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function matmulShape(a: Shape, b: Shape, { transposeA, transposeB }: MatmulAttributes): Shape {
  if (a.length < 2 || b.length < 2) shapeError("matmul", [a, b], "Both need at least two axes: reshape vectors first.");
  const [rows, innerA] = transposeA ? [a.at(-1), a.at(-2)] : [a.at(-2), a.at(-1)];
  const [innerB, columns] = transposeB ? [b.at(-1), b.at(-2)] : [b.at(-2), b.at(-1)];
  if (innerA !== innerB) shapeError("matmul", [a, b], `Inner sizes must match: ${innerA} and ${innerB}.`);
  return [...broadcastShapes("matmul", a.slice(0, -2), b.slice(0, -2)), rows!, columns!];
}

const matmulOp = defineOp<MatmulAttributes>({
  name: "matmul",
  shape: ([a, b], attributes) => {
    const dtype = sameDType("matmul", needNumbers("matmul", a!), b!);
    return { shape: matmulShape(a!.shape, b!.shape, attributes), dtype };
  },
  // Y = AB  ⇒  dA = dY Bᵀ, dB = Aᵀ dY; a transposed side gets its transposed gradient.
  vjp: (dY, [a, b], y) => {
    const { transposeA, transposeB } = y.attributes as MatmulAttributes;
    const dA = transposeA
      ? matmul(b!, dY, { transposeA: transposeB, transposeB: true })
      : matmul(dY, b!, { transposeB: !transposeB });
    return [sumTo(dA, a!.shape), sumTo(gradientOfB(dY, a!, b!, transposeA, transposeB), b!.shape)];
  },
  onnx: (emit, [a, b], y) => {
    const { transposeA, transposeB } = y.attributes as MatmulAttributes;
    const [shapeA, shapeB] = y.inputs.map((t) => t.shape);
    if (!transposeA && !transposeB) return emit("MatMul", [a!, b!]);
    if (shapeA!.length === 2 && shapeB!.length === 2 && y.dtype === "float32") {
      return emit("Gemm", [a!, b!], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    }
    if (emit.native && y.dtype === "float32") {
      return emit(
        "FusedMatMul",
        [a!, b!],
        { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: { float: 1 } },
        "com.microsoft",
      );
    }
    return emit("MatMul", [
      transposeA ? swapLast(emit, a!, shapeA!.length) : a!,
      transposeB ? swapLast(emit, b!, shapeB!.length) : b!,
    ]);
  },
});

/** A matrix shared by a batch gathers its gradient in one product over all rows instead of a sum of products. */
function gradientOfB(dY: Tensor, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  if (b.rank === 2 && a.rank > 2 && !transposeA) {
    const rows = reshape(a, [-1, a.dim(-1)]);
    const d = reshape(dY, [-1, dY.dim(-1)]);
    return transposeB ? matmul(d, rows, { transposeA: true }) : matmul(rows, d, { transposeA: true });
  }
  return transposeB
    ? matmul(dY, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, dY, { transposeA: !transposeA });
}

function swapLast(emit: Emit, x: string, rank: number): string {
  return emit("Transpose", [x], {
    perm: Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i)),
  });
}

/** Y = AB over the last two axes, either side transposed on request; leading axes broadcast. */
export function matmul(a: Tensor, b: Tensor, options: { transposeA?: boolean; transposeB?: boolean } = {}): Tensor {
  return matmulOp([a, b], { transposeA: options.transposeA ?? false, transposeB: options.transposeB ?? false });
}

const affineOp = defineOp({
  name: "affine",
  shape: ([x, w, b]) => {
    if (x!.rank !== 2 || w!.rank !== 2 || b!.rank !== 1 || x!.shape[1] !== w!.shape[0] || w!.shape[1] !== b!.shape[0]) {
      shapeError("affine", [x!.shape, w!.shape, b!.shape], "Need [N, C], [C, D] and [D].");
    }
    return { shape: [x!.shape[0]!, w!.shape[1]!], dtype: sameDType("affine", needFloat("affine", x!), w!, b!) };
  },
  vjp: (dY, [x, w]) => [matmul(dY, w!, { transposeB: true }), matmul(x!, dY, { transposeA: true }), sum(dY, 0)],
  // Gemm writes the bias to all rows first, on one thread: a product and a sum take a fifth less time.
  // ONNX Runtime would make a Gemm of MatMul and Add.
  onnx: (emit, [x, w, b], y) =>
    emit.native && y.dtype === "float32"
      ? emit("Add", [emit("FusedMatMul", [x!, w!], {}, "com.microsoft"), b!])
      : emit("Gemm", [x!, w!, b!]),
});

/** xW + b over the last axis: x [..., C], weight [C, D], bias [D]. */
export function affine(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  if (x.rank === 1) shapeError("affine", [x.shape, weight.shape], "x needs at least two axes.");
  const flat = reshape(x, [-1, x.dim(-1)]);
  const y = bias === undefined ? matmul(flat, weight) : affineOp([flat, weight, bias], {});
  return reshape(y, [...x.shape.slice(0, -1), weight.dim(-1)]);
}

/**
 * Einstein summation of one or two operands, e.g. `einsum("bthd,bshd->bhts", q, k)`.
 * Letters name axes; a letter that is not in the result is summed. No repeated letter within an operand.
 */
export function einsum(equation: string, ...xs: readonly Tensor[]): Tensor {
  const match = /^([a-zA-Z]+)(?:,([a-zA-Z]+))?->([a-zA-Z]*)$/.exec(equation.replaceAll(" ", ""));
  const terms = match ? [match[1]!, ...(match[2] === undefined ? [] : [match[2]])] : [];
  const repeated = [...terms, match?.[3] ?? ""].some((term) => new Set(term).size !== term.length);
  if (match === null || repeated || terms.length !== xs.length || terms.some((t, i) => t.length !== xs[i]!.rank)) {
    shapeError(
      `einsum "${equation}"`,
      xs.map((x) => x.shape),
      'Write one or two terms, e.g. "bij,bjk->bik", a letter an axis.',
    );
  }
  const result = match![3]!;
  if ([...result].some((letter) => !terms.some((term) => term.includes(letter)))) {
    shapeError(
      `einsum "${equation}"`,
      xs.map((x) => x.shape),
      "Each letter of the result must stand in an operand.",
    );
  }
  if (xs.length === 1) return arrange(sumLetters(xs[0]!, terms[0]!, result), keepLetters(terms[0]!, result), result);
  return contract(terms as [string, string], result, xs as [Tensor, Tensor]);
}

const keepLetters = (term: string, wanted: string): string => [...term].filter((l) => wanted.includes(l)).join("");

const sumLetters = (x: Tensor, term: string, wanted: string): Tensor =>
  sum(
    x,
    [...term].flatMap((letter, axis) => (wanted.includes(letter) ? [] : [axis])),
  );

const arrange = (x: Tensor, from: string, to: string): Tensor =>
  transpose(
    x,
    [...to].map((letter) => from.indexOf(letter)),
  );

/** Two operands as one batched matmul: [shared, left, inner] × [shared, inner, right]. */
function contract([termA, termB]: [string, string], result: string, [a, b]: [Tensor, Tensor]): Tensor {
  const keptA = keepLetters(termA, termB + result);
  const keptB = keepLetters(termB, termA + result);
  const letters = [...keptA];
  const shared = letters.filter((l) => keptB.includes(l) && result.includes(l)).join("");
  const inner = letters.filter((l) => keptB.includes(l) && !result.includes(l)).join("");
  const left = letters.filter((l) => !keptB.includes(l)).join("");
  const right = [...keptB].filter((l) => !keptA.includes(l)).join("");
  const left3 = arrange(sumLetters(a, termA, keptA), keptA, shared + left + inner);
  const right3 = arrange(sumLetters(b, termB, keptB), keptB, shared + inner + right);
  const size = (x: Tensor, from: string, letter: string) => x.shape[from.indexOf(letter)]!;
  const product = (x: Tensor, from: string, group: string) => productOf([...group].map((l) => size(x, from, l)));
  const orderA = shared + left + inner;
  const orderB = shared + inner + right;
  const y = matmul(
    reshape(left3, [product(left3, orderA, shared), product(left3, orderA, left), product(left3, orderA, inner)]),
    reshape(right3, [product(right3, orderB, shared), product(right3, orderB, inner), product(right3, orderB, right)]),
  );
  const order = shared + left + right;
  const sizes = [...order].map((l) => (orderA.includes(l) ? size(left3, orderA, l) : size(right3, orderB, l)));
  return arrange(reshape(y, sizes), order, result);
}
