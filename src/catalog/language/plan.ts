/**
 * What language model a budget deserves: the compute-optimal one, a sparse one for the same budget, and a smaller one
 * that costs more to train and half to serve; with the text that there is, repeated where it must be.
 */
import {
  bestAllocation,
  type Cluster,
  denseEquivalent,
  type EnergyOptions,
  type LossLaw,
  lossAtSize,
  lossWithRepeats,
  type Machine,
  type Spending,
  secondsFor,
  sizeForTokens,
  spendingOf,
  tokensForLoss,
  tokensForSize,
  trainingFlops,
  usefulFlops,
  type Worth,
} from "../../train/index.ts";
import { RequestError } from "../errors.ts";
import { isSparse, type LanguageConfig } from "./network.ts";
import {
  activeParametersOf,
  expansionOf,
  mixedPrecisionBytes,
  type ProposalSizes,
  parametersOf,
  planStep,
  proposeGpt,
  proposeMoe,
  vocabularyFor,
} from "./propose.ts";

export interface LanguagePlanRequest extends ProposalSizes {
  readonly law: LossLaw;
  readonly cluster: Cluster;
  /** Seconds that may be used. Without: one pass over the text, or what `parameters` deserve. */
  readonly seconds?: number;
  /** Tokens of the text; endless unless given. */
  readonly unique?: number;
  /** A size that is wished for. */
  readonly parameters?: number;
  readonly experts: number;
  readonly energy?: EnergyOptions;
  /** The machine of `cluster` as it was measured: memory is then that of its own training, in float32. */
  readonly machine?: Machine;
}

export interface LanguageRow extends Spending {
  readonly kind: "asked" | "optimal" | "sparse" | "smaller";
  readonly config: LanguageConfig;
  readonly parameters: number;
  /** Those that work on a token. */
  readonly active: number;
  /** Seen in training, repeats counted. */
  readonly tokens: number;
  /** Passes over the text, where it has an end. */
  readonly epochs?: number;
  readonly flops: number;
  readonly loss: number;
  /** Bytes that training takes; on a cluster, of weights, gradients and moments. */
  readonly memory: number;
}

export interface LanguagePlan {
  /** C = 6ND of the budget. */
  readonly budget: number;
  /** What is spent of it: no more than is useful. */
  readonly flops: number;
  readonly rows: readonly LanguageRow[];
  /** The loss of the budget by size of a dense model. */
  readonly curve: readonly { readonly parameters: number; readonly loss: number }[];
  /** The budget beyond which twice as much hardly helps, for a text that has an end. */
  readonly useful?: { readonly flops: number; readonly seconds: number; readonly epochs: number };
}

/** @throws RequestError where the budget is too small for any model. */
export function planLanguage(request: LanguagePlanRequest): LanguagePlan {
  const { law, cluster, unique = Number.POSITIVE_INFINITY } = request;
  const budget = budgetOf(request);
  if (!(budget >= LEAST_FLOPS)) {
    throw new RequestError(
      `${budget.toPrecision(2)} FLOP are too few to train any model: the least takes ${LEAST_FLOPS}. Give more time or text.`,
    );
  }
  const useful = unique === Number.POSITIVE_INFINITY ? undefined : usefulOf(law, cluster, unique);
  const flops = Math.min(budget, useful?.flops ?? budget);
  const best = Math.max(LEAST, bestAllocation(law, flops, unique).parameters);
  return {
    ...{ budget, flops },
    rows: rowsOf(request, budget, flops, best),
    curve: curveOf(request, flops, best),
    ...(useful === undefined ? {} : { useful }),
  };
}

/** C, from the time, or from the size and the text. */
function budgetOf({ law, cluster, seconds, parameters, unique }: LanguagePlanRequest): number {
  if (seconds !== undefined) return seconds * cluster.count * cluster.flopsPerSecond;
  if (parameters !== undefined) return trainingFlops(parameters, unique ?? tokensForSize(law, parameters));
  if (unique !== undefined) return trainingFlops(sizeForTokens(law, unique), unique);
  throw new RequestError("neither time, text nor size says how much. Give one of them.");
}

/** Parameters of the least model, 256 tokens and one narrow layer, and operations to teach it anything. */
const LEAST = 20_000;
const LEAST_FLOPS = 1e9;

function rowsOf(request: LanguagePlanRequest, budget: number, flops: number, best: number): LanguageRow[] {
  const { law, cluster, parameters, experts, unique = Number.POSITIVE_INFINITY } = request;
  const worth: Worth = (n) => denseEquivalent(n, expansionOf(experts));
  const active = Math.max(LEAST, bestAllocation(law, flops, unique, worth).parameters);
  // One vocabulary for all rows: losses of different ones are not comparable.
  const vocabulary = vocabularyFor(Math.max(LEAST, Math.min(best, active) / 2), request.vocabulary);
  const sizes = { vocabulary, context: request.context };
  const seconds = secondsFor(cluster, flops);
  const optimal = rowOf(request, "optimal", { config: proposeGpt(best, sizes), seconds });
  const rows = [optimal, rowOf(request, "sparse", { config: proposeMoe(active, sizes, experts), seconds, worth })];
  const smaller = proposeGpt(Math.max(LEAST, optimal.active / 2), sizes);
  const size = parametersOf(smaller);
  const tokens = tokensForLoss(law, size, optimal.loss, unique);
  if (tokens !== undefined && size < optimal.active) rows.push(rowOf(request, "smaller", { config: smaller, tokens }));
  if (parameters === undefined) return rows;
  const config = proposeGpt(parameters, { ...sizes, vocabulary: vocabularyFor(parameters, request.vocabulary) });
  return [rowOf(request, "asked", { config, active: parameters, ...spent(request, parameters, budget) }), ...rows];
}

/** A wished size takes all the time there is, or else its tokens. */
const spent = ({ seconds }: LanguagePlanRequest, parameters: number, budget: number) =>
  seconds === undefined ? { tokens: budget / 6 / parameters } : { seconds };

interface RowParts {
  readonly config: LanguageConfig;
  /** Those of the config unless given. */
  readonly active?: number;
  /** The one or the other. */
  readonly seconds?: number;
  readonly tokens?: number;
  readonly worth?: Worth;
}

function rowOf(request: LanguagePlanRequest, kind: LanguageRow["kind"], parts: RowParts): LanguageRow {
  const { law, cluster, energy, unique = Number.POSITIVE_INFINITY } = request;
  const { config, active = activeParametersOf(config), worth = (n) => n } = parts;
  const { secondsPerToken, memory } = stepOf(request, config, active);
  const tokens = parts.tokens ?? parts.seconds! / secondsPerToken;
  return {
    kind,
    config,
    parameters: isSparse(config) ? parametersOf(config) : active,
    active,
    tokens,
    ...(unique === Number.POSITIVE_INFINITY ? {} : { epochs: tokens / unique }),
    flops: trainingFlops(active, tokens),
    loss: lossWithRepeats(law, { parameters: worth(active), tokens }, unique),
    memory,
    ...spendingOf(cluster, tokens * secondsPerToken, energy),
  };
}

/** This machine's step is planned from its graph; elsewhere C = 6ND holds, and memory is that of the states. */
function stepOf({ cluster, machine }: LanguagePlanRequest, config: LanguageConfig, active: number) {
  if (machine !== undefined && active <= LARGEST_TRACED) return planStep(config, machine);
  return { secondsPerToken: secondsFor(cluster, trainingFlops(active, 1)), memory: mixedPrecisionBytes(config) };
}

/** Sizes of the curve: from a 32nd to 32 times the best. */
const [SPAN, POINTS] = [32, 41];

function curveOf({ law, unique = Number.POSITIVE_INFINITY }: LanguagePlanRequest, flops: number, best: number) {
  return Array.from({ length: POINTS }, (_, i) => {
    const parameters = best * SPAN ** ((2 * i) / (POINTS - 1) - 1);
    return { parameters, loss: lossAtSize(law, flops, unique, parameters) };
  });
}

function usefulOf(law: LossLaw, cluster: Cluster, unique: number): NonNullable<LanguagePlan["useful"]> {
  const flops = usefulFlops(law, unique);
  return { flops, seconds: secondsFor(cluster, flops), epochs: bestAllocation(law, flops, unique).tokens / unique };
}

/** Rounds in which the speed of a machine and the model that it deserves are found from each other. */
const ROUNDS = 4;

/**
 * The plan for one machine as it was measured: its speed, in operations a second of C = 6ND, is that of the optimal
 * model's graph, attention, traffic through memory and all. `requestAt` is asked what to plan at a speed.
 */
export function planOnMachine(machine: Machine, requestAt: (speed: number) => LanguagePlanRequest): MachinePlan {
  let speed = machine.flopsPerSecond / 2;
  let request: LanguagePlanRequest = { ...requestAt(speed), machine };
  for (let round = 1; round < ROUNDS; round++) {
    const { flops, seconds } = planLanguage(request).rows.find(({ kind }) => kind === "optimal")!;
    // The mean, for models come in whole layers: the speed jumps with them, and could jump for ever.
    speed = round === 1 ? flops / seconds : Math.sqrt((speed * flops) / seconds);
    request = { ...requestAt(speed), machine };
  }
  return { request, plan: planLanguage(request) };
}

export interface MachinePlan {
  readonly request: LanguagePlanRequest;
  readonly plan: LanguagePlan;
}

/** Graphs of larger models are not traced: C = 6ND gives their time, and their memory is that of their states. */
const LARGEST_TRACED = 1e9;
