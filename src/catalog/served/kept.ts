/** What became of a file's tensors when they were repacked: how each type is held, and what that loses. */
import type { GgufEntry, GgufLayout, GgufType } from "../../formats/index.ts";

/** All tensors of one type that are held in one way. */
export interface Kept {
  readonly type: GgufType;
  readonly tensors: number;
  /** Their numbers. */
  readonly weights: number;
  /** Undefined: as floats. */
  readonly layout?: GgufLayout;
  /** Root mean square of what the numbers lost, over that of the numbers; 0: nothing but float32's rounding. */
  readonly loss: number;
}

/** Counts while portions are written. */
export class Keeping {
  private readonly found = new Map<string, Kept>();
  private squares = 0;
  private bytes = 0;

  /** A portion of the tensor at hand. */
  add(loss: number, bytes: number): void {
    this.squares += loss * loss * bytes;
    this.bytes += bytes;
  }

  /** The tensor at hand is written. Portions, and tensors, count by their size. */
  end({ type, shape }: GgufEntry, layout: GgufLayout | undefined): void {
    const key = JSON.stringify([type, layout]);
    const before = this.found.get(key) ?? { type, tensors: 0, weights: 0, loss: 0 };
    const fresh = shape.reduce((product, n) => product * n, 1);
    const weights = before.weights + fresh;
    const square = this.bytes > 0 ? this.squares / this.bytes : 0;
    const loss = Math.sqrt((before.weights * before.loss ** 2 + fresh * square) / (weights || 1));
    this.found.set(key, { type, tensors: before.tensors + 1, weights, ...(layout ? { layout } : {}), loss });
    this.squares = 0;
    this.bytes = 0;
  }

  all(): Kept[] {
    return [...this.found.values()];
  }
}
