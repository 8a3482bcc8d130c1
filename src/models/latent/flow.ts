/**
 * Rectified flow (Liu et al. 2022; Lipman et al. 2022): z_t = (1 - t) ε + t z, velocity v = z - ε.
 * Legend: N batch, K latent tokens, c latent channels.
 */
import {
  add,
  div,
  mean,
  mul,
  reshape,
  slice,
  split,
  square,
  stopGradient,
  sub,
  type Tensor,
  transpose,
} from "../../graph/index.ts";
import { crossEntropy } from "../../nn/index.ts";
import { type AutoencoderParams, encode } from "./autoencoder.ts";
import type { LatentConfig } from "./config.ts";
import { coarseGuess, type GuessParams } from "./guess.ts";
import { QUESTIONS } from "./layout.ts";
import { encodeText, type TextFeatures, type TextParams } from "./text.ts";
import { type TransformerInput, type TransformerParams, transformer } from "./transformer.ts";

/** What learns to read a prompt, and to guess its latent. */
export type GuesserParams<T> = {
  readonly text: TextParams<T>;
  readonly guess: GuessParams<T>;
};
export type PainterParams<T> = GuesserParams<T> & {
  readonly transformer: TransformerParams<T>;
};

/** The latent's own scale, measured after the autoencoder was trained: both [c]. */
export type LatentScale<T> = {
  readonly mean: T;
  readonly deviation: T;
};

/** Prompts, and the layouts of their pictures. */
export type PromptBatch<T> = {
  readonly ids: T; // [N, 2, T]
  readonly mask: T; // [N, T]
  readonly layout: T; // [N, K, F]
  readonly answers: T; // [N, Q] int64
  readonly known: T; // [N, Q], 1 where there is an answer
};
export type FlowBatch<T> = PromptBatch<T> & {
  readonly time: T; // [N]
  readonly noise: T; // [N, K, c]
  readonly coarseNoise: T; // [N, K, c], already scaled
  readonly coarseKeep: T; // [N], 0 where the transformer must do without the coarse guess
};

/** [N, c, s, s] → [N, s², c]. */
export const toTokens = (latents: Tensor): Tensor => {
  const [n, c] = latents.shape;
  return transpose(reshape(latents, [n!, c!, -1]), [0, 2, 1]);
};

/** [N, s², c] → [N, c, s, s]. */
export const fromTokens = (tokens: Tensor, size: number): Tensor => {
  const [n, , c] = tokens.shape;
  return reshape(transpose(tokens, [0, 2, 1]), [n!, c!, size, size]);
};

/** Pixels → latents with mean 0 and deviation 1 per channel, as tokens [N, K, c]. */
export const normalizedLatents = (
  encoder: AutoencoderParams<Tensor>["encoder"],
  scale: LatentScale<Tensor>,
  pixels: Tensor,
): Tensor => div(sub(toTokens(encode(encoder, pixels)), scale.mean), scale.deviation);

/**
 * The predicted velocity, v̂ = coarse + F - z_t: the clean latent is then ẑ = z_t + (1 - t) v̂
 * = t z_t + (1 - t)(coarse + F), which needs no F at t = 1 and little where the guess is right
 * (preconditioning, as Karras et al. 2022, eq. 7).
 */
export const velocity = (p: TransformerParams<Tensor>, config: LatentConfig, x: TransformerInput): Tensor =>
  sub(add(x.coarse, transformer(p, config, x)), x.noisy);

/** How much the layout's answers count beside the guess. */
const ANSWER_WEIGHT = 0.05;

/** The loss of what precedes the flow: squared error of the guess, cross-entropy of the answers about the layout. */
export function guessLoss(
  p: GuesserParams<Tensor>,
  config: LatentConfig,
  clean: Tensor, // [N, K, c]
  { ids, mask, layout, answers, known }: PromptBatch<Tensor>,
): readonly [loss: Tensor, parts: { coarse: Tensor; answers: Tensor }, found: TextFeatures & { coarse: Tensor }] {
  const text = encodeText(p.text, config.text, ids, mask);
  const guess = coarseGuess(p.guess, config, text, layout);
  const coarse = mean(square(sub(guess, clean)));
  const missed = answerLoss(text.answers, answers, known);
  return [add(coarse, mul(missed, ANSWER_WEIGHT)), { coarse, answers: missed }, { ...text, coarse: guess }];
}

/** Cross-entropy of each question's answer where there is one: the mean over the batch of the sum over questions. */
function answerLoss(logits: Tensor, answers: Tensor, known: Tensor): Tensor {
  const sizes = Object.values(QUESTIONS);
  const losses = split(logits, 1, sizes).map((each, q) => {
    const column = (x: Tensor) => reshape(slice(x, 1, q, q + 1), [-1]);
    return crossEntropy(each, column(answers), column(known));
  });
  return losses.reduce((all, loss) => add(all, loss));
}

/** The training loss and its parts: velocity error of the flow, and the loss of the guess, which it takes as given. */
export function flowLoss(
  p: PainterParams<Tensor>,
  config: LatentConfig,
  clean: Tensor, // [N, K, c]
  batch: FlowBatch<Tensor>,
): readonly [loss: Tensor, parts: { flow: Tensor; coarse: Tensor; answers: Tensor }] {
  const n = clean.dim(0);
  const [guessed, parts, text] = guessLoss(p, config, clean, batch);
  const t = reshape(batch.time, [n, 1, 1]);
  const noisy = add(mul(batch.noise, sub(1, t)), mul(clean, t));
  const coarse = mul(add(stopGradient(text.coarse), batch.coarseNoise), reshape(batch.coarseKeep, [n, 1, 1]));
  const predicted = velocity(p.transformer, config, { noisy, time: batch.time, text, coarse, layout: batch.layout });
  const flow = mean(square(sub(predicted, sub(clean, batch.noise))));
  return [add(flow, guessed), { flow, ...parts }];
}
