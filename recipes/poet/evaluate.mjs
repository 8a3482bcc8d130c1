// Measures a poet: node recipes/poet/evaluate.mjs [POET] [--count 200] [--temperature 0.6] [--seed 1] [--out FOLDER]
// Writes quality.json and quality.md into weights/poet, or into FOLDER. The poems are made by `onda data poems`.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluatePoet, openLanguage, poetPage } from "../../dist/catalog/index.js";
import { openPoems } from "../../dist/data/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    count: { type: "string", default: "200" },
    temperature: { type: "string" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    out: { type: "string", default: "weights/poet" },
  },
});

const model = await openLanguage(positionals[0] ?? "poet", { threads: Number(values.threads) });
const report = await evaluatePoet(model, {
  poems: await openPoems(values.data),
  count: Number(values.count),
  request: {
    seed: Number(values.seed),
    ...(values.temperature ? { temperature: Number(values.temperature) } : {}),
  },
  onProgress: (done, of) => process.stderr.write(`\r${done}/${of}`),
});
process.stderr.write("\n");
await model.dispose();
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "quality.json"), `${JSON.stringify(report, null, 1)}\n`);
const page = poetPage(report);
await writeFile(join(values.out, "quality.md"), page);
console.log(page);
