/** Kernels of matrix products. */
import { broadcastPosition, build, type Kernel, type Kernels } from "../array.ts";

/** Y[…, i, j] = Σₖ A[…, i, k] B[…, k, j]; a transposed side lies in memory with its last two axes swapped. */
const matmul: Kernel = ([a, b], { shape, attributes }) => {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const [rowsA, columnsA, rowsB, columnsB] = [...a!.shape.slice(-2), ...b!.shape.slice(-2)] as [
    number,
    number,
    number,
    number,
  ];
  const inner = transposeA ? rowsA : columnsA;
  const [stepA, stepB] = [transposeA ? columnsA : 1, transposeB ? 1 : columnsB];
  const matrixA = broadcastPosition(a!.shape.slice(0, -2), shape.length - 2);
  const matrixB = broadcastPosition(b!.shape.slice(0, -2), shape.length - 2);
  return build(shape, (index) => {
    const batch = index.slice(0, -2);
    const [i, j] = index.slice(-2) as [number, number];
    let atA = matrixA(batch) * rowsA * columnsA + i * (transposeA ? 1 : columnsA);
    let atB = matrixB(batch) * rowsB * columnsB + j * (transposeB ? columnsB : 1);
    let sum = 0;
    for (let k = 0; k < inner; k++, atA += stepA, atB += stepB) sum += a!.data[atA]! * b!.data[atB]!;
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
