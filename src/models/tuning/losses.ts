/** What a language model is tuned by: answers alone, and preferences. Legend: B batch, T tokens, V vocabulary. */
import { cast, greater, mean, mul, neg, softplus, sub, sum, type Tensor } from "../../graph/index.ts";
import { crossEntropy, logLikelihood } from "../../nn/index.ts";

/** −Σ w log p / Σ w in nats, with weights [B, T] of 1 on the answers' tokens and 0 elsewhere. */
export const answerLoss = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  crossEntropy(logits, targets, weights);

/** log p of whole answers: Σ w log p of each row, [B]. */
export const answerLogProbabilities = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  sum(mul(logLikelihood(logits, targets), weights), 1);

/** log p of the answer that was preferred and of the one that was not, both [B]. */
export interface Preference {
  readonly chosen: Tensor;
  readonly rejected: Tensor;
}

/**
 * Direct preference optimisation (Rafailov et al. 2023, eq. 7): −log σ(β (log π(y_w)/π_ref(y_w) − log π(y_l)/π_ref(y_l))).
 * Beside the loss, the mean of what σ is taken of, and the part of the pairs where it is above 0.
 * @param beta how dear it is to leave the reference: 0.1 in the paper
 */
export function preferenceLoss(
  policy: Preference,
  reference: Preference,
  beta = 0.1,
): readonly [loss: Tensor, parts: { readonly margin: Tensor; readonly accuracy: Tensor }] {
  const gained = (which: keyof Preference) => sub(policy[which], reference[which]);
  const margin = mul(sub(gained("chosen"), gained("rejected")), beta);
  return [mean(softplus(neg(margin))), { margin: mean(margin), accuracy: mean(cast(greater(margin, 0), "float32")) }];
}
