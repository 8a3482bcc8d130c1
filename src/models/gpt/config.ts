/** A language model's sizes, in plain words. */

/** How positions are changed where a model must look back further than it was trained to: see `rope.ts`. */
export type RopeScaling =
  /** All positions squeezed: Chen et al. 2023 (position interpolation). */
  | { readonly kind: "linear"; readonly factor: number }
  /** A larger base, for sequences of `context` tokens: bloc97 2023, "NTK-aware". */
  | { readonly kind: "dynamic"; readonly factor: number; readonly originalContext: number }
  /** Long waves squeezed, short ones kept, in between a mixture: Grattafiori et al. 2024 (Llama 3.1). */
  | {
      readonly kind: "llama3";
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalContext: number;
    }
  /** The same by turns within the original context, and sharper attention: Peng et al. 2023 (YaRN). */
  | {
      readonly kind: "yarn";
      readonly factor: number;
      readonly originalContext: number;
      readonly fast: number;
      readonly slow: number;
    };

export interface GptConfig {
  /** Tokens that it knows. */
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values, each shared by heads / keyValueHeads queries (Ainslie et al. 2023). */
  readonly keyValueHeads: number;
  /** Numbers in a head: even. */
  readonly headSize: number;
  /** Width inside the feed-forward network. */
  readonly hidden: number;
  /** Tokens that it can look back on. */
  readonly context: number;
  /** The output reads tokens with the table that the input writes them with. */
  readonly tiedEmbeddings: boolean;
  /** Queries, keys and values have biases, as in Qwen 2. */
  readonly biases: boolean;
  /** 10,000 in the paper; larger where the context is long. */
  readonly ropeBase: number;
  readonly ropeScaling?: RopeScaling;
  /** Added under the root of every normalisation. */
  readonly epsilon: number;
}

/** What follows from a few sizes: a Llama of usual proportions. */
export function gptConfig(
  sizes: Pick<GptConfig, "vocabulary" | "width" | "layers" | "heads" | "context"> & Partial<GptConfig>,
): GptConfig {
  const config: GptConfig = {
    keyValueHeads: sizes.heads,
    headSize: sizes.width / sizes.heads,
    hidden: 32 * Math.ceil((sizes.width * 8) / 3 / 32), // as many weights as a plain network of 4 · width
    tiedEmbeddings: true,
    biases: false,
    ropeBase: 10_000,
    epsilon: 1e-5,
    ...sizes,
  };
  checkGptConfig(config);
  return config;
}

const COUNTS = ["vocabulary", "width", "layers", "heads", "keyValueHeads", "headSize", "hidden", "context"] as const;
/** Beyond this a size is a mistake, or an attack by a file. */
const LARGEST = 2 ** 24;

/** Throws a RangeError that says which size does not fit. */
export function checkGptConfig(config: GptConfig): void {
  for (const name of COUNTS) {
    const size = config[name];
    if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
      throw new RangeError(`gpt: ${name} is ${size}. It must be a whole number from 1 to ${LARGEST}.`);
    }
  }
  const { heads, keyValueHeads, headSize, epsilon, ropeBase } = config;
  if (heads % keyValueHeads !== 0) {
    throw new RangeError(
      `gpt: ${heads} heads for ${keyValueHeads} keyValueHeads. The first must divide by the second.`,
    );
  }
  if (headSize % 2 !== 0) throw new RangeError(`gpt: headSize is ${headSize}. It must be even: positions turn pairs.`);
  if (!(epsilon > 0) || !(ropeBase > 1)) {
    throw new RangeError(`gpt: epsilon ${epsilon}, ropeBase ${ropeBase}. They must be above 0 and above 1.`);
  }
}
