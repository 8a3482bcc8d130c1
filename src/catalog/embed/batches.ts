/** Which texts are read together: those of like length, since the shorter ones of a batch are filled up with padding. */

/** Of a batch: enough to keep a processor busy, few enough to stay in its caches. */
const MOST = { texts: 32, tokens: 4096 };

/** Places of rows, the longest first; every row is in one batch. */
export function batchesByLength(rows: readonly { readonly length: number }[]): number[][] {
  const order = [...rows.keys()].sort((a, b) => rows[b]!.length - rows[a]!.length || a - b);
  const batches: number[][] = [];
  let [batch, longest]: [number[], number] = [[], 0];
  for (const i of order) {
    const full = batch.length === MOST.texts || (batch.length + 1) * longest > MOST.tokens;
    if (batch.length === 0 || full) {
      batch = [];
      batches.push(batch);
      longest = rows[i]!.length;
    }
    batch.push(i);
  }
  return batches;
}
