// Trains the frozen judge of a labelled set: node recipes/judges/train.mjs digits|faces [--resume]
// Make the set first: onda data digits. Ctrl-C keeps the state. Writes weights/judge-SET/judge-SET.safetensors.

import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { trainJudge } from "../../dist/catalog/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string" },
    file: { type: "string" },
    data: { type: "string" },
    threads: { type: "string" },
    resume: { type: "boolean", default: false },
  },
});
const set = positionals[0];
if (set === undefined) throw new Error("Say which set: node recipes/judges/train.mjs digits");
const file = values.file ?? `weights/judge-${set}/judge-${set}.safetensors`;
await mkdir(dirname(file), { recursive: true });

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const begun = performance.now();
const { finished, hash, bytes, accuracy } = await trainJudge(join(import.meta.dirname, `${set}.json`), {
  data: values.data ?? `runs/data/${set}`,
  out: values.out ?? `runs/judge-${set}`,
  file,
  resume: values.resume,
  signal: stop.signal,
  ...(values.threads ? { threads: Number(values.threads) } : {}),
  onStep({ step, steps, metrics, secondsPerStep }) {
    if (step % 100 !== 0) return;
    const shown = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(3)}`);
    console.log(`${step}/${steps} ${shown.join(", ")}, ${secondsPerStep.toFixed(3)} s a step`);
  },
});
console.log(`${file}: ${bytes} bytes, SHA-256 ${hash}${finished ? "" : ", not finished: continue with --resume"}`);
for (const [question, { share, low, high }] of Object.entries(accuracy)) {
  const percent = [share, low, high].map((x) => (100 * x).toFixed(1));
  console.log(`unseen pictures, ${question}: ${percent[0]} % right (${percent[1]}–${percent[2]})`);
}
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} min`);
