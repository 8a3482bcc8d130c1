/** What can be measured: anything that makes pictures from a seed, and from what it is asked if it can be. */
import type { Labels } from "../../data/index.ts";

/** What one picture should show: in words for a model that reads, as labels for one that takes classes. */
export interface Asked {
  readonly caption: string;
  readonly labels?: Labels;
}

export interface SampleOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of pictures that are done. */
  readonly onProgress?: (done: number) => void;
}

export interface PictureSource {
  /** As the report names it: a model with the first digits of its file's SHA-256, or a folder. */
  readonly name: string;
  /** Pixels on a side. */
  readonly size: number;
  /** Whether it makes what it is asked. A source that cannot be asked has no conditional accuracy. */
  readonly conditional: boolean;
  /**
   * `count` pictures: a pure function of count, seed and what is asked.
   * @param asked one for each picture; a source that is not conditional leaves it unread
   * @returns pixels [count, 3, size, size] in [-1, 1]
   */
  sample(count: number, seed: number, asked?: readonly Asked[], options?: SampleOptions): Promise<Float32Array>;
  dispose(): Promise<void>;
}
