// Measures a clerk: node recipes/clerk/evaluate.mjs [CLERK] [--count 300] [--temperature 0.6] [--seed 1] [--out FOLDER]
// Writes quality.json and quality.md into weights/clerk, or into FOLDER.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clerkPage, evaluateClerk, openLanguage } from "../../dist/catalog/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "300" },
    temperature: { type: "string" },
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    out: { type: "string", default: "weights/clerk" },
  },
});

const model = await openLanguage(positionals[0] ?? "clerk", { threads: Number(values.threads) });
const report = await evaluateClerk(model, {
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
const page = clerkPage(report);
await writeFile(join(values.out, "quality.md"), page);
console.log(page);
