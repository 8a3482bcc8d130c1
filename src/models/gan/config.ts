/** The sizes of a generator and its discriminator, and which stabilisers their layers have. */

export interface GanConfig {
  /** Pixels on a side: 4 · 2ᵏ. */
  readonly imageSize: number;
  /** Width Z of the vector that a picture is made from. */
  readonly latent: number;
  /** How many labels a picture can be asked for by; 1 where there are none. */
  readonly labels: number;
  /** Channels at 4, 8, … S pixels. */
  readonly generator: readonly number[];
  /** Channels at S, … 8, 4 pixels. */
  readonly discriminator: readonly number[];
  /** Convolutions at each size. */
  readonly depth: number;
  /** True: h + conv(σ(h)) (He et al. 2016); false: σ(norm(conv(h))), as Radford et al. 2016. */
  readonly residual: boolean;
  /** Batch norm in both players, but not where they begin and end: Radford et al. 2016. */
  readonly norm: "none" | "batch";
  /** Divides each of the discriminator's weights by its largest singular value: Miyato et al. 2018. */
  readonly spectralNorm: boolean;
}

/** Sizes that both players pass, from 4 to S. */
export const resolutions = ({ imageSize }: Pick<GanConfig, "imageSize">): readonly number[] =>
  Array.from({ length: Math.log2(imageSize / 4) + 1 }, (_, i) => 4 * 2 ** i);

/** @throws RangeError that names the field and its rule. */
export function checkGanConfig(config: GanConfig): GanConfig {
  const { imageSize, latent, labels, generator, discriminator, depth, residual, norm, spectralNorm } = config;
  const refuse = (field: string, found: unknown, rule: string): never => {
    throw new RangeError(`gan: ${field} is ${JSON.stringify(found)}. It must be ${rule}.`);
  };
  if (!isWhole(imageSize, 8, 128) || !Number.isInteger(Math.log2(imageSize)))
    refuse("imageSize", imageSize, "8, 16, 32, 64 or 128");
  const levels = resolutions(config).length;
  for (const [field, widths] of Object.entries({ generator, discriminator })) {
    const sound = Array.isArray(widths) && widths.length === levels && widths.every((n) => isWhole(n, 1, 4096));
    if (!sound) refuse(field, widths, `${levels} numbers of channels, one for each size from 4 to ${imageSize}`);
  }
  for (const [field, n] of Object.entries({ latent, labels })) {
    if (!isWhole(n, 1, 65536)) refuse(field, n, "a whole number from 1 to 65536");
  }
  if (!isWhole(depth, 1, 8)) refuse("depth", depth, "a whole number from 1 to 8");
  if (norm !== "none" && norm !== "batch") refuse("norm", norm, '"none" or "batch"');
  for (const [field, flag] of Object.entries({ residual, spectralNorm })) {
    if (typeof flag !== "boolean") refuse(field, flag, "true or false");
  }
  return config;
}

const isWhole = (n: unknown, least: number, most: number): boolean =>
  Number.isInteger(n) && (n as number) >= least && (n as number) <= most;
