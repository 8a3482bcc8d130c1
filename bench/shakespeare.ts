/**
 * The yardstick of small language models: `node .build/bench/shakespeare.js TINYSHAKESPEARE.txt [threads] [rounds]`.
 * Characters, the first 90 % train. How long until the loss on all of the rest is 1.88, what nanoGPT's CPU recipe reports
 * (4 layers × 128, context 64, batch 12, 2,000 steps)? That recipe in PyTorch, the same settings here, and our own.
 * The contestants run in turns; time to look at the held-out text, and to compile, is not counted.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LanguageRecipe, readLanguageRecipe } from "../src/catalog/language/recipe.ts";
import { root } from "./contestants.ts";
import { type Look, learn, prepareLesson } from "./learn.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";

const TARGET = 1.88;
/** Steps between two looks at the held-out text. */
const LOOK = 100;

const [, , file, threadsWord = "2", roundsWord = "3"] = process.argv;
if (file === undefined || !existsSync(file)) throw new Error("shakespeare: give the path of tinyshakespeare.txt.");
const threads = Number(threadsWord);
const own = await readLanguageRecipe(join(root, "recipes/shakespeare"));
/** nanoGPT's settings of everything that a recipe says. */
const theirs: LanguageRecipe = {
  ...own,
  config: { width: 128, layers: 4, heads: 4, context: 64 },
  ...{ batch: 12, length: 64, averageDecay: 0, muon: false, dropout: 0 },
  schedule: { learningRate: 1e-3, warmup: 100, steps: 2000, floor: 0.1 },
  optimizer: { ...own.optimizer, beta1: 0.9, beta2: 0.99, weightDecay: 0.1, clipNorm: 1 },
};
/** The same sizes, data and number of tokens a step; what differs is how it learns. */
const quick: LanguageRecipe = {
  ...theirs,
  averageDecay: 0.9,
  schedule: { ...theirs.schedule, learningRate: 4e-3, warmup: 50 },
};

const contestants: Readonly<Record<string, () => Promise<readonly Look[]>>> = {
  "PyTorch, nanoGPT's recipe": () => torch({}),
  "PyTorch, nanoGPT's recipe, compiled": () => torch({ COMPILE: "1" }),
  "PyTorch, learning rate 0.004, compiled": () => torch({ COMPILE: "1", RATE: "4e-3" }),
  "Onda, nanoGPT's recipe": () => onda(theirs),
  "Onda, learning rate 0.004": () => onda(quick),
};

console.log(JSON.stringify(describeMachine(threads, new Date(), {})));
const looks = new Map(Object.keys(contestants).map((name) => [name, [] as Look[]]));
for (let round = 0; round < Number(roundsWord); round++) {
  for (const [name, run] of Object.entries(contestants)) {
    const last = (await run()).at(-1);
    if (last === undefined) continue;
    looks.get(name)!.push(last);
    console.log(
      `  ${name.padEnd(38)} ${last.seconds.toFixed(1).padStart(6)} s  step ${last.step}  loss ${last.loss.toFixed(3)}`,
    );
  }
}
const times = [...looks].map(([name, all]) => [name, median(all.map(({ seconds }) => seconds))] as const);
const best = Math.min(...times.filter(([name]) => name.startsWith("PyTorch, nano")).map(([, seconds]) => seconds));
for (const [name, seconds] of times) {
  console.log(
    `${name.padEnd(38)} ${seconds.toFixed(1).padStart(6)} s to ${TARGET}, ${(seconds / best).toFixed(2)} of PyTorch with nanoGPT's recipe`,
  );
}

/** Trains until the target, and says how it went. */
async function onda(recipe: LanguageRecipe): Promise<Look[]> {
  const found: Look[] = [];
  for await (const look of learn(await prepareLesson(recipe, file), threads, LOOK)) {
    found.push(look);
    if (look.loss <= TARGET) break;
  }
  return found;
}

/** Empty where PyTorch is not installed: `bench/setup torch` does it. */
async function torch(settings: Readonly<Record<string, string>>): Promise<Look[]> {
  const python = join(root, "bench/.venv/bin/python");
  if (!existsSync(python)) return [];
  const script = join(root, "bench/peers/torch_shakespeare.py");
  const env = { ...process.env, OMP_WAIT_POLICY: "PASSIVE", ...settings };
  const child = spawn(python, [script, file!, String(threads), String(TARGET)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  return output
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Look);
}
