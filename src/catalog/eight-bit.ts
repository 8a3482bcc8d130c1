/** Weights as they lie in a file: matrices and kernels in eight bits with their scales, the rest as they are. */
import { leavesOf, type Tree, type Value } from "../graph/index.ts";
import { dequantizeInt8, quantizeInt8 } from "../slim/index.ts";
import { CheckpointError } from "../train/index.ts";

const SCALES = ".scales";
/** Smaller weights stay whole: eight bits would save nothing. */
const LEAST = 1024;

/** A model's weights as the tensors of its file. */
export function narrowWeights(weights: Tree<Value>): Map<string, Value> {
  const stored = new Map<string, Value>();
  for (const [name, leaf] of leavesOf<Value>(weights)) {
    if (leaf.shape.length < 2 || leaf.data.length < LEAST) {
      stored.set(name, leaf);
      continue;
    }
    const { values, scales } = quantizeInt8(leaf);
    stored.set(name, values);
    stored.set(name + SCALES, scales);
  }
  return stored;
}

/** The tensors of a file at full width. Throws a CheckpointError where scales are missing or do not fit. */
export function widenWeights(stored: ReadonlyMap<string, Value>, path: string): Map<string, Value> {
  const wide = new Map<string, Value>();
  for (const [name, values] of stored) {
    if (name.endsWith(SCALES)) continue;
    const scales = stored.get(name + SCALES);
    if (values.dtype === "int8" && (scales === undefined || scales.shape[0] !== values.shape[0])) {
      throw new CheckpointError(`${path}: tensor ${name} is int8 without fitting scales. The file is damaged.`);
    }
    wide.set(name, scales === undefined ? values : dequantizeInt8({ values, scales }));
  }
  return wide;
}
