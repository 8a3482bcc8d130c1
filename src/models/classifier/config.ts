/** The classifier's sizes: three resolutions, one vector of features, and named heads that answer from it. */

/** `H` names the heads: "digit", or "concept" and "background". */
export interface ClassifierConfig<H extends string = string> {
  /** Pixels on a side of the picture; a multiple of 16. */
  readonly imageSize: number;
  /** Channels at 1/4, 1/8 and 1/16 of the size. */
  readonly widths: readonly [number, number, number];
  readonly features: number;
  /** How many answers each head has. */
  readonly heads: Readonly<Record<H, number>>;
}

/** 39 MFLOP for a picture of 64 × 64. */
export const classifierSizes = { imageSize: 64, widths: [48, 80, 128], features: 128 } as const;
