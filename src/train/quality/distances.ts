/** How far rows lie from rows: what every measure that asks for neighbours begins with. */
import type { Rows } from "./gaussian.ts";

/** Squared Euclidean distances [N, M] of every row of `one` from every row of `other`. */
export function squaredDistances(one: Rows, other: Rows): Float32Array {
  const d = sameWidth(one, other);
  const out = new Float32Array(one.count * other.count);
  for (let i = 0; i < one.count; i++) {
    const x = one.data.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < other.count; j++) {
      let sum = 0;
      for (let c = 0, at = j * d; c < d; c++, at++) sum += (x[c]! - other.data[at]!) ** 2;
      out[i * other.count + j] = sum;
    }
  }
  return out;
}

/** Numbers compared before a row is given up as too far. */
const PIECE = 64;

/**
 * The distance of each row from the nearest row of `reference`, a root mean square over the numbers of a row; exact.
 * Most rows are given up after their first numbers, so whole pictures can be compared.
 */
export function nearestDistances(rows: Rows, reference: Rows): Float64Array {
  const d = sameWidth(rows, reference);
  const out = new Float64Array(rows.count);
  for (let i = 0; i < rows.count; i++) {
    const x = rows.data.subarray(i * d, (i + 1) * d);
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < reference.count; j++) {
      let sum = 0;
      for (let c = 0, at = j * d; c < d && sum < nearest; ) {
        for (const end = Math.min(d, c + PIECE); c < end; c++, at++) sum += (x[c]! - reference.data[at]!) ** 2;
      }
      if (sum < nearest) nearest = sum;
    }
    out[i] = Math.sqrt(nearest / d);
  }
  return out;
}

/** @throws RangeError where rows cannot be compared. */
export function sameWidth(one: Rows, other: Rows): number {
  if (one.width === other.width) return one.width;
  throw new RangeError(`quality: rows of ${one.width} and of ${other.width} numbers cannot be compared.`);
}

/** These rows, in this order. */
export function pickRows({ data, width }: Rows, picks: ArrayLike<number>): Rows {
  const out = new Float32Array(picks.length * width);
  for (let i = 0; i < picks.length; i++) out.set(data.subarray(picks[i]! * width, (picks[i]! + 1) * width), i * width);
  return { data: out, count: picks.length, width };
}
