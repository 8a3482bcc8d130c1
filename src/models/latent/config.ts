/** The painter's sizes: autoencoder, text encoder, coarse guess and diffusion transformer. */

export interface AutoencoderConfig {
  /** Pixels on a side of the picture; the latent is an eighth of it. */
  readonly imageSize: number;
  readonly latentChannels: number;
  /** Channels of the encoder at 1/4 and 1/8 of the size. */
  readonly encoder: readonly [number, number];
  /** Channels of the decoder at 1/8, 1/4 and 1/2 of the size. */
  readonly decoder: readonly [number, number, number];
}

export interface TextConfig {
  /** Tokens of a prompt; longer prompts are cut. */
  readonly tokens: number;
  /** Rows of the word and of the bigram table. */
  readonly words: number;
  readonly bigrams: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/** The field that regresses the coarse guess. */
export interface GuessConfig {
  readonly width: number;
  readonly layers: number;
}

export interface TransformerConfig {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

export interface LatentConfig {
  readonly autoencoder: AutoencoderConfig;
  readonly text: TextConfig;
  readonly guess: GuessConfig;
  readonly transformer: TransformerConfig;
}

/** The latent's size on a side. */
export const latentSize = (config: AutoencoderConfig): number => config.imageSize / 8;

export const painterConfig: LatentConfig = {
  autoencoder: { imageSize: 64, latentChannels: 16, encoder: [64, 96], decoder: [192, 96, 48] },
  text: { tokens: 24, words: 8192, bigrams: 8192, width: 256, heads: 4, layers: 2 },
  guess: { width: 384, layers: 3 },
  transformer: { width: 256, heads: 4, layers: 5 },
};
