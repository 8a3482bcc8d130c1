/** Kernels of convolution and pooling. */
import { build, type Floats, type Kernel, type Kernels, reader } from "../array.ts";

type Pair = readonly [number, number];
interface ConvAttributes {
  readonly stride: Pair;
  readonly padding: readonly [number, number, number, number];
  readonly dilation: Pair;
  readonly groups: number;
}

/** y[n, o, i, j] = Σ_{c, u, v} x[n, c, i·stride + u·dilation - padding, …] w[o, c, u, v], c within o's group. */
const conv: Kernel = ([x, w], { shape, attributes }) => {
  const { stride, padding, dilation, groups } = attributes as ConvAttributes;
  const [outputs, perGroup, kH, kW] = w!.shape as [number, number, number, number];
  const [, channels, height, width] = x!.shape as [number, number, number, number];
  return build(shape, (index) => {
    const [n, o, i, j] = index as [number, number, number, number];
    const firstChannel = Math.floor(o / (outputs / groups)) * perGroup;
    let sum = 0;
    for (let c = 0; c < perGroup; c++) {
      for (let u = 0; u < kH; u++) {
        for (let v = 0; v < kW; v++) {
          const row = i * stride[0] + u * dilation[0] - padding[0];
          const column = j * stride[1] + v * dilation[1] - padding[1];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const inX = ((n * channels + firstChannel + c) * height + row) * width + column;
          sum += x!.data[inX]! * w!.data[((o * perGroup + c) * kH + u) * kW + v]!;
        }
      }
    }
    return sum;
  });
};

/** dW[o, c, u, v] = Σ_{n, i, j} dY[n, o, i, j] x[n, c, i·stride + u·dilation - padding, …]. */
const convWeightGradient: Kernel = ([dY, x], { shape, attributes }) => {
  const { stride, padding, dilation } = attributes as ConvAttributes;
  const [batch, outputs, outH, outW] = dY!.shape as [number, number, number, number];
  const [, channels, height, width] = x!.shape as [number, number, number, number];
  return build(shape, (index) => {
    const [o, c, u, v] = index as [number, number, number, number];
    let sum = 0;
    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < outH; i++) {
        for (let j = 0; j < outW; j++) {
          const row = i * stride[0] + u * dilation[0] - padding[0];
          const column = j * stride[1] + v * dilation[1] - padding[1];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const inX = ((n * channels + c) * height + row) * width + column;
          sum += x!.data[inX]! * dY!.data[((n * outputs + o) * outH + i) * outW + j]!;
        }
      }
    }
    return sum;
  });
};

const pool =
  (join: (window: readonly number[]) => number): Kernel =>
  ([x], { shape, attributes }) => {
    const { kernel, stride } = attributes as { kernel: Pair; stride: Pair };
    const read = reader(x as Floats);
    return build(shape, (index) => {
      const [n, c, i, j] = index as [number, number, number, number];
      const window: number[] = [];
      for (let u = 0; u < kernel[0]; u++) {
        for (let v = 0; v < kernel[1]; v++) window.push(read([n, c, i * stride[0] + u, j * stride[1] + v]));
      }
      return join(window);
    });
  };

export const pictures: Kernels = {
  conv,
  convWeightGradient,
  maxPool: pool((window) => Math.max(...window)),
  averagePool: pool((window) => window.reduce((a, b) => a + b, 0) / window.length),
};
