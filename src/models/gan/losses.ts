/** What the two players want, and the penalties that keep their game from running away. Legend: N batch. */
import {
  add,
  alias,
  grad,
  mean,
  mul,
  neg,
  relu,
  reshape,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";

export const GAN_LOSSES = ["non-saturating", "hinge", "wasserstein"] as const;
export type GanLoss = (typeof GAN_LOSSES)[number];

/** Each loss takes logits [N] and gives a scalar to be made small. */
interface Game {
  readonly discriminator: (real: Tensor, fake: Tensor) => Tensor;
  readonly generator: (fake: Tensor) => Tensor;
}

/** With D = sigmoid(logit), −log D = softplus(−logit). */
export const games: Readonly<Record<GanLoss, Game>> = {
  /** Goodfellow et al. 2014, eq. 1, and the generator's −log D(G(z)) of section 3. */
  "non-saturating": {
    discriminator: (real, fake) => add(mean(softplus(neg(real))), mean(softplus(fake))),
    generator: (fake) => mean(softplus(neg(fake))),
  },
  /** Lim and Ye 2017; Miyato et al. 2018, eq. 16 and 17. */
  hinge: {
    discriminator: (real, fake) => add(mean(relu(sub(1, real))), mean(relu(add(fake, 1)))),
    generator: (fake) => neg(mean(fake)),
  },
  /** Arjovsky et al. 2017, eq. 2. */
  wasserstein: {
    discriminator: (real, fake) => sub(mean(fake), mean(real)),
    generator: (fake) => neg(mean(fake)),
  },
};

/** ∇ₓ Σ D(x), one gradient for each picture: [N, …] → [N, …]. Needs a D whose pictures do not see each other. */
const slopeOf = (judge: (pixels: Tensor) => Tensor, pixels: Tensor): Tensor =>
  grad((x: Tensor) => sum(judge(x)))(alias(pixels));

const squaredNorms = (x: Tensor): Tensor => sum(square(reshape(x, [x.dim(0), -1])), 1); // [N]

/** R₁ = E‖∇D(x)‖² on real pictures: Mescheder et al. 2018, eq. 9 without γ/2. */
export const r1Penalty = (judge: (pixels: Tensor) => Tensor, real: Tensor): Tensor =>
  mean(squaredNorms(slopeOf(judge, real)));

/**
 * E(‖∇D(x̂)‖ − 1)² at x̂ = εx + (1 − ε)G(z): Gulrajani et al. 2017, eq. 3 without λ.
 * @param mix ε of each pair, [N, 1, 1, 1] in [0, 1]
 */
export function gradientPenalty(judge: (pixels: Tensor) => Tensor, real: Tensor, fake: Tensor, mix: Tensor): Tensor {
  const between = add(fake, mul(sub(real, fake), mix));
  return mean(square(sub(sqrt(add(squaredNorms(slopeOf(judge, between)), 1e-12)), 1)));
}
