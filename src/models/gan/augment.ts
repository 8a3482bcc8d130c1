/**
 * Differentiable augmentation (Zhao et al. 2020): real and made pictures are moved, covered and tinted alike before the
 * discriminator sees them, so that it cannot learn few pictures by heart. Each is linear in the pixels, and its numbers
 * are drawn outside the program. Legend: N batch, S picture size.
 */
import { add, f32, matmul, mean, mul, type Spec, sub, type Tensor, type Value } from "../../graph/index.ts";
import type { Rng } from "../../nn/index.ts";

export const AUGMENTATIONS = ["translation", "cutout", "colour"] as const;
export type Augmentation = (typeof AUGMENTATIONS)[number];

/** The numbers of one batch; what is not asked for is not there. */
export type AugmentDraw<T> = {
  readonly translation?: { readonly rows: T; readonly columns: T }; // [N, 1, S, S] each: which row comes from which
  readonly cutout?: T; // [N, 1, S, S], 0 where covered
  readonly colour?: { readonly brightness: T; readonly saturation: T; readonly contrast: T }; // [N, 1, 1, 1] each
};

export function augmentSpecs(policy: readonly Augmentation[], n: number, size: number): AugmentDraw<Spec> {
  const [plane, number] = [f32(n, 1, size, size), f32(n, 1, 1, 1)];
  return {
    ...(policy.includes("translation") ? { translation: { rows: plane, columns: plane } } : {}),
    ...(policy.includes("cutout") ? { cutout: plane } : {}),
    ...(policy.includes("colour") ? { colour: { brightness: number, saturation: number, contrast: number } } : {}),
  };
}

/** Moves by up to S/8, covers S/2 × S/2, brightens by ±½, and scales saturation by 0 to 2, contrast by ½ to 3/2. */
export function drawAugmentation(
  rng: Rng,
  policy: readonly Augmentation[],
  n: number,
  size: number,
): AugmentDraw<Value> {
  const numbers = (name: string, low: number, high: number): Value => ({
    dtype: "float32",
    shape: [n, 1, 1, 1],
    data: rng.split(name).uniform(n, low, high),
  });
  return {
    ...(policy.includes("translation")
      ? { translation: { rows: shifts(rng.split("rows"), n, size), columns: shifts(rng.split("columns"), n, size) } }
      : {}),
    ...(policy.includes("cutout") ? { cutout: covers(rng.split("cutout"), n, size) } : {}),
    ...(policy.includes("colour")
      ? {
          colour: {
            brightness: numbers("brightness", -0.5, 0.5),
            saturation: numbers("saturation", 0, 2),
            contrast: numbers("contrast", 0.5, 1.5),
          },
        }
      : {}),
  };
}

/** Pictures [N, 3, S, S] → the same, changed. */
export function augment(pixels: Tensor, draw: AugmentDraw<Tensor>): Tensor {
  let x = pixels;
  if (draw.colour !== undefined) {
    const { brightness, saturation, contrast } = draw.colour;
    x = add(x, brightness);
    const grey = mean(x, 1, true);
    x = add(grey, mul(sub(x, grey), saturation));
    const middle = mean(x, [1, 2, 3], true);
    x = add(middle, mul(sub(x, middle), contrast));
  }
  if (draw.translation !== undefined) {
    x = matmul(matmul(draw.translation.rows, x), draw.translation.columns, { transposeB: true });
  }
  return draw.cutout === undefined ? x : mul(x, draw.cutout);
}

/** Matrices that move a row i to i + d, and leave 0 where none comes. */
function shifts(rng: Rng, n: number, size: number): Value {
  const data = new Float32Array(n * size * size);
  const reach = Math.floor(size / 8);
  for (let k = 0; k < n; k++) {
    const by = rng.int(2 * reach + 1) - reach;
    for (let i = Math.max(0, -by); i < Math.min(size, size - by); i++) data[(k * size + i + by) * size + i] = 1;
  }
  return { dtype: "float32", shape: [n, 1, size, size], data };
}

function covers(rng: Rng, n: number, size: number): Value {
  const data = new Float32Array(n * size * size).fill(1);
  const half = size / 4;
  for (let k = 0; k < n; k++) {
    const [y, x] = [rng.int(size + 1), rng.int(size + 1)];
    for (let i = Math.max(0, y - half); i < Math.min(size, y + half); i++) {
      const row = (k * size + i) * size;
      data.fill(0, row + Math.max(0, x - half), row + Math.min(size, x + half));
    }
  }
  return { dtype: "float32", shape: [n, 1, size, size], data };
}
