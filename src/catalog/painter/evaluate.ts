/**
 * How good a painter is, in numbers: does a frozen judge see what was asked, how far do its pictures lie from the
 * set's own, does another seed give another picture. Beside each number stands what the set's own pictures get.
 */
import { type EmojiSet, planOf, type Variety, variety } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import {
  gaussianOf,
  joinRows,
  type MeasuredDistance,
  measureDistance,
  type Rows,
  type Texture,
  textureOf,
} from "../../train/index.ts";
import { hashOf } from "../measure/frozen-file.ts";
import { loadClassifier } from "./classifier-file.ts";
import { truthOf } from "./classifier-task.ts";
import { type ExamGroup, type ExamSizes, exam } from "./exam.ts";
import { type Judge, openJudge } from "./judge.ts";
import { type Marks, type Mistake, mark, mistakesOf } from "./mark.ts";
import { type ManyPainter, openManyPainter, type SamplingOptions } from "./paint-many.ts";
import { paintDefaults } from "./painter.ts";
import { judgeRenderings, renderPlans, restyled } from "./renderings.ts";
import { measureRoundTrip } from "./round-trip.ts";
import { loadPainter } from "./weights.ts";

export interface EvaluateOptions extends SamplingOptions, Partial<ExamSizes> {
  readonly seed?: number;
  /** Prompts that several seeds paint, and seeds of each. */
  readonly varietyPrompts?: number;
  readonly varietySeeds?: number;
  /** Pictures sampled together. */
  readonly together?: number;
  readonly threads?: number;
  readonly runtime?: Runtime;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly part: string; readonly done: number; readonly of: number }) => void;
}

export const evaluateDefaults = { seed: 1, plain: 500, combined: 100, varietyPrompts: 24, varietySeeds: 4 } as const;

export interface GroupReport {
  readonly name: string;
  readonly prompts: number;
  readonly painter: Marks;
  /** The judge on the set's own pictures of the same plans: the ceiling. */
  readonly real: Marks;
  readonly mistakes: readonly Mistake[];
}

export interface QualityReport {
  /** SHA-256 of the files. */
  readonly painter: string;
  readonly judge: string;
  readonly settings: Required<SamplingOptions> & { readonly seed: number };
  readonly groups: readonly GroupReport[];
  /** Fréchet distance from fresh pictures of the set, of the plain prompts; the floor is the set's own of the same plans. */
  readonly distance: {
    readonly pictures: number;
    readonly reference: number;
    readonly painter: MeasuredDistance;
    readonly floor: MeasuredDistance;
  };
  readonly texture: { readonly painter: Texture; readonly real: Texture };
  /** Differences between seeds of one prompt, in pixels and in features. */
  readonly variety: Readonly<Record<"pixels" | "features", { readonly painter: Variety; readonly real: Variety }>>;
  /** Autoencoder alone, on unseen pictures, in dB. */
  readonly roundTrip: number;
  readonly secondsPerPicture: number;
}

interface Bench {
  readonly set: EmojiSet;
  readonly judge: Judge;
  readonly painter: ManyPainter;
  readonly size: number;
  readonly sampling: Required<SamplingOptions>;
  readonly options: EvaluateOptions & typeof evaluateDefaults;
  clock: { seconds: number; pictures: number };
}

/** @param painterFile and `classifierFile` are paths */
export async function evaluatePainter(
  painterFile: string,
  classifierFile: string,
  set: EmojiSet,
  given: EvaluateOptions = {},
): Promise<QualityReport> {
  const options = { ...evaluateDefaults, ...given } as Bench["options"];
  const { runtime = onnxRuntime, threads, together = 16 } = options;
  const compile = threads === undefined ? {} : { threads };
  const file = await loadPainter(painterFile);
  const judge = await openJudge(runtime, await loadClassifier(classifierFile), compile);
  const painter = await openManyPainter(runtime, file, { count: together, ...compile });
  const { steps, guidance, temperature, sampler } = { ...paintDefaults, ...given };
  const sampling = { steps, guidance, temperature, sampler };
  const size = file.config.autoencoder.imageSize;
  const bench: Bench = { set, judge, painter, size, sampling, options, clock: { seconds: 0, pictures: 0 } };
  const examined = [];
  for (const group of exam(set, createRng(`exam:${options.seed}`), options)) examined.push(await examine(bench, group));
  const report: QualityReport = {
    painter: await hashOf(painterFile),
    judge: judge.hash,
    settings: { ...sampling, seed: options.seed },
    groups: examined.map(({ report }) => report),
    distance: await distances(bench, examined),
    texture: textures(examined, size),
    variety: await measureVariety(bench),
    roundTrip: await measureRoundTrip(runtime, file, set, compile),
    secondsPerPicture: bench.clock.seconds / bench.clock.pictures,
  };
  await Promise.all([painter.dispose(), judge.dispose()]);
  return report;
}

interface Examined {
  readonly report: GroupReport;
  readonly plain: boolean;
  readonly painter: { readonly pixels: Float32Array; readonly features: Rows };
  readonly real: { readonly pixels: Float32Array; readonly features: Rows };
}

/** Paints a group's prompts and lets the judge look, then the same for the set's own pictures. */
async function examine(bench: Bench, { name, asks, plans, captions }: ExamGroup): Promise<Examined> {
  const { set, judge, size, options } = bench;
  const wishes = captions.map((prompt, i) => ({ prompt, seed: options.seed * 100_000 + i }));
  const pixels = await paint(bench, name, wishes);
  const truths = plans.map((plan) => truthOf(plan, set));
  const seen = await judge.judge(pixels);
  const realPixels = renderPlans(set, plans, `exam:${name}`, size);
  const real = await judge.judge(realPixels);
  const label = (id: string) => set.concept(id).en.label;
  const report = {
    name,
    prompts: plans.length,
    painter: mark(seen.answers, truths, asks),
    real: mark(real.answers, truths, asks),
    mistakes: mistakesOf(seen.answers, truths, captions, label),
  };
  const plain = plans.every(({ kind }) => kind === "plain");
  return {
    report,
    plain,
    painter: { pixels, features: seen.features },
    real: { pixels: realPixels, features: real.features },
  };
}

async function paint(
  { painter, sampling, options, clock }: Bench,
  part: string,
  wishes: Parameters<ManyPainter["paint"]>[0],
): Promise<Float32Array> {
  const begun = performance.now();
  const pixels = await painter.paint(wishes, sampling, (done) => {
    options.signal?.throwIfAborted();
    options.onProgress?.({ part, done, of: wishes.length });
  });
  clock.seconds += (performance.now() - begun) / 1000;
  clock.pictures += wishes.length;
  return pixels;
}

/** Painter to data, and data to data, both against one large set of fresh pictures. */
async function distances(
  { set, judge, size, options }: Bench,
  examined: readonly Examined[],
): Promise<QualityReport["distance"]> {
  const rng = createRng(`distance:${options.seed}`);
  const plain = examined.filter((group) => group.plain);
  const rows = (who: "painter" | "real") => joinRows(plain.map((group) => group[who].features));
  const plans = Array.from({ length: 4 }, (_, k) =>
    set.concepts.map(({ id }, i) => restyled(set, planOf(id), rng.split(`${k}:${i}`))),
  ).flat();
  const { features } = await judgeRenderings(judge, set, plans, `reference:${options.seed}`, size);
  const reference = gaussianOf(features);
  return {
    pictures: rows("painter").count,
    reference: plans.length,
    painter: measureDistance(rng.split("painter"), rows("painter"), reference),
    floor: measureDistance(rng.split("floor"), rows("real"), reference),
  };
}

function textures(examined: readonly Examined[], size: number): QualityReport["texture"] {
  const mean = (who: "painter" | "real"): Texture => {
    const all = examined.filter(({ plain }) => plain).map((group) => textureOf(group[who].pixels, size));
    const average = (key: keyof Texture) => all.reduce((sum, t) => sum + t[key], 0) / all.length;
    return { flat: average("flat"), edge: average("edge") };
  };
  return { painter: mean("painter"), real: mean("real") };
}

/** Several seeds of the same prompts; the set's own pictures change style, place, size, tilt and shade. */
async function measureVariety(bench: Bench): Promise<QualityReport["variety"]> {
  const { set, judge, size, options } = bench;
  const { varietyPrompts: prompts, varietySeeds: seeds } = options;
  const rng = createRng(`variety:${options.seed}`);
  const asked = exam(set, rng, { plain: prompts, combined: 0 });
  const [captions, plain] = [asked.flatMap((group) => group.captions), asked.flatMap((group) => group.plans)];
  const repeated = Array.from({ length: prompts * seeds }, (_, i) => Math.floor(i / seeds));
  const wishes = repeated.map((p, i) => ({ prompt: captions[p]!, seed: options.seed * 100_000 + i }));
  const made = await paint(bench, "seeds", wishes);
  const plans = repeated.map((p, i) => restyled(set, plain[p]!, rng.split(`style${i}`)));
  const real = renderPlans(set, plans, "variety", size);
  const grouped = (data: Float32Array) => {
    const one = data.length / repeated.length;
    const of = (p: number) =>
      Array.from({ length: seeds }, (_, s) => data.slice((p * seeds + s) * one, (p * seeds + s + 1) * one));
    return variety(Array.from({ length: prompts }, (_, p) => of(p)));
  };
  const features = async (pixels: Float32Array) => grouped((await judge.judge(pixels)).features.data);
  return {
    pixels: { painter: grouped(made), real: grouped(real) },
    features: { painter: await features(made), real: await features(real) },
  };
}
