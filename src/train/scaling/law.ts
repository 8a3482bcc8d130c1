/**
 * How a language model's loss falls with its size and its data: L(N, D) = E + A/N^α + B/D^β, and where a budget of
 * C = 6ND operations is spent best (Hoffmann et al. 2022, "Training Compute-Optimal Large Language Models").
 * Legend: N parameters, D tokens seen in training, C floating-point operations, L cross-entropy in nats per token.
 */
export interface LossLaw {
  readonly source: string;
  readonly E: number;
  readonly A: number;
  readonly B: number;
  readonly alpha: number;
  readonly beta: number;
}

export const laws = {
  /** Eq. 10 of the paper (appendix D.3, its third approach), rounded as printed there. */
  hoffmann: { source: "Hoffmann et al. 2022", E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 },
  /** The same data fitted again (Besiroglu et al. 2024, table 1): agrees with Hoffmann's first two approaches. */
  besiroglu: { source: "Besiroglu et al. 2024", E: 1.8172, A: 482.01, B: 2085.43, alpha: 0.3478, beta: 0.3658 },
  /** Fitted on C4 with α = β (Muennighoff et al. 2023, appendix A), where the decay of repeats was found. */
  muennighoff: {
    source: "Muennighoff et al. 2023",
    E: Math.exp(0.6254804),
    A: Math.exp(6.255414),
    B: Math.exp(7.3049974),
    alpha: 0.3526596,
    beta: 0.3526596,
  },
} as const satisfies Record<string, LossLaw>;
export type LawName = keyof typeof laws;

/** The budgets of Hoffmann et al. 2022, section 3.2: outside them a law is an extrapolation. */
export const FITTED = { least: 6e18, most: 3e21 } as const;

export interface Allocation {
  /** N. */
  readonly parameters: number;
  /** D, repeats counted. */
  readonly tokens: number;
}

/** C = 6ND: two operations of a parameter and token forward, four backward (Kaplan et al. 2020, section 2.1). */
export const trainingFlops = (parameters: number, tokens: number): number => 6 * parameters * tokens;

/** L(N, D): Hoffmann et al. 2022, eq. 2. */
export const lossOf = ({ E, A, B, alpha, beta }: LossLaw, parameters: number, tokens: number): number =>
  E + A / parameters ** alpha + B / tokens ** beta;

/** G = (αA/βB)^(1/(α+β)): Hoffmann et al. 2022, eq. 4. */
const ratioOf = ({ A, B, alpha, beta }: LossLaw): number => ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));

/** The least loss for C operations: N = G (C/6)^(β/(α+β)), D = (C/6)/N. Hoffmann et al. 2022, eq. 4. */
export function optimum(law: LossLaw, flops: number): Allocation {
  const parameters = ratioOf(law) * (flops / 6) ** (law.beta / (law.alpha + law.beta));
  return { parameters, tokens: flops / 6 / parameters };
}

/** The size for which D tokens are just right: eq. 4 the other way round, C/6 = (G D)^((α+β)/α). */
export const sizeForTokens = (law: LossLaw, tokens: number): number =>
  (ratioOf(law) * tokens) ** ((law.alpha + law.beta) / law.alpha) / tokens;

/** The tokens that are just right for N parameters: C/6 = (N/G)^((α+β)/β). */
export const tokensForSize = (law: LossLaw, parameters: number): number =>
  (parameters / ratioOf(law)) ** ((law.alpha + law.beta) / law.beta) / parameters;

/**
 * The rule of thumb that Hoffmann's first two approaches agree on (table 2: exponents of about a half; table 3: 20 to 22
 * tokens a parameter): N = √(C/120), D = 20N.
 */
export function twentyTokens(flops: number): Allocation {
  const parameters = Math.sqrt(flops / 120);
  return { parameters, tokens: 20 * parameters };
}
