/** An encoder's sizes, in plain words. */

export const activations = ["gelu", "gelu-tanh", "relu"] as const;

export interface BertConfig {
  /** Tokens that it knows. */
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width inside the feed-forward network. */
  readonly hidden: number;
  /** Positions that it has learned. */
  readonly context: number;
  /** Kinds of parts that a text may have, such as a question and its answer. */
  readonly types: number;
  readonly activation: (typeof activations)[number];
  /** Added under the root of every normalisation. */
  readonly epsilon: number;
}

const COUNTS = ["vocabulary", "width", "layers", "heads", "hidden", "context", "types"] as const;
/** Beyond this a size is a mistake, or an attack by a file. */
const LARGEST = 2 ** 24;

/** Throws a RangeError that says which size does not fit. */
export function checkBertConfig(config: BertConfig): void {
  for (const name of COUNTS) {
    const size = config[name];
    if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
      throw new RangeError(`bert: ${name} is ${size}. It must be a whole number from 1 to ${LARGEST}.`);
    }
  }
  const { width, heads, epsilon } = config;
  if (width % heads !== 0) throw new RangeError(`bert: width ${width} for ${heads} heads. The first must divide.`);
  if (!(epsilon > 0)) throw new RangeError(`bert: epsilon is ${epsilon}. It must be above 0.`);
}
