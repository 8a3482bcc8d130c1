/** `onda plan` at work: what is given becomes a machine, a budget and a text; the catalog plans; this says it. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import {
  type LanguagePlan,
  type LanguagePlanRequest,
  type MachinePlan,
  planLanguage,
  planOnMachine,
} from "../../catalog/language/plan.ts";
import { calibrate, type Machine } from "../../train/calibrate.ts";
import { sizeCurve } from "../../train/curve.ts";
import { wattsPerCoreOf } from "../../train/energy.ts";
import {
  type AcceleratorName,
  accelerators,
  type Cluster,
  DATA_CENTRE_PUE,
  type LawName,
  type Limit,
  type Limits,
  laws,
  secondsWithin,
} from "../../train/scaling/index.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { UsageError } from "../report.ts";
import { findTexts, sampleTexts, totalBytes } from "../texts.ts";
import { countWords, type PlanText, type PlanWords, planWords } from "./text.ts";

export interface PlanOptions {
  readonly hours?: number;
  readonly money?: number;
  /** Kilowatt-hours. */
  readonly energy?: number;
  readonly compute?: number;
  readonly tokens?: number;
  readonly data?: string[];
  readonly parameters?: number;
  readonly cluster?: number;
  readonly accelerator?: AcceleratorName;
  readonly speed?: number;
  readonly utilisation?: number;
  readonly watts?: number;
  readonly pue?: number;
  readonly price?: number;
  readonly vocabulary?: number;
  readonly context?: number;
  readonly experts: number;
  readonly law: LawName;
  readonly svg?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function plan(options: PlanOptions): Promise<void> {
  requireSense(options);
  if (options.svg !== undefined) await requireNew(options.svg, options.force === true);
  const isCluster = options.accelerator !== undefined;
  const sizes = {
    vocabulary: options.vocabulary ?? (isCluster ? 32_768 : 4096),
    context: options.context ?? (isCluster ? 2048 : 256),
  };
  const text = await textOf(options, sizes.vocabulary);
  const requestOn = (cluster: Cluster): LanguagePlanRequest => {
    const [tightest] = secondsWithin(cluster, limitsOf(options));
    return {
      ...sizes,
      ...{ cluster, law: laws[options.law], experts: options.experts },
      ...(tightest === undefined ? {} : { seconds: finite(tightest.seconds) }),
      ...(text === undefined ? {} : { unique: text.tokens }),
      ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    };
  };
  const { request, plan: made } = await planOn(options, requestOn);
  const { vocabulary } = made.rows.find(({ kind }) => kind === "optimal")!.config;
  // A smaller vocabulary makes more tokens of the same text.
  if (options.data !== undefined && vocabulary < sizes.vocabulary) return plan({ ...options, vocabulary });
  if (options.svg !== undefined) await writeWhole(options.svg, Buffer.from(drawing(made)));
  const limits = secondsWithin(request.cluster, limitsOf(options));
  const words: PlanWords = { plan: made, request, limits, text, name: nameOf(options, request.machine) };
  process.stdout.write(options.json ? `${JSON.stringify(jsonOf(words), null, 2)}\n` : planWords(words));
  if (options.svg !== undefined && !options.json) process.stdout.write(`${options.svg}\n`);
}

/** What contradicts itself is said before anything is measured. */
function requireSense(options: PlanOptions): void {
  const { accelerator, cluster, speed, watts, utilisation, tokens, data, parameters, experts } = options;
  const limits = Object.values(limitsOf(options));
  if (limits.length === 0 && tokens === undefined && data === undefined && parameters === undefined)
    throw new UsageError("nothing says how much. Give --hours, --money, --energy, --compute, a text or --parameters.");
  if (tokens !== undefined && data !== undefined)
    throw new UsageError("--tokens and --data both say how much text there is. Leave one out.");
  if (cluster !== undefined && accelerator === undefined && (speed === undefined || watts === undefined))
    throw new UsageError("--cluster needs --accelerator, or --speed and --watts: this machine is one.");
  if (utilisation !== undefined && accelerator === undefined)
    throw new UsageError("--utilisation is a part of an accelerator's peak. Give --accelerator.");
  if (utilisation !== undefined && speed !== undefined)
    throw new UsageError("--speed is what is really reached, so --utilisation is known. Leave one out.");
  if (experts % 2 !== 0) throw new UsageError(`--experts is ${experts}. It must be even: two work on a token.`);
}

const limitsOf = ({ hours, money, energy, compute }: PlanOptions): Limits => ({
  ...(hours === undefined ? {} : { hours }),
  ...(money === undefined ? {} : { money }),
  ...(energy === undefined ? {} : { joules: energy * 3.6e6 }),
  ...(compute === undefined ? {} : { flops: compute }),
});

async function requireNew(file: string, force: boolean): Promise<void> {
  if (existsSync(file) && !force) throw new UsageError(`${file} exists. Overwrite it with --force.`);
  await requireFolder(file);
}

/** Bytes that the estimate of a text's tokens looks at. */
const SAMPLE = 2_000_000;
/** Where a text is too short to try: about that of English. */
const USUAL_BYTES = 3.5;

async function textOf({ tokens, data }: PlanOptions, vocabulary: number): Promise<PlanText | undefined> {
  if (data === undefined) return tokens === undefined ? undefined : { tokens };
  const files = await findTexts(data);
  const { bytesPerToken } = await import("../../data/tokenizer/estimate.ts");
  const each = bytesPerToken(await sampleTexts(files, SAMPLE), vocabulary) ?? USUAL_BYTES;
  const bytes = totalBytes(files);
  return { tokens: Math.max(1, Math.round(bytes / each)), files: files.length, bytes };
}

function finite(seconds: number): number {
  if (Number.isFinite(seconds)) return seconds;
  throw new UsageError("money buys electricity without end where it is free. Give --hours, or a --price.");
}

/** Plans on the cluster that is described, or on this machine as it is measured now. */
async function planOn(
  options: PlanOptions,
  requestOn: (cluster: Cluster) => LanguagePlanRequest,
): Promise<MachinePlan> {
  const { accelerator, cluster: count = 1, speed, price, watts, pue } = options;
  const rest = { count, ...(price === undefined ? {} : { pricePerHour: price }) };
  const planned = (cluster: Cluster): MachinePlan => {
    const request = requestOn(cluster);
    return { request, plan: planLanguage(request) };
  };
  if (accelerator !== undefined) {
    const usual = accelerators[accelerator];
    const flopsPerSecond = speed ?? usual.peak * (options.utilisation ?? usual.utilisation);
    return planned({ ...rest, flopsPerSecond, watts: watts ?? usual.watts, pue: pue ?? DATA_CENTRE_PUE });
  }
  const base = { ...rest, watts: watts ?? availableParallelism() * wattsPerCoreOf(), pue: pue ?? 1 };
  if (speed !== undefined) return planned({ ...base, flopsPerSecond: speed });
  const { onnxRuntime } = await import("../../runtime/node/index.ts");
  return planOnMachine(await calibrate(onnxRuntime), (flopsPerSecond) => requestOn({ ...base, flopsPerSecond }));
}

function nameOf({ accelerator, cluster }: PlanOptions, machine: Machine | undefined): string {
  if (accelerator !== undefined) return `${cluster ?? 1} × ${accelerator}`;
  if (machine !== undefined) return `this machine, measured now: ${machine.cores} cores`;
  return (cluster ?? 1) === 1 ? "a machine of the given speed" : `${cluster} machines`;
}

const drawing = ({ curve, flops }: LanguagePlan): string =>
  sizeCurve(
    curve.map(({ parameters, loss }) => ({ step: parameters, value: loss })),
    `loss by parameters, ${flops.toPrecision(3)} FLOP`,
    (size) => countWords(size),
  );

const limitNames: Record<Limit, string> = { hours: "hours", money: "money", joules: "energy", flops: "compute" };

const jsonOf = ({ plan, request, limits, text }: PlanWords) => ({
  limit: limits[0] === undefined ? null : limitNames[limits[0].limit],
  limits: Object.fromEntries(limits.map(({ limit, seconds }) => [limitNames[limit], seconds])),
  cluster: request.cluster,
  law: request.law,
  text: text ?? null,
  ...plan,
});
