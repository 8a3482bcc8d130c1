/** Rotary positions (Su et al. 2021): pairs of numbers turned by angles that grow with the position. */
import { needFloat, needIndices, sameDType } from "../check.ts";
import { concrete, shapeError } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";
import { neg } from "./elementwise.ts";

const rotaryOp: (inputs: readonly Tensor[], attributes: Record<string, never>) => Tensor = defineOp({
  name: "rotary",
  shape: ([x, positions, cos, sin]) => {
    const [half, width] = [cos!.shape[1], x!.dim(-1)];
    const fits = typeof half === "number" && typeof width === "number" && width % (2 * half) === 0;
    if (
      x!.rank !== 3 ||
      positions!.rank !== 2 ||
      cos!.rank !== 2 ||
      sin!.rank !== 2 ||
      sin!.shape[1] !== half ||
      !fits
    ) {
      const shapes = [x!, positions!, cos!, sin!].map((t) => t.shape);
      shapeError("rotary", shapes, "Need [B, T, H·d], [B, T], and twice [L, d/2].");
    }
    return { shape: x!.shape, dtype: sameDType("rotary", needFloat("rotary", x!), cos!, sin!) };
  },
  // A turn by -θ undoes a turn by θ, and is its transpose. The tables are taken as constants.
  vjp: (dY, [, positions, cos, sin]) => [rotary(dY, positions!, cos!, neg(sin!)), null, null, null],
  onnx: (emit, [x, positions, cos, sin], y) =>
    emit.native && y.dtype === "float32"
      ? emit("RotaryEmbedding", [x!, positions!, cos!, sin!], { interleaved: 0 }, "com.microsoft")
      : turn(
          emit,
          x!,
          [cos!, sin!].map((table) => emit("Gather", [table, positions!], { axis: 0 })),
          y,
        ),
});

/** The same in standard nodes, on heads [B, T, H, d] with tables [B, T, 1, d/2]. */
function turn(emit: Emit, x: string, tables: readonly string[], y: Tensor): string {
  const half = concrete(y.inputs[2]!.shape[1], "rotary", y.inputs[2]!.shape);
  const [b, t, width] = y.shape as [Tensor["shape"][0], Tensor["shape"][0], number];
  const heads = emit("Reshape", [x, emit.shape([b, t, width / (2 * half), 2 * half])]);
  const [cos, sin] = tables.map((table) => emit("Unsqueeze", [table, emit.ints([2])])) as [string, string];
  const part = (i: number) =>
    emit("Slice", [heads, emit.ints([i * half]), emit.ints([(i + 1) * half]), emit.ints([3])]);
  const [first, second] = [part(0), part(1)];
  const turned = [
    emit("Sub", [emit("Mul", [first, cos]), emit("Mul", [second, sin])]),
    emit("Add", [emit("Mul", [second, cos]), emit("Mul", [first, sin])]),
  ];
  return emit("Reshape", [emit("Concat", turned, { axis: 3 }), emit.shape(y.shape)]);
}

/**
 * Turns pair i of each head at position m: (x_i, x_{i+d/2}) by the angle whose cosine and sine stand in row m, column i
 * of the tables. x [B, T, H·d], positions [B, T], cos and sin [L, d/2]; no gradient flows to the tables.
 */
export function rotary(x: Tensor, positions: Tensor, cos: Tensor, sin: Tensor): Tensor {
  needIndices("rotary", positions);
  return rotaryOp([x, positions, cos, sin], {});
}
