/** Many vectors as one Gaussian: their mean and covariance. */

/** `count` rows of `width` numbers. */
export interface Rows {
  readonly data: Float32Array;
  readonly count: number;
  readonly width: number;
}

export interface Gaussian {
  readonly mean: Float64Array; // [d]
  readonly covariance: Float64Array; // [d, d]
}

/**
 * The sample mean and the unbiased sample covariance.
 * @param picks rows to use, with repetition allowed; all of them unless given
 * @throws RangeError if there are fewer than two rows
 */
export function gaussianOf({ data, count, width: d }: Rows, picks?: Int32Array): Gaussian {
  const n = picks?.length ?? count;
  if (n < 2) throw new RangeError(`quality: ${n} rows have no covariance. Give two or more.`);
  const mean = new Float64Array(d);
  for (let r = 0; r < n; r++) {
    const from = (picks?.[r] ?? r) * d;
    for (let i = 0; i < d; i++) mean[i]! += data[from + i]! / n;
  }
  const covariance = new Float64Array(d * d);
  const centred = new Float64Array(d);
  for (let r = 0; r < n; r++) {
    const from = (picks?.[r] ?? r) * d;
    for (let i = 0; i < d; i++) centred[i] = data[from + i]! - mean[i]!;
    for (let i = 0; i < d; i++) {
      const c = centred[i]! / (n - 1);
      for (let j = 0; j <= i; j++) covariance[i * d + j]! += c * centred[j]!;
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) covariance[j * d + i] = covariance[i * d + j]!;
  return { mean, covariance };
}

/** Rows of several parts as one. */
export function joinRows(parts: readonly Rows[]): Rows {
  const width = parts[0]?.width ?? 0;
  if (parts.some((part) => part.width !== width)) throw new RangeError("quality: rows of different widths.");
  const count = parts.reduce((n, part) => n + part.count, 0);
  const data = new Float32Array(count * width);
  let at = 0;
  for (const part of parts) {
    data.set(part.data.subarray(0, part.count * width), at);
    at += part.count * width;
  }
  return { data, count, width };
}
