/**
 * Generation by the bundled models: `node .build/bench/generate.js [--quick] [threads]`. Tokens a second of the poet with
 * its cache and without, batch 1 and 16, free and under the grammar of a form; of the clerk, free and under a JSON Schema;
 * and memory.
 */
import { join } from "node:path";
import { networkOf } from "../src/catalog/language/network.ts";
import { type LanguageModel, loadLanguage } from "../src/catalog/language/weights.ts";
import { formGrammar, verseTokens } from "../src/catalog/poet/form.ts";
import { chatPrompt, promptTokens } from "../src/data/index.ts";
import { constant, i64, mapTree, type Tensor, type Tree, trace, type Value } from "../src/graph/index.ts";
import { type Constraint, constrain, createDecoder, generate, jsonSchemaGrammar } from "../src/models/index.ts";
import { onnxRuntime } from "../src/runtime/node/index.ts";
import { root } from "./contestants.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";

const quick = process.argv.includes("--quick");
const threads = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 2);
const ROUNDS = quick ? 1 : 9;

const modelNamed = (name: string) => loadLanguage(join(root, `weights/${name}/${name}.safetensors`));

interface Case {
  readonly model: LanguageModel;
  readonly prompt: readonly number[];
  readonly tokens: number;
}

/** Tokens a second of each way, in turns, so that all meet the same moods of the machine. */
async function compare(at: Case, batch: number, constraint: Constraint, name: string): Promise<void> {
  const { config, params } = at.model;
  const compiled = await onnxRuntime.compile(networkOf(config).decodeProgram(params), { threads });
  const decoder = createDecoder(compiled, config, { batch });
  const whole = await withoutCache(at, batch);
  const rates: Record<string, number[]> = { free: [], [name]: [], "without the cache": [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.free!.push(await rateOf(at, decoder, round));
    rates[name]!.push(await rateOf(at, decoder, round, constraint));
    rates["without the cache"]!.push(await whole.rate());
  }
  for (const [way, all] of Object.entries(rates)) {
    const share = median(all) / median(rates.free!);
    console.log(
      `  batch ${String(batch).padEnd(2)} ${way.padEnd(20)} ${median(all).toFixed(0).padStart(6)} tokens/s  ${share.toFixed(2)}`,
    );
  }
  await compiled.dispose();
  await whole.dispose();
}

async function rateOf(
  { model, prompt, tokens }: Case,
  decoder: ReturnType<typeof createDecoder>,
  seed: number,
  constraint?: Constraint,
): Promise<number> {
  decoder.rewind(0);
  const prompts = Array.from({ length: decoder.batch }, () => prompt);
  const begun = performance.now();
  let made = 0;
  const options = { seed, maxTokens: tokens, ...(constraint && { constraint: () => constraint.start() }) };
  for await (const { id } of generate(decoder, model.tokenizer, prompts, options)) if (id !== undefined) made++;
  return (1000 * made) / (performance.now() - begun);
}

/** Everything is read again for each token: the time of one, with as many before it as there are on average. */
async function withoutCache({ model, prompt, tokens }: Case, batch: number) {
  const length = prompt.length + Math.floor(tokens / 2);
  const frozen = mapTree<Value, Tensor, Tree<Value>>(model.params as Tree<Value>, ({ data, shape, dtype }) =>
    constant(data, shape, dtype),
  );
  const program = trace(
    { ids: i64(batch, length) },
    ({ ids }) => networkOf(model.config).logits(frozen as never, ids).logits,
  );
  const executable = await onnxRuntime.compile(program, { threads });
  const ids: Value = { dtype: "int64", shape: [batch, length], data: new BigInt64Array(batch * length).fill(5n) };
  return {
    async rate() {
      const begun = performance.now();
      await executable.run({ ids });
      return (1000 * batch) / (performance.now() - begun);
    },
    dispose: () => executable.dispose(),
  };
}

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

console.log(JSON.stringify(describeMachine(threads, new Date(), {})));
const poet = await modelNamed("poet");
const verse = constrain(formGrammar({ form: "七律" }), verseTokens(poet.tokenizer));
console.log("poet, 七律");
for (const batch of [1, 16]) {
  const prompt = promptTokens(poet.tokenizer, { form: "七律", title: "春日" });
  await compare({ model: poet, prompt, tokens: 67 }, batch, verse, "under the form");
}
const clerk = await modelNamed("clerk");
const json = constrain(jsonSchemaGrammar(schema), clerk.tokenizer);
console.log("clerk, 200 tokens");
for (const batch of [1, 16]) {
  const { ids: prompt } = chatPrompt(clerk.tokenizer, [
    { role: "user", content: "Write copy.\nproduct: walnut bread" },
  ]);
  await compare({ model: clerk, prompt, tokens: 200 }, batch, json, "under a schema");
}
console.log(`${Math.round(process.resourceUsage().maxRSS / 1000)} MB at most`);
