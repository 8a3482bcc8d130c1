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

/** Layers that see the last tokens alone. */
export interface LocalAttention {
  /** Tokens that such a layer sees, the one that looks among them. */
  readonly window: number;
  /** Which layers, counted from 0; the others see all. */
  readonly layers: readonly number[];
  /** Their own base of rotary positions, which no scaling changes; that of the others unless given. */
  readonly ropeBase?: number;
}

/** The fields that may be left out are what Gemma 3 and Qwen 3 have beyond Llama. */
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
  /** The activation of the feed-forward network's gate: silu unless given, or GELU in its tanh form. */
  readonly gate?: "silu" | "gelu";
  /** Each head of queries and keys is normalised by itself. */
  readonly headNorms?: boolean;
  /** What attention and feed-forward network add to the stream is normalised, as what they read is. */
  readonly outputNorms?: boolean;
  /** Token vectors are multiplied with it: √width in Gemma. */
  readonly embeddingScale?: number;
  /** Queries meet keys times it: 1/√headSize unless given. */
  readonly queryScale?: number;
  readonly local?: LocalAttention;
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
  for (const name of ["embeddingScale", "queryScale"] as const) {
    const scale = config[name] ?? 1;
    if (!(scale > 0 && scale < LARGEST)) throw new RangeError(`gpt: ${name} is ${scale}. It must be above 0.`);
  }
  if (config.local !== undefined) checkLocal(config.local);
}

function checkLocal({ window, layers, ropeBase = 2 }: LocalAttention): void {
  if (!Number.isInteger(window) || window < 1) {
    throw new RangeError(`gpt: a local window of ${window} tokens. It must be a whole number, at least 1.`);
  }
  const wrong = layers.find((layer) => !Number.isInteger(layer) || layer < 0);
  if (wrong !== undefined) throw new RangeError(`gpt: ${wrong} among the local layers. They are counted from 0.`);
  if (!(ropeBase > 1)) throw new RangeError(`gpt: local ropeBase ${ropeBase}. It must be above 1.`);
}
