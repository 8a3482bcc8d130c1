/** The nearest of many vectors, all of length 1. */

export interface Near {
  /** Its row. */
  readonly index: number;
  /** 1 for the same direction, 0 for nothing in common. */
  readonly cosine: number;
}

/** The `count` rows of vectors [n, C] that are nearest to a query [C], nearest first; of equals the earlier one first. */
export function nearest(query: Float32Array, vectors: Float32Array, count: number): Near[] {
  const width = query.length;
  const all = Array.from({ length: vectors.length / width }, (_, index): Near => {
    let cosine = 0;
    for (let i = 0; i < width; i++) cosine += query[i]! * vectors[index * width + i]!;
    return { index, cosine };
  });
  return all.sort((a, b) => b.cosine - a.cosine || a.index - b.index).slice(0, count);
}
