// llama.cpp through node-llama-cpp: `node llama.mjs FILE THREADS PACKAGE`. It reads the file and a prompt of 16 tokens
// and says how long that took; then a line such as {"kind":"decode","batch":8,"tokens":32} asks for one timing.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , path, threadsText, from] = process.argv;
const { getLlama } = await import(from);
const threads = Number(threadsText);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: threads });
const memory = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024);
const answer = (values) => console.log(JSON.stringify({ ...values, megabytes: memory() }));
const VOCABULARY = 151_936;
const prompt = (length, row) => Array.from({ length }, (_, i) => ((i + 13 * row) * 7919) % (VOCABULARY - 3));

const begun = performance.now();
const model = await llama.loadModel({ modelPath: path });
const contexts = new Map();
async function sequencesOf(batch) {
  if (!contexts.has(batch)) {
    const options = { contextSize: 1024, batchSize: 512, threads, sequences: batch };
    const context = await model.createContext(options);
    contexts.set(
      batch,
      Array.from({ length: batch }, () => context.getSequence()),
    );
  }
  return contexts.get(batch);
}
/** Reads a prompt and then makes tokens, each the likeliest; how long after the first one. */
async function run(sequence, ids, tokens) {
  await sequence.clearHistory();
  let [made, first] = [0, 0];
  for await (const _ of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
    if (made === 0) first = performance.now();
    if (made++ >= tokens) break;
  }
  return first;
}
await run((await sequencesOf(1))[0], prompt(16, 0), 0);
answer({ milliseconds: performance.now() - begun });

for await (const line of createInterface({ input: process.stdin })) {
  const { kind, batch = 1, tokens } = JSON.parse(line);
  const sequences = await sequencesOf(batch);
  const start = performance.now();
  const firsts = await Promise.all(
    sequences.map((sequence, row) =>
      run(sequence, prompt(kind === "prompt" ? tokens : 16, row), kind === "prompt" ? 0 : tokens),
    ),
  );
  const end = kind === "prompt" ? Math.max(...firsts) : performance.now();
  answer({ milliseconds: end - (kind === "prompt" ? start : Math.max(...firsts)) });
}
process.exit(0);
