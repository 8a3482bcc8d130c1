/** A language model of a wanted size: its widths and layers, what they cost, and the memory to train them. */
import { i64, type Spec, type Tensor, type Tree, trace, valueAndGrad } from "../../graph/index.ts";
import { type GptConfig, gptConfig, gptLoss, type MoeConfig, moeConfig, moeLoss } from "../../models/index.ts";
import { activationBytes, BASE_BYTES, type Machine, secondsOfWork } from "../../train/index.ts";
import { countWork, type Work } from "../../train/work.ts";
import { isSparse, type LanguageConfig, networkOf } from "./network.ts";

export interface ProposalSizes {
  readonly vocabulary: number;
  readonly context: number;
}

/** Width over layers: 64 in the small GPT-2 and GPT-3 (Brown et al. 2020, table 2.1), 128 in the large one. */
const aspectOf = (width: number): number => (width < 2048 ? 64 : 128);
const WIDEST = 32_768;
const DEEPEST = 200;
/** How much a wrong shape counts against a wrong size. */
const SHAPE_COUNTS = 0.1;

/** Numbers in a head: those of usual models of the width. */
const headSizeOf = (width: number): number => (width < 256 ? 32 : width < 4096 ? 64 : 128);

/**
 * The config whose parameters, embeddings counted, come nearest to `parameters` at a usual shape.
 * Throws a RangeError where the vocabulary alone is larger.
 */
export function proposeGpt(parameters: number, { vocabulary, context }: ProposalSizes): GptConfig {
  let best: { readonly config: GptConfig; readonly score: number } | undefined;
  for (let width = 32; width <= WIDEST; width += headSizeOf(width)) {
    if (vocabulary * width > parameters) break;
    const heads = Math.floor(width / headSizeOf(width));
    if (heads * headSizeOf(width) !== width) continue;
    const one = gptConfig({ vocabulary, context, width, heads, layers: 1 });
    const layer = parametersOf(one) - vocabulary * width - width;
    const layers = Math.min(DEEPEST, Math.max(1, Math.round((parameters - vocabulary * width) / layer)));
    const config = { ...one, layers };
    const miss = Math.abs(Math.log(parametersOf(config) / parameters));
    const score = miss + SHAPE_COUNTS * Math.abs(Math.log2(width / layers / aspectOf(width)));
    if (best === undefined || score < best.score) best = { config, score };
  }
  if (best !== undefined) return best.config;
  throw new RangeError(
    `propose: ${Math.round(parameters)} parameters do not hold a vocabulary of ${vocabulary} tokens, ` +
      `which takes ${32 * vocabulary} at the least width. Choose a smaller one.`,
  );
}

/** A vocabulary that leaves a small model room for layers: `most`, halved until it takes less than half, 256 at least. */
export function vocabularyFor(parameters: number, most: number): number {
  let vocabulary = most;
  while (vocabulary > 256 && 2 * vocabulary * 32 > parameters) vocabulary /= 2;
  return vocabulary;
}

/** Experts that work on a token; each is 1/2 as wide as the network it stands for, so that together they cost as much. */
const PER_TOKEN = 2;

/** The same model with `experts` in each layer, two for a token, and `experts`/2 times the feed-forward weights. */
export function proposeMoe(parameters: number, sizes: ProposalSizes, experts: number): MoeConfig {
  const dense = proposeGpt(parameters, sizes);
  return moeConfig(dense, { experts, expertsPerToken: PER_TOKEN, hidden: dense.hidden / PER_TOKEN });
}

/** How many times the feed-forward weights of a dense model of the same cost: E of Clark et al. 2022. */
export const expansionOf = (experts: number): number => experts / PER_TOKEN;

/** All parameters, counted by formula: a test holds it against the specs. */
export function parametersOf(config: LanguageConfig): number {
  const { vocabulary, width, tiedEmbeddings } = config;
  const embeddings = vocabulary * width * (tiedEmbeddings ? 1 : 2);
  return embeddings + width + config.layers * (layerOf(config, isSparse(config) ? config.experts : 1) + 2 * width);
}

/** Those that work on a token. */
export const activeParametersOf = (config: LanguageConfig): number =>
  isSparse(config)
    ? parametersOf(config) -
      3 * config.layers * (config.experts - config.expertsPerToken) * config.width * config.hidden
    : parametersOf(config);

/** Weights of the products of a layer, with `networks` feed-forward networks; a shared expert and biases are counted. */
function layerOf(config: LanguageConfig, networks: number): number {
  const { width, heads, keyValueHeads, headSize, hidden, biases } = config;
  const projected = (heads + 2 * keyValueHeads) * headSize;
  const attention = projected * width + heads * headSize * width + (biases ? projected : 0);
  if (!isSparse(config)) return attention + 3 * width * hidden;
  const shared = config.sharedHidden === 0 ? 0 : 3 * width * config.sharedHidden + width;
  return attention + networks * 3 * width * hidden + config.experts * width + shared;
}

/**
 * Operations of products in a training step, per token of a full context: 6 for each weight that works, those of
 * attention's scores and mixtures, and for experts the places that stay empty. Exact: a test counts the graph.
 */
export function trainingFlopsPerToken(config: GptConfig): number {
  const { vocabulary, width, layers, heads, headSize, context } = config;
  const networks = isSparse(config) ? config.expertsPerToken * config.capacityFactor : 1;
  const weights = layers * layerOf(config, networks) + vocabulary * width;
  return 6 * weights + 12 * layers * context * heads * headSize;
}

/** Tokens of a step that plans reckon with. */
const STEP_TOKENS = 4096;

export interface StepPlan {
  /** Of loss and gradients; the optimiser's is small beside them. */
  readonly work: Work;
  readonly secondsPerToken: number;
  /** Bytes. */
  readonly memory: number;
}

/** One step of 4,096 tokens on this machine, from its graph, as `planTraining` reckons. Nothing is run. */
export function planStep(config: LanguageConfig, machine: Machine): StepPlan {
  const sequences = Math.max(1, Math.round(STEP_TOKENS / config.context));
  const { specs } = networkOf(config);
  const ids = i64(sequences, config.context);
  const program = trace<Tree<Spec>, Tree<Tensor>>({ params: specs, ids, targets: ids }, (given) => {
    const { params, ...batch } = given as unknown as { params: Tree<Tensor>; ids: Tensor; targets: Tensor };
    const [loss, gradients] = valueAndGrad((p: Tree<Tensor>) =>
      isSparse(config) ? moeLoss(p as never, config, batch)[0] : gptLoss(p as never, config, batch),
    )(params);
    return { loss, gradients };
  });
  const work = countWork(program);
  const states = STATES * 4 * parametersOf(config);
  return {
    work,
    secondsPerToken: secondsOfWork(work, machine) / (sequences * config.context),
    memory: states + activationBytes(program) + BASE_BYTES,
  };
}

/** Weights, gradients, two moments and the average, in float32. */
const STATES = 5;

/** Bytes of weights, gradients and Adam's moments in mixed precision: Rajbhandari et al. 2020 (ZeRO), section 3.1. */
export const mixedPrecisionBytes = (config: LanguageConfig): number => 16 * parametersOf(config);
