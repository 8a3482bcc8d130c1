/**
 * Generation with random weights of a given size: `node .build/bench/generate.js [--quick] [threads]`. Tokens a second
 * with the cache and without it, batch 1 and 16, free and under a JSON Schema, and memory. Weights do not change speed.
 */

import { trainBytePairs } from "../src/data/index.ts";
import { constant, i64, mapTree, type Tensor, trace, type Value } from "../src/graph/index.ts";
import {
  type Constraint,
  constrain,
  createDecoder,
  type GptConfig,
  type GptParams,
  generate,
  gpt,
  gptConfig,
  gptDecodeProgram,
  initGpt,
  jsonSchemaGrammar,
} from "../src/models/index.ts";
import { createRng } from "../src/nn/index.ts";
import { onnxRuntime } from "../src/runtime/node/index.ts";
import { median } from "./measure.ts";

const quick = process.argv.includes("--quick");
const threads = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 2);
const TOKENS = quick ? 60 : 200;
const PROMPT = 16;

/** Words of three syllables, so that there are merges to learn. */
const syllables = ["ka", "lo", "mi", "ten", "sur", "ve", "pol", "ar", "ni", "go", "che", "ri"];
const rng = createRng("words");
const words = Array.from({ length: 60_000 }, () => Array.from({ length: 3 }, () => rng.pick(syllables)).join(""));
const tokenizer = trainBytePairs([words.join(" ")], { size: 2000 });
const config = gptConfig({ vocabulary: tokenizer.size, width: 256, layers: 6, heads: 8, context: 512 });
const params = initGpt(createRng(1), config);
const prompt = Array.from({ length: PROMPT }, () => rng.int(tokenizer.size));

const line = (what: string, tokens: number, seconds: number) =>
  console.log(`  ${what.padEnd(32)} ${(tokens / seconds).toFixed(0).padStart(6)} tokens/s`);

const schema = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 300 },
    price: { type: "number", minimum: 0 },
    tags: { type: "array", items: { type: "string", maxLength: 20 }, maxItems: 8 },
    note: { type: "string" },
  },
  required: ["name", "price", "tags", "note"],
};

async function withCache(batch: number, constraint?: Constraint): Promise<void> {
  const executable = await onnxRuntime.compile(gptDecodeProgram(params, config), { threads });
  const decoder = createDecoder(executable, config, { batch });
  const prompts = Array.from({ length: batch }, () => prompt);
  const rates: number[] = [];
  for (let round = 0; round < (quick ? 1 : 4); round++) {
    const begun = performance.now();
    let tokens = 0;
    decoder.rewind(0);
    const options = { seed: round, maxTokens: TOKENS, ...(constraint && { constraint: () => constraint.start() }) };
    for await (const { id } of generate(decoder, tokenizer, prompts, options)) if (id !== undefined) tokens++;
    rates.push((1000 * tokens) / (performance.now() - begun));
  }
  line(`batch ${batch}, ${constraint === undefined ? "free" : "under a schema"}`, median(rates), 1);
  await executable.dispose();
}

/** Everything is read again for each token: the time of one, with as many before it as there are on average. */
async function withoutCache(batch: number): Promise<void> {
  const length = PROMPT + TOKENS / 2;
  const executable = await onnxRuntime.compile(wholeProgram(params, config, batch, length), { threads });
  const ids: Value = { dtype: "int64", shape: [batch, length], data: new BigInt64Array(batch * length).fill(5n) };
  const times: number[] = [];
  for (let i = 0; i < (quick ? 2 : 8); i++) {
    const begun = performance.now();
    await executable.run({ ids });
    times.push(performance.now() - begun);
  }
  line(`batch ${batch}, without the cache`, batch, median(times) / 1000);
  await executable.dispose();
}

function wholeProgram(from: GptParams<Value>, sizes: GptConfig, batch: number, length: number) {
  const frozen = mapTree<Value, Tensor, GptParams<Value>>(from, ({ data, shape }) => constant(data, shape));
  return trace({ ids: i64(batch, length) }, ({ ids }) => gpt(frozen as unknown as GptParams<Tensor>, sizes, ids));
}

console.log(`6 layers × 256, ${tokenizer.size} tokens, ${TOKENS} behind ${PROMPT}, ${threads} threads`);
const constraint = constrain(jsonSchemaGrammar(schema), tokenizer);
for (const batch of [1, 16]) {
  await withCache(batch);
  await withCache(batch, constraint);
  await withoutCache(batch);
}
console.log(`  ${Math.round(process.resourceUsage().maxRSS / 1000)} MB at most`);
