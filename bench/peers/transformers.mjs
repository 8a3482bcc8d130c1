/** The peer of bench/embed.ts: `node transformers.mjs FOLDER THREADS`. */
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import { env, pipeline } from "@huggingface/transformers";

const [folder, threads] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = `${dirname(folder)}/`;
const extract = await pipeline("feature-extraction", basename(folder), {
  dtype: "fp32",
  session_options: { intraOpNumThreads: Number(threads) },
});
const runtime = new URL("./node_modules/onnxruntime-node/package.json", new URL("../", import.meta.url));

async function handle(request) {
  if (request.do === "hello") {
    return { version: env.version, runtime: `onnxruntime-node ${JSON.parse(readFileSync(runtime, "utf8")).version}` };
  }
  const begun = performance.now();
  let first;
  for (let i = 0; i < request.texts.length; i += request.batch) {
    const made = await extract(request.texts.slice(i, i + request.batch), { pooling: "mean", normalize: true });
    first ??= made;
  }
  const ms = performance.now() - begun;
  return { ms, first: Array.from(first.data) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await handle(JSON.parse(line)).catch((error) => ({ error: String(error.message).slice(0, 300) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
