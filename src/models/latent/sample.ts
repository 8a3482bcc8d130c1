/** The painter's programs for use: prompt → features, one guided denoising step, latents ↔ pixels. */
import {
  add,
  concat,
  constant,
  f32,
  i64,
  mapTree,
  mul,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tree,
  trace,
  type Value,
} from "../../graph/index.ts";
import { type AutoencoderParams, decode } from "./autoencoder.ts";
import { type LatentConfig, latentSize } from "./config.ts";
import { fromTokens, type LatentScale, normalizedLatents, velocity } from "./flow.ts";
import { coarseGuess, type GuessParams } from "./guess.ts";
import { LAYOUT_FEATURES } from "./layout.ts";
import { encodeText, type TextParams } from "./text.ts";
import type { TransformerParams } from "./transformer.ts";

/** All weights of a painter. */
export type Painter<T> = {
  readonly autoencoder: AutoencoderParams<T>;
  readonly scale: LatentScale<T>;
  readonly text: TextParams<T>;
  readonly guess: GuessParams<T>;
  readonly transformer: TransformerParams<T>;
};

/** Weights as constants of a program, for use without training. */
const frozen = <P extends Tree<Value>>(params: P) =>
  mapTree<Value, Tensor, P>(params, ({ data, shape, dtype }) => constant(data, shape, dtype));

/** Prompts [N] → tokens [N, T, C], pooled [N, C], bias [N, 1, 1, T], answers about the layout [N, ANSWERS]. */
export function textProgram(params: TextParams<Value>, config: LatentConfig, count: number) {
  const t = config.text.tokens;
  return trace({ ids: i64(count, 2, t), mask: f32(count, t) }, ({ ids, mask }) =>
    encodeText(frozen(params) as TextParams<Tensor>, config.text, ids, mask),
  );
}

const textSpecs = ({ text: { tokens: t, width } }: LatentConfig, n: number) => ({
  tokens: f32(n, t, width),
  pooled: f32(n, width),
  bias: f32(n, 1, 1, t),
});

/** Text features and layouts [N, K, F] → the coarse guess [N, K, c]. */
export function guessProgram(params: GuessParams<Value>, config: LatentConfig, count: number) {
  const k = latentSize(config.autoencoder) ** 2;
  return trace({ text: textSpecs(config, count), layout: f32(count, k, LAYOUT_FEATURES) }, ({ text, layout }) =>
    coarseGuess(frozen(params) as GuessParams<Tensor>, config, text, layout),
  );
}

/**
 * One guided prediction for `count` latents: classifier-free guidance (Ho and Salimans 2022, eq. 6),
 * v = v₋ + g (v₊ - v₋), with the negative prompts in the second half of text features, guesses and layouts.
 */
export function denoiseProgram(params: TransformerParams<Value>, config: LatentConfig, count: number, guided = true) {
  const n = guided ? 2 * count : count;
  const [k, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  const specs = {
    z: f32(count, k, c),
    time: f32(n),
    guidance: f32(),
    text: textSpecs(config, n),
    coarse: f32(n, k, c),
    layout: f32(n, k, LAYOUT_FEATURES),
  };
  return trace(specs, ({ z, time, guidance, ...given }) => {
    const noisy = guided ? concat([z, z], 0) : z;
    const p = frozen(params) as TransformerParams<Tensor>;
    const v = velocity(p, config, { noisy, time, ...given });
    const half = (i: number) => slice(v, 0, i * count, (i + 1) * count);
    const combined = guided ? add(half(1), mul(sub(half(0), half(1)), guidance)) : add(v, mul(guidance, 0));
    const left = sub(1, reshape(slice(time, 0, 0, count), [count, 1, 1]));
    return add(z, mul(combined, left)); // ẑ = z_t + (1 - t) v̂
  });
}

/** Normalised latents [N, K, c] → pixels [N, 3, S, S]. */
export function decodeProgram(
  params: AutoencoderParams<Value>,
  scale: LatentScale<Value>,
  config: LatentConfig,
  count: number,
) {
  const [k, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  return trace({ z: f32(count, k, c) }, ({ z }) => {
    const s = frozen(scale) as LatentScale<Tensor>;
    const latents = fromTokens(add(mul(z, s.deviation), s.mean), latentSize(config.autoencoder));
    return decode((frozen(params) as AutoencoderParams<Tensor>).decoder, latents);
  });
}

/** Pixels [N, 3, S, S] → normalised latents [N, K, c]. */
export function encodeProgram(
  params: AutoencoderParams<Value>,
  scale: LatentScale<Value>,
  config: LatentConfig,
  count: number,
) {
  const s = config.autoencoder.imageSize;
  return trace({ pixels: f32(count, 3, s, s) }, ({ pixels }) =>
    normalizedLatents(
      (frozen(params) as AutoencoderParams<Tensor>).encoder,
      frozen(scale) as LatentScale<Tensor>,
      pixels,
    ),
  );
}
