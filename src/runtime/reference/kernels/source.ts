/** Kernels of where graphs begin and of the markers that change no value. `input` is bound by the evaluator. */
import type { TypedArray } from "../../../graph/index.ts";
import { count, type Kernel, type Kernels } from "../array.ts";
import { toFloats } from "../border.ts";

const same: Kernel = ([x]) => x!.data;

export const source: Kernels = {
  constant: (_, { dtype, attributes }) => toFloats(dtype, attributes.data as TypedArray),
  fill: (_, { shape, attributes }) => new Float64Array(count(shape)).fill(attributes.value as number),
  alias: same,
  stopGradient: same,
  barrier: same,
  rematerialize: same,
};
