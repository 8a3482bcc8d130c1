/** Packing: things of several sizes into rows of one size, nothing cut and little left empty. */

/** Rows that are open at a time: more of them fill better, and cost more. */
const OPEN = 64;

/**
 * Each item goes where it leaves the least room (best fit); when too many rows are open, the fullest is closed. Rows
 * come in the order in which they are closed. No item may be larger than `capacity`.
 */
export function packRows(items: Iterable<number>, sizeOf: (item: number) => number, capacity: number): number[][] {
  const closed: number[][] = [];
  const open: { readonly items: number[]; room: number }[] = [];
  for (const item of items) {
    const size = sizeOf(item);
    let best = -1;
    let fullest = 0;
    for (let at = 0; at < open.length; at++) {
      const { room } = open[at]!;
      if (room >= size && (best < 0 || room < open[best]!.room)) best = at;
      if (room < open[fullest]!.room) fullest = at;
    }
    if (best >= 0) {
      open[best]!.items.push(item);
      open[best]!.room -= size;
    } else if (open.length < OPEN) open.push({ items: [item], room: capacity - size });
    else {
      closed.push(open[fullest]!.items);
      open[fullest] = { items: [item], room: capacity - size };
    }
  }
  return [...closed, ...open.map((row) => row.items)];
}
