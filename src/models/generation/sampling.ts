/** From logits to a token: which ones may come, how likely each is, and which it is. Knows nothing of models or text. */
import type { Rng } from "../../nn/index.ts";

export interface SamplingOptions {
  /** Logits are divided by it: 1 unless given; 0 takes the likeliest. */
  readonly temperature?: number;
  /** Only so many of the likeliest: Fan et al. 2018. */
  readonly topK?: number;
  /** Only the likeliest that together reach this probability: Holtzman et al. 2020. */
  readonly topP?: number;
  /** Only those at least this part as likely as the likeliest: Nguyen et al. 2024. */
  readonly minP?: number;
  /** Above 1 makes tokens less likely that stand in the text already: Keskar et al. 2019, section 4.1. */
  readonly repetitionPenalty?: number;
}

/** Throws a RangeError that says which setting does not fit. */
export function checkSampling(options: SamplingOptions): void {
  const { temperature = 1, topK = 1, topP = 1, minP = 0, repetitionPenalty = 1 } = options;
  const refuse = (name: string, value: number, rule: string): never => {
    throw new RangeError(`generate: ${name} is ${value}. It must be ${rule}.`);
  };
  if (!(temperature >= 0 && temperature <= 100)) refuse("temperature", temperature, "from 0 to 100");
  if (!Number.isInteger(topK) || topK < 1) refuse("topK", topK, "a whole number, at least 1");
  if (!(topP > 0 && topP <= 1)) refuse("topP", topP, "above 0, at most 1");
  if (!(minP >= 0 && minP < 1)) refuse("minP", minP, "from 0, below 1");
  if (!(repetitionPenalty > 0)) refuse("repetitionPenalty", repetitionPenalty, "above 0");
}

export interface Candidates {
  readonly ids: readonly number[];
  /** Of each, adding up to 1. */
  readonly probabilities: readonly number[];
}

/**
 * The tokens that may come and how likely they are, the likeliest first where one is cut off, else by id.
 * @param logits of all tokens; left as they are
 * @param allowed 1 for each token that may come; those it does not reach to may not
 * @param seen tokens that stand in the text
 */
export function candidatesOf(
  logits: Float32Array,
  options: SamplingOptions = {},
  allowed?: Uint8Array,
  seen?: Iterable<number>,
): Candidates {
  const { temperature = 1, topK, topP = 1, minP = 0, repetitionPenalty = 1 } = options;
  const x = Float64Array.from(logits);
  if (repetitionPenalty !== 1) {
    for (const id of new Set(seen)) x[id]! *= x[id]! > 0 ? 1 / repetitionPenalty : repetitionPenalty;
  }
  const may = (id: number) => allowed === undefined || allowed[id] === 1;
  let best = -1;
  for (let id = 0; id < x.length; id++) {
    if (may(id) && (best < 0 || x[id]! > x[best]!)) best = id;
  }
  if (best < 0) throw new RangeError("generate: no token may come next.");
  const top = x[best]!;
  if (!Number.isFinite(top) || x.some(Number.isNaN)) {
    throw new RangeError(
      "generate: the logits are not numbers. The weights are damaged, or training left the numbers.",
    );
  }
  if (temperature === 0) return { ids: [best], probabilities: [1] };
  let total = 0;
  for (let id = 0; id < x.length; id++) {
    x[id] = !may(id) ? 0 : Math.exp((x[id]! - top) / temperature);
    total += x[id]!;
  }
  // Tokens below this part of the whole could not add up to what topP leaves out, so they need no sorting.
  const least = Math.max(minP, topP < 1 ? ((1 - topP) * total) / x.length : 0);
  const ids: number[] = [];
  for (let id = 0; id < x.length; id++) if (x[id]! > 0 && x[id]! >= least) ids.push(id);
  if (topP < 1 || (topK !== undefined && topK < ids.length)) ids.sort((a, b) => x[b]! - x[a]! || a - b);
  const cut = nucleus(ids.slice(0, topK), x, topP * total, topP < 1);
  const sum = cut.reduce((s, id) => s + x[id]!, 0);
  return { ids: cut, probabilities: cut.map((id) => x[id]! / sum) };
}

/** The first ids that together reach a mass. */
function nucleus(ids: readonly number[], x: Float64Array, mass: number, isCut: boolean): readonly number[] {
  if (!isCut) return ids;
  let sum = 0;
  const end = ids.findIndex((id) => {
    sum += x[id]!;
    return sum >= mass;
  });
  return end < 0 ? ids : ids.slice(0, end + 1);
}

/** One of the candidates, by one random number. */
export function pick({ ids, probabilities }: Candidates, rng: Pick<Rng, "float">): number {
  let rest = rng.float();
  for (const [i, probability] of probabilities.entries()) {
    rest -= probability;
    if (rest < 0) return ids[i]!;
  }
  return ids.at(-1)!; // rounding
}

/** log softmax(logits), the model's own, before any setting. */
export function logProbabilities(logits: Float32Array): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (const x of logits) top = Math.max(top, x);
  let sum = 0;
  for (const x of logits) sum += Math.exp(x - top);
  const all = top + Math.log(sum);
  return Float64Array.from(logits, (x) => x - all);
}
