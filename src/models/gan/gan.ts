/**
 * The game (Goodfellow et al. 2014): both losses from one pass over real and made pictures.
 * Both players move at once, so that a made picture is judged once for both. Legend: N batch, Z latent width.
 */
import { add, f32, i64, mean, mul, type Spec, slice, type Tensor, type Value } from "../../graph/index.ts";
import type { Rng } from "../../nn/index.ts";
import { type Augmentation, type AugmentDraw, augment, augmentSpecs } from "./augment.ts";
import type { GanConfig } from "./config.ts";
import { type DiscriminatorParams, discriminate, initDiscriminator } from "./discriminator.ts";
import { type GeneratorParams, generatePictures, initGenerator } from "./generator.ts";
import { type GanLoss, games, gradientPenalty, r1Penalty } from "./losses.ts";

export type GanParams<T> = {
  readonly generator: GeneratorParams<T>;
  readonly discriminator: DiscriminatorParams<T>;
};

export interface GanSettings {
  readonly loss: GanLoss;
  readonly penalty: {
    readonly kind: "none" | "r1" | "gradient";
    /** γ of γ/2 · R₁, or λ. */
    readonly weight: number;
    /** Of how many of the batch's pictures, counted from the first: each step a part costs as little as all now and then. */
    readonly pictures: number;
  };
  readonly augment: readonly Augmentation[];
}

/** What a step is given. */
export type GanInputs<T> = {
  readonly real: T; // [N, 3, S, S] in [-1, 1]
  readonly labels: T; // [N], of the real pictures and of those to be made
  readonly z: T; // [N, Z]
  readonly mix: T; // [N, 1, 1, 1]: ε of the gradient penalty
  readonly augmentReal: AugmentDraw<T>;
  readonly augmentFake: AugmentDraw<T>;
};

export const ganInputSpecs = (config: GanConfig, { augment }: GanSettings, n: number): GanInputs<Spec> => ({
  real: f32(n, 3, config.imageSize, config.imageSize),
  labels: i64(n),
  z: f32(n, config.latent),
  mix: f32(n, 1, 1, 1),
  augmentReal: augmentSpecs(augment, n, config.imageSize),
  augmentFake: augmentSpecs(augment, n, config.imageSize),
});

export const initGan = (rng: Rng, config: GanConfig): GanParams<Value> => ({
  generator: initGenerator(rng.split("generator"), config),
  discriminator: initDiscriminator(rng.split("discriminator"), config),
});

/** The loss of each player, and what to report: the mean logits, and the penalty before its weight. */
export function ganLosses(
  { generator, discriminator }: GanParams<Tensor>,
  config: GanConfig,
  { loss, penalty }: GanSettings,
  { real, labels, z, mix, augmentReal, augmentFake }: GanInputs<Tensor>,
) {
  const made = augment(generatePictures(generator, config, z, labels).pixels, augmentFake);
  const given = augment(real, augmentReal);
  const judge = (pixels: Tensor, of: Tensor) => discriminate(discriminator, config, pixels, of);
  const logits = { real: judge(given, labels), fake: judge(made, labels) };
  const game = games[loss];
  const wanted = game.discriminator(logits.real, logits.fake);
  const first = (x: Tensor) => slice(x, 0, 0, penalty.pictures);
  const judgeFirst = (x: Tensor) => judge(x, first(labels));
  const slope = {
    none: () => undefined,
    r1: () => r1Penalty(judgeFirst, first(given)),
    gradient: () => gradientPenalty(judgeFirst, first(given), first(made), first(mix)),
  }[penalty.kind]();
  const weight = penalty.kind === "r1" ? penalty.weight / 2 : penalty.weight;
  return {
    generator: game.generator(logits.fake),
    discriminator: slope === undefined ? wanted : add(wanted, mul(slope, weight)),
    metrics: {
      game: wanted,
      real: mean(logits.real),
      fake: mean(logits.fake),
      ...(slope === undefined ? {} : { penalty: slope }),
    },
  };
}
