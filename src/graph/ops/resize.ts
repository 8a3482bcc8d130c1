/** Resizing pictures, written with other ops. */
import { concrete, shapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { broadcastTo } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { gather } from "./gather.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./shape.ts";
import { constant } from "./source.ts";

type Size = readonly [height: number, width: number];

function pictureSize(op: string, x: Tensor, target: Size): Size {
  if (x.rank !== 4) shapeError(op, [x.shape], "Need four axes: [N, C, H, W].");
  if (target.some((s) => !Number.isInteger(s) || s < 1))
    shapeError(op, [x.shape, target], "Sizes must be positive integers.");
  return [concrete(x.dim(2), op, x.shape), concrete(x.dim(3), op, x.shape)];
}

/** Nearest neighbour, pixel i taken from ⌊i · from/to⌋ (ONNX: asymmetric, floor). */
export function resizeNearest(x: Tensor, target: Size): Tensor {
  const [height, width] = pictureSize("resizeNearest", x, target);
  const [n, c] = x.shape as readonly [number, number];
  const [byY, byX] = [target[0] / height, target[1] / width];
  if (Number.isInteger(byY) && Number.isInteger(byX)) {
    const apart = reshape(x, [n, c, height, 1, width, 1]);
    return reshape(broadcastTo(apart, [n, c, height, byY, width, byX]), [n, c, ...target]);
  }
  const pick = (from: number, to: number) =>
    constant(
      Array.from({ length: to }, (_, i) => Math.floor((i * from) / to)),
      [to],
      "int64",
    );
  return gather(gather(x, pick(height, target[0]), 2), pick(width, target[1]), 3);
}

/** Bilinear with pixel centres at ½ (ONNX: half_pixel), as two products with interpolation matrices. */
export function resizeBilinear(x: Tensor, target: Size): Tensor {
  const [height, width] = pictureSize("resizeBilinear", x, target);
  const byRow = cast(constant(interpolation(height, target[0]), [target[0], height]), x.dtype);
  const byColumn = cast(constant(interpolation(width, target[1]), [target[1], width]), x.dtype);
  return matmul(matmul(byRow, x), byColumn, { transposeB: true });
}

/** The [to, from] matrix of linear interpolation between pixel centres, edges repeated. */
function interpolation(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, from - 1);
    weights[i * from + low]! += 1 - (at - low);
    weights[i * from + high]! += at - low;
  }
  return weights;
}
