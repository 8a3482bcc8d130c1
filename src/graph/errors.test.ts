// A user's mistakes: the error names the op, what came, the rule, and what to do.

import { describe, expect, it } from "vitest";
import * as g from "./index.ts";
import { ShapeError } from "./index.ts";

const x = (...shape: g.Shape) => g.input("x", g.f32(...shape));
const ids = (...shape: g.Shape) => g.input("ids", g.i64(...shape));
const flag = (...shape: g.Shape) => g.input("flag", g.bool(...shape));

describe("shapes that do not fit", () => {
  const cases: [() => unknown, string][] = [
    [() => x(2, 3).add(x(4)), "add: [2, 3] and [4] do not fit. Sizes must be equal or 1 (broadcasting): 3 and 4."],
    [() => g.mul(x("n"), x("m")), "mul: [n] and [m] do not fit. Sizes must be equal or 1 (broadcasting): n and m."],
    [() => g.matmul(x(2, 3), x(4, 5)), "matmul: [2, 3] and [4, 5] do not fit. Inner sizes must match: 3 and 4."],
    [
      () => g.matmul(x(3), x(3, 2)),
      "matmul: [3] and [3, 2] do not fit. Both need at least two axes: reshape vectors first.",
    ],
    [() => g.affine(x(3), x(3, 2)), "affine: [3] and [3, 2] do not fit. x needs at least two axes."],
    [
      () => g.affine(x(2, 3), x(3, 2), x(4)),
      "affine: [2, 3] and [3, 2] and [4] do not fit. Need [N, C], [C, D] and [D].",
    ],
    [
      () => g.einsum("ij,jk", x(2, 2)),
      'einsum "ij,jk": [2, 2] do not fit. Write one or two terms, e.g. "bij,bjk->bik", a letter an axis.',
    ],
    [
      () => g.einsum("ij->k", x(2, 2)),
      'einsum "ij->k": [2, 2] do not fit. Each letter of the result must stand in an operand.',
    ],
    [() => g.sum(x(2, 3), 2), "sum: axis 2 of [2, 3] does not exist. Use -2 to 1."],
    [() => g.reshape(x(2, 3), [4]), "reshape: [2, 3] and [4] do not fit. Both must hold as many numbers: 6 and 4."],
    [
      () => g.reshape(x("n", 3), [6]),
      "reshape: [n, 3] and [6] do not fit. Both must hold as many numbers: 3 * n and 6.",
    ],
    [() => g.reshape(x(2, 3), [-1, -1]), "reshape: [2, 3] and [-1, -1] do not fit. At most one size may be -1."],
    [() => g.reshape(x(2, 3), [-1, 4]), "reshape: [2, 3] and [-1, 4] do not fit. The size -1 cannot be worked out."],
    [
      () => g.reshape(x(4), [2.5, -1]),
      "reshape: [4] and [2.5, -1] do not fit. Sizes must be whole and not negative; one may be -1.",
    ],
    [() => g.reshape(x(4), ["n"]), 'reshape: [4] and [n] do not fit. The name "n" is not in the source.'],
    [() => g.transpose(x(3)), "transpose: [3] has fewer than two axes. Give a permutation."],
    [() => g.transpose(x(2, 3), [0, 0]), "transpose: [0, 0] is not an order of the 2 axes of [2, 3]. Name each once."],
    [
      () => g.slice(x(4), 0, 3, 6),
      "slice: 3 to 6 by 1 on axis 0 of [4] does not fit. Need 0 ≤ start ≤ end ≤ 4 and step ≥ 1.",
    ],
    [
      () => g.slice(x("n"), 0, 1),
      'slice: the size "n" of [n] is a name. This needs a number: trace the program at concrete sizes.',
    ],
    [() => g.split(x(5), 0, 2), "split: 5 on axis 0 of [5] cannot be parted into [2.5, 2.5]."],
    [() => g.concat([], 0), "concat: the list is empty. Give at least one tensor."],
    [
      () => g.concat([x(2, 3), x(2, 4)], 0),
      "concat: [2, 3] and [2, 4] do not fit. All sizes but axis 0 must be equal, and dtypes too.",
    ],
    [() => g.pad(x(2), [[-1, 0]]), "pad: [[-1,0]] for [2]. Give [before, after] ≥ 0 for each axis."],
    [
      () => g.broadcastTo(x(3), [2]),
      "broadcastTo: [3] and [2] do not fit. Sizes must be equal or 1 (broadcasting): 3 and 2.",
    ],
    [
      () => g.broadcastTo(x(3), [1]),
      "broadcastTo: [3] and [1] do not fit. The target must be at least as large on every axis.",
    ],
    [
      () => g.conv(x(1, 3, 4, 4), x(2, 4, 3, 3)),
      "conv: [1, 3, 4, 4] and [2, 4, 3, 3] do not fit. Channels must match: 3 and 4 × 1 groups.",
    ],
    [
      () => g.conv(x(1, 1, 2, 2), x(1, 1, 3, 3)),
      "conv: [1, 1, 2, 2] and [1, 1, 3, 3] do not fit. The kernel is larger than the padded picture.",
    ],
    [() => g.conv(x(4, 4), x(1, 1, 3, 3)), "conv: [4, 4] do not fit. Need four axes: [N, C, H, W]."],
    [
      () => g.convTranspose(x(1, 3, 4, 4), x(2, 4, 3, 3)),
      "convTranspose: [1, 3, 4, 4] and [2, 4, 3, 3] do not fit. Channels must match: 3 and 2.",
    ],
    [
      () => g.maxPool(x(1, 1, 2, 2), 3),
      "maxPool: [1, 1, 2, 2] and [3, 3] do not fit. The window is larger than the picture.",
    ],
    [
      () => g.takeAlong(x(2, 3), ids(3, 1)),
      "takeAlong: [2, 3] and [3, 1] do not fit. All sizes but axis 1 must be equal.",
    ],
    [
      () => g.scatterAdd(x(2, 3), ids(3), 4),
      "scatterAdd: [2, 3] and [3] do not fit. Updates must begin with the shape of the indices.",
    ],
    [() => g.topK(x(2, 3), 4), "topK: k = 4 on axis 1 of [2, 3]. Need 1 ≤ k ≤ 3."],
    [
      () => g.layerNorm(x(2, 3), x(2), x(3)),
      "layerNorm: [2, 3] and [2] do not fit. Scale and bias must be [3], the last size of x.",
    ],
    [
      () => g.groupNorm(x(1, 3, 2), 2, x(3), x(3)),
      "groupNorm: [1, 3, 2] do not fit. 3 channels do not divide into 2 groups.",
    ],
    [
      () => g.attention(x(2, 3), x(2, 3), x(2, 3)),
      "attention: [2, 3] and [2, 3] and [2, 3] do not fit. Need [B, H, T, d], [B, H, S, d] and [B, H, S, v].",
    ],
    [
      () => g.resizeNearest(x(1, 1, 2, 2), [0, 2]),
      "resizeNearest: [1, 1, 2, 2] and [0, 2] do not fit. Sizes must be positive integers.",
    ],
    [() => g.constant([1, 2], [3]), "constant: 2 numbers for [3], which holds 3."],
  ];
  it.each(cases.map(([make, message]) => [message, make] as const))("%s", (message, make) => {
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(message);
  });
});

describe("dtypes that do not fit", () => {
  const cases: [() => unknown, string][] = [
    [() => g.add(x(2), ids(2)), "add: float32 and int64 do not mix. Use cast on one of them."],
    [() => g.add(flag(2), flag(2)), "add: the operand is bool. It must be a float, int32 or int64: use cast."],
    [() => g.exp(ids(2)), "exp: the operand is int64. It must be a float: use cast."],
    [() => g.softmax(ids(2)), "softmax: the operand is int64. It must be a float: use cast."],
    [() => g.mean(ids(2)), "mean: the operand is int64. It must be a float: use cast."],
    [() => g.sum(flag(2)), "sum: the operand is bool. It must be a float, int32 or int64: use cast."],
    [
      () => g.matmul(x(2, 2), g.input("y", g.f64(2, 2))),
      "matmul: float32 and float64 do not mix. Use cast on one of them.",
    ],
    [
      () => g.conv(x(1, 1, 2, 2), g.input("y", g.f64(1, 1, 1, 1))),
      "conv: float32 and float64 do not mix. Use cast on one of them.",
    ],
    [() => g.layerNorm(ids(2, 3)), "layerNorm: the operand is int64. It must be a float: use cast."],
    [() => g.where(x(2), 1, 0), "where: the operand is float32. It must be bool: compare it first, e.g. with greater."],
    [() => g.logicalAnd(flag(2), x(2)), "logicalAnd: bool and float32 do not mix. Use cast on one of them."],
    [
      () => g.logicalNot(x(2)),
      "logicalNot: the operand is float32. It must be bool: compare it first, e.g. with greater.",
    ],
    [() => g.gather(x(2), x(2)), "gather: indices are float32. They must be int64 or int32: use cast."],
    [() => g.mul(ids(2), 0.5), "arrayOf: 0.5 is not a whole number, which int64 needs. Use a float dtype or cast."],
    [() => g.constant(new Float64Array(1), [1]), "constant: float32 numbers lie in Float32Array, not Float64Array."],
  ];
  it.each(cases.map(([make, message]) => [message, make] as const))("%s", (message, make) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

describe("programs that cannot be", () => {
  it("an output that is no tensor", () => {
    expect(() => g.trace({ x: g.f32() }, () => ({ y: 5 }) as never)).toThrow("tree: y is 5. Leaves must be tensors.");
  });
  it("two inputs of one path", () => {
    expect(() => g.trace({ "a.b": g.f32(), a: { b: g.f32() } }, (p) => ({ y: p["a.b"] }))).toThrow(
      "trace: two inputs have the path a.b.",
    );
  });
  it("an op of a name that is taken", async () => {
    const { defineOp } = await import("./tensor.ts");
    const again = { name: "add", shape: () => g.f32(), vjp: "no", onnx: () => "" };
    expect(() => defineOp(again)).toThrow("defineOp: add is defined twice.");
  });
  it("an axis that a tensor has not", () => {
    expect(() => x(2, 3).dim(2)).toThrow("dim: axis 2 of a tensor of rank 2 does not exist.");
  });
});
