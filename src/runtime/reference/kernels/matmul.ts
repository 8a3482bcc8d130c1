/** Kernels of matrix products. */
import { broadcastReader, build, type Kernel, type Kernels } from "../array.ts";

/** Y[…, i, j] = Σₖ A[…, i, k] B[…, k, j]; a transposed side is read with its last two indices swapped. */
const matmul: Kernel = ([a, b], { shape, attributes }) => {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const inner = a!.shape.at(transposeA ? -2 : -1)!;
  const [left, right] = [broadcastReader(a!, shape.length), broadcastReader(b!, shape.length)];
  return build(shape, (index) => {
    const batch = index.slice(0, -2);
    const [i, j] = index.slice(-2) as [number, number];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const inA = transposeA ? [k, i] : [i, k];
      const inB = transposeB ? [j, k] : [k, j];
      sum += left([...batch, ...inA]) * right([...batch, ...inB]);
    }
    return sum;
  });
};

/** Y[i, j] = Σₖ X[i, k] W[k, j] + b[j]. */
const affine: Kernel = ([x, w, b], { shape }) => {
  const [inner, columns] = w!.shape as [number, number];
  return build(shape, ([i, j]) => {
    let sum = b!.data[j!]!;
    for (let k = 0; k < inner; k++) sum += x!.data[i! * inner + k]! * w!.data[k * columns + j!]!;
    return sum;
  });
};

export const products: Kernels = { matmul, affine };
