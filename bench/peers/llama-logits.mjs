// llama.cpp through node-llama-cpp: `node llama-logits.mjs FILE PACKAGE`. A line {"text":"…","tokens":32} is answered by
// the prompt's tokens, the likeliest one after it, that one after both …, and for each step the likeliest 40 and log p.
import { createInterface } from "node:readline";

const [, , path, from] = process.argv;
const { getLlama } = await import(from);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: 1 });
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 512, batchSize: 512, threads: 1 });
const sequence = context.getSequence();
const likeliest = {
  logits: { filter: { tokens: [], includeTop: 40, includeMax: true } },
  totalLogitWeight: true,
  options: { temperature: 1, topK: 0, topP: 1, minP: 0 },
};

/** Reads tokens; what may come after the last one, the likeliest first. */
async function read(ids) {
  const answers = await sequence.controlledEvaluate([...ids.slice(0, -1), [ids.at(-1), { generateNext: likeliest }]]);
  const { logits, totalLogitWeight } = answers.at(-1).next;
  const found = [...logits].sort(([, a], [, b]) => b - a);
  return found.map(([id, logit]) => [id, logit - found[0][1] - Math.log(totalLogitWeight)]);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { text, tokens } = JSON.parse(line);
  await sequence.clearHistory();
  const begins = model.tokens.shouldPrependBosToken ? [model.tokens.bos] : [];
  const ids = [...begins, ...model.tokenize(text, false)];
  const steps = [];
  for (let next = ids; steps.length < tokens; next = [steps.at(-1)[0][0]]) steps.push(await read(next));
  console.log(JSON.stringify({ ids, steps }));
}
process.exit(0);
