/** Eight-bit weights for storage: one scale per slice of the first axis, symmetric, rounded to nearest. */
import type { Value } from "../graph/index.ts";

export interface Int8Weight {
  readonly values: Value; // int8, the weight's shape
  readonly scales: Value; // float32 [first size]
}

/** w ≈ scale · q with q in [-127, 127] and scale = max |w| / 127 for each slice of the first axis. */
export function quantizeInt8({ shape, data }: Value): Int8Weight {
  const rows = shape[0]!;
  const width = data.length / rows;
  const values = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = (data as Float32Array).subarray(r * width, (r + 1) * width);
    const scale = row.reduce((largest, w) => Math.max(largest, Math.abs(w)), 0) / 127;
    scales[r] = scale;
    if (scale > 0) for (let i = 0; i < width; i++) values[r * width + i] = Math.round(row[i]! / scale);
  }
  return {
    values: { dtype: "int8", shape, data: values },
    scales: { dtype: "float32", shape: [rows], data: scales },
  };
}

/** scale · q as float32. */
export function dequantizeInt8({ values, scales }: Int8Weight): Value {
  const width = values.data.length / scales.data.length;
  const data = new Float32Array(values.data as Int8Array);
  for (let r = 0; r < scales.data.length; r++) {
    const scale = Number(scales.data[r]);
    for (let i = r * width; i < (r + 1) * width; i++) data[i]! *= scale;
  }
  return { dtype: "float32", shape: values.shape, data };
}
