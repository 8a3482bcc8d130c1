/** Sums of rows by lists that go both ways, so that the gradient gathers too: nothing is scattered. */
import { needIndices, needNumbers } from "../check.ts";
import { shapeError } from "../shape.ts";
import { defineOp, type Tensor } from "../tensor.ts";

const gatherSumOp: (inputs: readonly Tensor[], attributes: Record<string, never>) => Tensor = defineOp({
  name: "gatherSum",
  shape: ([x, ids, back]) => {
    if (x!.rank !== 2 || ids!.rank !== 2 || back!.rank !== 2 || back!.shape[0] !== x!.shape[0]) {
      shapeError("gatherSum", [x!.shape, ids!.shape, back!.shape], "Need [N, C], [R, k] and [N, m].");
    }
    return { shape: [ids!.shape[0]!, x!.shape[1]!], dtype: needNumbers("gatherSum", x!).dtype };
  },
  // y = S x with S of zeros and ones, its rows listed in `ids` and its columns in `back`  ⇒  dx = Sᵀ dY
  vjp: (dY, [, ids, back]) => [gatherSum(dY, back!, ids!), null, null],
  onnx: (emit, [x, ids], y) => {
    const zero = emit("Expand", [emit.scalar(y.dtype, 0), emit.shape([1, y.shape[1]!])]);
    const rows = emit("Gather", [emit("Concat", [x!, zero], { axis: 0 }), ids!], { axis: 0 }); // [R, k, C]
    if (y.inputs[1]!.shape[1] === 1) return emit("Reshape", [rows, emit.shape(y.shape)]);
    return emit("ReduceSum", [rows, emit.ints([1])], { keepdims: 0 });
  },
});

/**
 * y[r] = Σ_j x[ids[r, j]], where -1 adds nothing: x [N, C], ids [R, k] → [R, C].
 * `back` [N, m] says the same the other way: for each row of x the rows of y that it is added to, and -1 else. Each pair
 * must stand in both lists, or the gradient is wrong.
 */
export function gatherSum(x: Tensor, ids: Tensor, back: Tensor): Tensor {
  needIndices("gatherSum", ids);
  needIndices("gatherSum", back);
  return gatherSumOp([x, ids, back], {});
}
