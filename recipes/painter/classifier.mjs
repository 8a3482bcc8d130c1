// Trains the frozen classifier that judges the painter: node recipes/painter/classifier.mjs [--resume]
// Ctrl-C keeps the state. Writes weights/painter/classifier.safetensors and prints its hash and accuracy.

import { parseArgs } from "node:util";
import { trainClassifier } from "../../dist/catalog/index.js";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "runs/classifier" },
    file: { type: "string", default: "weights/painter/classifier.safetensors" },
    data: { type: "string" },
    threads: { type: "string" },
    resume: { type: "boolean", default: false },
  },
});

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const begun = performance.now();
const trained = await trainClassifier(import.meta.dirname, {
  out: values.out,
  file: values.file,
  data: values.data,
  resume: values.resume,
  signal: stop.signal,
  ...(values.threads ? { threads: Number(values.threads) } : {}),
  onStep({ step, steps, metrics, secondsPerStep }) {
    if (step % 25 !== 0) return;
    const { loss, accuracy } = metrics;
    const left = ((steps - step) * secondsPerStep) / 60;
    console.log(
      `${step}/${steps} loss ${loss.toFixed(3)}, ${(100 * accuracy).toFixed(0)} % of the batch right, ` +
        `${secondsPerStep.toFixed(2)} s a step, about ${left.toFixed(0)} min left`,
    );
  },
});
const { path, hash, bytes, finished, accuracy, accuracy5 } = trained;
const percent = ({ share, low, high }) =>
  `${(100 * share).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
console.log(`${path}: ${bytes} bytes, SHA-256 ${hash}${finished ? "" : ", not finished: continue with --resume"}`);
console.log(`unseen plain renderings: ${percent(accuracy)} right, ${percent(accuracy5)} among five`);
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} min`);
