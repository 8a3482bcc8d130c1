// The collapse watch on real runs: one that is set up to collapse, seen and mended, and three that are well and must stay
// unremarked. Writes collapse.json beside this file. Needs `npm run build`, `onda data digits` and `onda data faces`:
//   node recipes/digits-gan/collapse.mjs [NAME…]
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPictures, runGan, trainingOf } from "../../dist/catalog/index.js";

const recipeOf = async (name) => JSON.parse(await readFile(`recipes/${name}/recipe.json`, "utf8"));
// Narrow, and small batches: minutes on a busy machine.
const narrow = { generator: [48, 32, 24, 16], discriminator: [16, 24, 32, 48] };
const short = (recipe, steps, change = {}) => ({
  ...recipe,
  ...change,
  batch: 16,
  config: { ...recipe.config, ...narrow, ...change.config },
  settings: { ...recipe.settings, augment: [], ...change.settings },
  schedule: { ...recipe.schedule, learningRate: 0.001, steps, floor: 1 },
});

const digits = await recipeOf("digits-gan");
const faces = await recipeOf("faces-gan");
const { question: _, ...unlabelled } = digits;
const runs = {
  // No penalty, and a generator that runs far ahead of its judge: it finds the one picture that passes, and the next.
  "set up to collapse": {
    recipe: short(unlabelled, 450, {
      settings: { penalty: { kind: "none", weight: 0, pictures: 1 } },
      rates: { generator: 4, discriminator: 0.1 },
    }),
    watch: "step-in",
  },
  "digits with labels": { recipe: short(digits, 300), watch: "warn" },
  "digits, hinge and spectral norm": {
    recipe: short(unlabelled, 300, { settings: { loss: "hinge" }, config: { spectralNorm: true } }),
    watch: "warn",
  },
  faces: { recipe: short(faces, 300), watch: "warn" },
};

const file = new URL("collapse.json", import.meta.url);
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(runs)) {
  const { recipe, watch } = runs[name];
  const out = join("runs/collapse", name.replaceAll(/\W+/g, "-"));
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, "gan"), { recursive: true });
  const [alarms, readings] = [[], []];
  const begun = performance.now();
  let steps = 0;
  await runGan(trainingOf(recipe, await openPictures(recipe)), {
    ...{ out, watch, threads: 1 },
    onStep: () => steps++,
    onReading(reading) {
      readings.push(reading);
      const { step, diversity, coverage, losses } = reading;
      console.log(
        `${name}  ${step}  diversity ${diversity.toFixed(2)}  coverage ${coverage.toFixed(2)}  ` +
          `D ${losses.discriminator.toFixed(2)}  G ${losses.generator.toFixed(2)}`,
      );
    },
    onAlarm({ pixels: _, ...alarm }, stepIn) {
      alarms.push({ ...alarm, stepIn: stepIn ?? null });
      console.log(alarm.text, stepIn ?? "");
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  const results = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  results[name] = { alarms, secondsPerStep: +(seconds / steps).toFixed(3), steps, end: readings.at(-1), readings };
  await writeFile(file, `${JSON.stringify(results, null, 1)}\n`);
}
