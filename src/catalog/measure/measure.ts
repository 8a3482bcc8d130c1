/**
 * How good made pictures are, in numbers that say how sure they are. Beside each stands the same number for unseen
 * pictures of the set: what a perfect maker would get.
 */
import type { Questions } from "../../data/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import {
  densityCoverage,
  type Estimate,
  gaussianOf,
  kernelDistance,
  type Memorising,
  measureDistance,
  memorising,
  type NeighbourTest,
  nearestDistances,
  neighbourTest,
  pickRows,
  type Rows,
  type Share,
  shareOf,
  type Texture,
  textureOf,
} from "../../train/index.ts";
import { answersIn } from "./answers.ts";
import type { Frozen, Looked } from "./frozen.ts";
import { fitPixels } from "./pixels.ts";
import type { MeasuredSet } from "./sets.ts";
import type { Asked, PictureSource } from "./source.ts";

/** A number for made pictures, and the same for as many unseen pictures of the set. */
export interface Held<T> {
  readonly made: T;
  readonly floor: T;
}

export interface MeasureReport {
  readonly format: "onda-measure-1";
  readonly source: string;
  readonly set: string;
  /** SHA-256 of the judge's file. */
  readonly judge: string;
  readonly seed: number;
  /** How many were made, and how many of what models learn from they are held against. */
  readonly pictures: number;
  readonly reference: number;
  /** Squared, of features. */
  readonly frechet: Held<Estimate>;
  readonly kernel: Held<Estimate>;
  readonly density: Held<Estimate>;
  readonly coverage: Held<Estimate>;
  readonly neighbours: Held<NeighbourTest>;
  /** Of pixels, reduced to 16 × 16, and of features. */
  readonly memorising: Readonly<Record<"pixels" | "features", Memorising>>;
  readonly texture: Held<Texture>;
  /** How often the judge sees what was asked; absent where the source cannot be asked. */
  readonly accuracy?: Readonly<Record<string, Held<Share>>>;
}

export interface MeasureOptions {
  readonly count: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly part: string; readonly done: number; readonly of: number }) => void;
}

/** Pictures as the judge sees them, and as memorising compares them. */
interface Seen {
  readonly pixels: Float32Array;
  readonly small: Rows;
  readonly looked: Looked;
}

/** Rows of a kernel matrix and of neighbours: their cost is the square. */
const MOST_PAIRED = 2000;
const SMALL = 16;
const NEIGHBOURHOOD = 5;

/** A pure function of source, set, judge, count and seed. The caller disposes of source and judge. */
export async function measurePictures(
  source: PictureSource,
  set: MeasuredSet,
  { judge, questions }: { readonly judge: Frozen; readonly questions: Questions },
  options: MeasureOptions,
): Promise<MeasureReport> {
  const { count, seed, signal } = options;
  const told = (part: string, of: number) => (done: number) => options.onProgress?.({ part, done, of });
  const { pixels, asked } = set.unseen(count, seed);
  const made = await source.sample(count, seed, asked, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: told("making pictures", count),
  });
  const see = (part: string, pixels: Float32Array, size: number) => lookAt(judge, pixels, size, signal, told, part);
  const sights = {
    made: await see("judging them", made, source.size),
    floor: await see("judging unseen ones", pixels, set.size),
    seen: await see("judging the set", set.seen(), set.size),
  };
  const nearest = (part: string, key: "small" | "features", who: "made" | "floor") => {
    const rows = (sight: Seen) => (key === "small" ? sight.small : sight.looked.features);
    return nearestOf(rows(sights[who]), rows(sights.seen), signal, told(part, count));
  };
  const rng = createRng(`measure:${seed}`);
  const known = {
    pixels: memorising(
      rng.split("pixels"),
      await nearest("looking for copies", "small", "made"),
      await nearest("looking for copies among unseen ones", "small", "floor"),
    ),
    features: memorising(
      rng.split("features"),
      await nearest("looking for likenesses", "features", "made"),
      await nearest("looking for likenesses among unseen ones", "features", "floor"),
    ),
  };
  return {
    format: "onda-measure-1",
    ...{ source: source.name, set: set.name, judge: judge.hash, seed, pictures: count },
    reference: sights.seen.looked.features.count,
    ...(await distances(rng, sights, signal, told("comparing", STEPS))),
    memorising: known,
    texture: held((who) => textureOf(sights[who].pixels, judge.size)),
    ...(source.conditional ? { accuracy: accuracies(sights, asked, questions) } : {}),
  };
}

/** Lets signals and progress bars have their turn: these measures never wait. */
const breathe = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => setImmediate(() => (signal?.aborted ? reject(signal.reason as Error) : resolve())));

async function lookAt(
  judge: Frozen,
  given: Float32Array,
  size: number,
  signal: AbortSignal | undefined,
  told: (part: string, of: number) => (done: number) => void,
  part: string,
): Promise<Seen> {
  const pixels = fitPixels(given, size, judge.size);
  const count = pixels.length / (3 * judge.size ** 2);
  const tell = told(part, count);
  const looked = await judge.look(pixels, (done) => {
    signal?.throwIfAborted();
    tell(done);
  });
  const small = fitPixels(pixels, judge.size, SMALL);
  return { pixels, looked, small: { data: small, count, width: 3 * SMALL * SMALL } };
}

/** Rows compared before the work pauses. */
const AT_ONCE = 20;

async function nearestOf(
  rows: Rows,
  reference: Rows,
  signal: AbortSignal | undefined,
  tell: (done: number) => void,
): Promise<Float64Array> {
  const out = new Float64Array(rows.count);
  for (let at = 0; at < rows.count; at += AT_ONCE) {
    const count = Math.min(AT_ONCE, rows.count - at);
    const data = rows.data.subarray(at * rows.width, (at + count) * rows.width);
    out.set(nearestDistances({ data, count, width: rows.width }, reference), at);
    tell(at + count);
    await breathe(signal);
  }
  return out;
}

type Sights = Readonly<Record<"made" | "floor" | "seen", Seen>>;
type Distances = Pick<MeasureReport, "frechet" | "kernel" | "density" | "coverage" | "neighbours">;

function held<T>(of: (who: "made" | "floor") => T): Held<T> {
  return { made: of("made"), floor: of("floor") };
}

const STEPS = 8;

/** The distances of features. What needs pairs of rows is held against as many of the set as were made. */
async function distances(
  rng: Rng,
  { made, floor, seen }: Sights,
  signal: AbortSignal | undefined,
  tell: (done: number) => void,
): Promise<Distances> {
  const features = { made: made.looked.features, floor: floor.looked.features };
  const all = seen.looked.features;
  const reference = gaussianOf(all);
  const order = rng.split("reference").permutation(all.count);
  const paired = Math.min(MOST_PAIRED, features.made.count, all.count);
  const [some, many] = [pickRows(all, order.subarray(0, paired)), pickRows(all, order.subarray(0, MOST_PAIRED))];
  const firsts = held((who) => ({ ...features[who], count: paired })); // those made later are as good
  let step = 0;
  const both = async <T>(of: (who: "made" | "floor", rng: Rng) => T): Promise<Held<T>> => {
    const pair: Partial<Record<"made" | "floor", T>> = {};
    for (const who of ["made", "floor"] as const) {
      pair[who] = of(who, rng.split(`${step}`));
      tell(++step);
      await breathe(signal);
    }
    return pair as Held<T>;
  };
  const frechet = await both((who, r) => {
    const { distance, error } = measureDistance(r, features[who], reference);
    return { value: distance, error };
  });
  const kernel = await both((who, r) => kernelDistance(r, firsts[who], many));
  const spread = await both((who, r) => densityCoverage(r, firsts[who], some, NEIGHBOURHOOD));
  const neighbours = await both((who) => neighbourTest(firsts[who], some));
  const [density, coverage] = [held((who) => spread[who].density), held((who) => spread[who].coverage)];
  return { frechet, kernel, density, coverage, neighbours };
}

/** How often the judge's answer is what was asked, question by question, and all of them together. */
function accuracies(
  { made, floor }: Sights,
  asked: readonly Asked[],
  questions: Questions,
): Record<string, Held<Share>> {
  const wanted = Object.keys(questions).filter((question) =>
    asked.every(({ labels }) => labels?.[question] !== undefined),
  );
  if (wanted.length === 0) return {};
  const answers = { made: answersIn(made.looked.logits, questions), floor: answersIn(floor.looked.logits, questions) };
  const right = (who: "made" | "floor", of: readonly string[]) =>
    shareOf(asked.filter(({ labels }, i) => of.every((q) => answers[who][i]![q] === labels![q])).length, asked.length);
  const shares = wanted.map((question) => [question, held((who) => right(who, [question]))] as const);
  return Object.fromEntries(wanted.length > 1 ? [...shares, ["all", held((who) => right(who, wanted))]] : shares);
}
