/** The same numbers in another dtype. */
import { type DType, isFloat, onnxDataTypes } from "../dtype.ts";
import { defineOp, type Tensor } from "../tensor.ts";

const castOp = defineOp<{ dtype: DType }>({
  name: "cast",
  shape: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  vjp: (dY, [x]) => [isFloat(x!.dtype) && isFloat(dY.dtype) ? cast(dY, x!.dtype) : null],
  onnx: (emit, [x], y) => emit("Cast", [x!], { to: onnxDataTypes[y.dtype] }),
});

/** The same numbers in another dtype; floats lose their fraction on the way to integers, and bool is x ≠ 0. */
export const cast = (x: Tensor, dtype: DType): Tensor => (x.dtype === dtype ? x : castOp([x], { dtype }));
