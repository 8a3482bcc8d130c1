// What a tuning did: how near to the mascot's held-out pictures the painter paints, before and after, and whether other
// prompts are as they were, by the painter's frozen judge.
//
//   node recipes/mascot/evaluate.mjs runs/mascot/mascot.safetensors [--threads 2]
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import {
  loadClassifier,
  loadPainter,
  loadPainterOrAdapter,
  openJudge,
  openManyPainter,
  sheet,
} from "../../dist/catalog/index.js";
import { openEmojiSet } from "../../dist/data/index.js";
import { onnxRuntime } from "../../dist/runtime/node/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: "string", default: "weights/painter/painter.safetensors" },
    name: { type: "string", default: "zibo the mascot" },
    data: { type: "string", default: "runs/data/mascot" },
    out: { type: "string", default: "runs/mascot" },
    threads: { type: "string" },
    seeds: { type: "string", default: "8" },
    steps: { type: "string", default: "20" },
  },
});
const compile = values.threads === undefined ? {} : { threads: Number(values.threads) };
const [S, SEEDS, steps] = [64, Number(values.seeds), Number(values.steps)];
const PLAIN =
  "red apple,cat,sailboat,rocket,strawberry,elephant,bicycle,birthday cake,sunflower,octopus,guitar,house,butterfly,hamburger,umbrella,penguin,teapot,cactus,owl,snowman".split(
    ",",
  );

const planes = async (file) => {
  const rgb = await sharp(file).resize(S, S).removeAlpha().raw().toBuffer();
  return Float32Array.from(
    { length: 3 * S * S },
    (_, i) => rgb[3 * (i % (S * S)) + Math.floor(i / (S * S))] / 127.5 - 1,
  );
};
const readAll = async (folder) => {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".png")).sort();
  const pictures = await Promise.all(files.map((name) => planes(join(folder, name))));
  const all = new Float32Array(pictures.length * 3 * S * S);
  for (const [i, picture] of pictures.entries()) all.set(picture, i * picture.length);
  return all;
};

const judge = await openJudge(onnxRuntime, await loadClassifier("weights/painter/classifier.safetensors"), compile);
const set = await openEmojiSet();
const held = (await judge.judge(await readAll(join(values.data, "held-out")))).features;
const taught = (await judge.judge(await readAll(join(values.data, "pictures")))).features;

/** Mean over the rows of a of the cosine distance to the nearest row of b. */
function distance(a, b) {
  const row = ({ data, width }, i) => data.subarray(i * width, (i + 1) * width);
  const dot = (x, y) => x.reduce((sum, v, i) => sum + v * y[i], 0);
  const cosine = (x, y) => dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  let sum = 0;
  for (let i = 0; i < a.count; i++) {
    sum += 1 - Math.max(...Array.from({ length: b.count }, (_, j) => cosine(row(a, i), row(b, j))));
  }
  return sum / a.count;
}

async function measure(file) {
  const painter = await openManyPainter(onnxRuntime, file, { count: 4, ...compile });
  const subject = Array.from({ length: SEEDS }, (_, i) => ({ prompt: values.name, seed: i + 1 }));
  const plain = PLAIN.map((name, i) => ({ prompt: `a ${name}`, seed: i + 1 }));
  const pixels = await painter.paint(subject, { steps });
  const others = await painter.paint(plain, { steps });
  await painter.dispose();
  const { answers } = await judge.judge(others);
  const nameOf = (id) => set.concepts.find((concept) => concept.id === id)?.en ?? [];
  const named = (id, name) => JSON.stringify(nameOf(id)).toLowerCase().includes(name);
  const right = answers.filter(({ concepts }, i) => named(concepts[0], PLAIN[i])).length;
  return { pixels, others, distance: distance((await judge.judge(pixels)).features, held), right, answers };
}

const before = await measure(await loadPainter(values.base));
const after = await measure(await loadPainterOrAdapter(positionals[0] ?? "runs/mascot/mascot.safetensors"));
const same = before.answers.filter(({ concepts }, i) => concepts[0] === after.answers[i].concepts[0]).length;
const moved = Math.sqrt(
  before.others.reduce((sum, x, i) => sum + (x - after.others[i]) ** 2, 0) / before.others.length,
);

await mkdir(values.out, { recursive: true });
const together = (a, b) => Float32Array.from([...a, ...b]);
await writeFile(
  join(values.out, "mascot.png"),
  await sheet(together(before.pixels, after.pixels), S, { columns: SEEDS }),
);
await writeFile(
  join(values.out, "plain.png"),
  await sheet(together(before.others, after.others), S, { columns: PLAIN.length }),
);
const round = (x) => Number(x.toFixed(3));
console.log(
  JSON.stringify(
    {
      toHeldOut: {
        before: round(before.distance),
        after: round(after.distance),
        ofTheTen: round(distance(taught, held)),
      },
      plain: {
        prompts: PLAIN.length,
        right: { before: before.right, after: after.right },
        sameAnswer: same,
        moved: round(moved),
      },
    },
    null,
    2,
  ),
);
await judge.dispose();
