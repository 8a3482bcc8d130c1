// Measures a poet: node recipes/poet/evaluate.mjs [POET] [--count 200] [--temperature 0.8] [--top-p 0.95] [--out FOLDER]
// Writes quality.json and quality.md into weights/poet, or into FOLDER. The poems are made by `onda data poems`.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluatePoet, loadLanguage, poetPage } from "../../dist/catalog/index.js";
import { openPoems } from "../../dist/data/index.js";
import { onnxRuntime } from "../../dist/runtime/node/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    count: { type: "string", default: "200" },
    temperature: { type: "string", default: "0.8" },
    "top-p": { type: "string", default: "0.95" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    out: { type: "string", default: "weights/poet" },
  },
});

const report = await evaluatePoet(await loadLanguage(positionals[0] ?? "weights/poet/poet.safetensors"), {
  runtime: onnxRuntime,
  poems: await openPoems(values.data),
  count: Number(values.count),
  temperature: Number(values.temperature),
  topP: Number(values["top-p"]),
  seed: Number(values.seed),
  threads: Number(values.threads),
  onProgress: (done, of) => process.stderr.write(`\r${done}/${of}`),
});
process.stderr.write("\n");
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "quality.json"), `${JSON.stringify(report, null, 1)}\n`);
const page = poetPage(report);
await writeFile(join(values.out, "quality.md"), page);
console.log(page);
