/** What makes pictures without words: one port for every such model, whatever happens inside it. */

export interface MakeRequest {
  readonly seed: number;
  /** One of the maker's labels; needed where it has any. */
  readonly label?: string;
}

/** What a maker may be told beyond seeds and labels; one that has no such thing refuses it with a RequestError. */
export interface MakeOptions {
  /** Steps of a sampler. */
  readonly steps?: number;
  /** How strictly a label is followed; 1 is as it was learned. */
  readonly guidance?: number;
  readonly signal?: AbortSignal;
  onStep?(done: number, of: number): void | Promise<void>;
}

/** What each kind of model brings. */
export interface OpenedMaker {
  /** In a word: "gan", "diffusion". */
  readonly kind: string;
  /** Pixels on a side. */
  readonly imageSize: number;
  /** What it can be asked for; empty where it takes no label. */
  readonly labels: readonly string[];
  /**
   * One picture for each request, [N, 3, S, S] in [-1, 1]: the same for the same seed, whatever stands beside it.
   * Requests are sound: seeds are whole, and a label is there and known where the maker has labels.
   */
  make(requests: readonly MakeRequest[], options?: MakeOptions): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** A maker with what is known of its file. */
export interface PictureMaker extends OpenedMaker {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  /** The runtime's name. */
  readonly runtime: string;
}
