// The collapse watch on real runs: one that is set up to collapse, seen and mended, and three that are well and must stay
// unremarked. Writes collapse.json beside this file. Needs `npm run build`, `onda data digits` and `onda data faces`:
//   node recipes/digits-gan/collapse.mjs [NAME…]
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPictures, runGan, trainingOf } from "../../dist/catalog/index.js";

const recipeOf = async (name) => JSON.parse(await readFile(`recipes/${name}/recipe.json`, "utf8"));
const narrow = { generator: [64, 48, 32, 16], discriminator: [16, 32, 48, 64] };
const short = (recipe, steps, change = {}) => ({
  ...recipe,
  ...change,
  config: { ...recipe.config, ...narrow, ...change.config },
  settings: { ...recipe.settings, ...change.settings },
  schedule: { ...recipe.schedule, steps, floor: 1, ...change.schedule },
});

const digits = await recipeOf("digits-gan");
const faces = await recipeOf("faces-gan");
const { question: _, ...unlabelled } = digits;
const runs = {
  // No penalty, and a generator that runs far ahead of its judge: it finds the one picture that passes, and the next.
  "set up to collapse": {
    recipe: short(unlabelled, 900, {
      settings: { penalty: { kind: "none", weight: 0, pictures: 1 }, augment: [] },
      rates: { generator: 6, discriminator: 0.3 },
      optimizer: { ...digits.optimizer, beta1: 0.5 },
    }),
    watch: "step-in",
  },
  "digits with labels": { recipe: short(digits, 400), watch: "warn" },
  "digits, hinge and spectral norm": {
    recipe: short(unlabelled, 400, { settings: { loss: "hinge" }, config: { spectralNorm: true } }),
    watch: "warn",
  },
  faces: { recipe: short(faces, 400), watch: "warn" },
};

const file = new URL("collapse.json", import.meta.url);
const results = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(runs)) {
  const { recipe, watch } = runs[name];
  const out = join("runs/collapse", name.replaceAll(/\W+/g, "-"));
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, "gan"), { recursive: true });
  const [alarms, readings] = [[], []];
  const begun = performance.now();
  let steps = 0;
  await runGan(trainingOf(recipe, await openPictures(recipe)), {
    ...{ out, watch },
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
  results[name] = { alarms, secondsPerStep: +(seconds / steps).toFixed(3), steps, end: readings.at(-1), readings };
  await writeFile(file, `${JSON.stringify(results, null, 1)}\n`);
}
