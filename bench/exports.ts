/**
 * Models for other programs, and what Onda makes of them: `node .build/bench/exports.js FOLDER`. Two random nets with byte
 * pairs learned from real text, one for text and one for conversations with its own output table and Llama 3's scaling,
 * and the poet; each in every format, with the tokens that Onda says greedily. `peers/check_exports.py` and
 * `peers/check-exports.mjs` hold transformers, onnxruntime and llama.cpp against them.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportLanguage } from "../src/catalog/language/export.ts";
import { networkOf } from "../src/catalog/language/network.ts";
import { openLanguage } from "../src/catalog/language/open.ts";
import { saveLanguage } from "../src/catalog/language/weights.ts";
import { chatMarks, trainBytePairs } from "../src/data/index.ts";
import { mapTree, type Value } from "../src/graph/index.ts";
import { type GptConfig, type GptParams, gptConfig } from "../src/models/index.ts";
import { createRng } from "../src/nn/index.ts";
import { root } from "./contestants.ts";

const folder = process.argv[2] ?? "out/exports";
const MAX_TOKENS = 60;

const text = readFileSync(join(root, "README.md"), "utf8") + readFileSync(join(root, "README.zh-CN.md"), "utf8");
const tokenizers = {
  text: trainBytePairs([text], { size: 1000 }),
  chat: trainBytePairs([text], { size: 1000, special: Object.values(chatMarks) }),
};

/** Weights so large that likely tokens differ. */
async function saveNet(name: string, purpose: "text" | "chat", more: Partial<GptConfig>): Promise<string> {
  const sizes = { width: 64, layers: 2, heads: 4, keyValueHeads: 2, context: 256 };
  const tokenizer = tokenizers[purpose];
  const config = gptConfig({ vocabulary: tokenizer.size, ...sizes, ...more });
  const params = mapTree<Value, Value, GptParams<Value>>(
    networkOf(config).init(createRng(name)) as GptParams<Value>,
    ({ data, ...rest }, path) => {
      const factor = path.includes("embed_tokens") ? 30 : path.includes("norm") ? 1 : 2;
      // The byte 0xFF is in no text: a trained net does not say it, and its export ends texts with it.
      const isSilent = (i: number) => path.includes("embed_tokens") && Math.floor(i / sizes.width) === 0xff;
      return { ...rest, data: (data as Float32Array).map((x, i) => (isSilent(i) ? 0 : factor * x)) };
    },
  ) as GptParams<Value>;
  const file = join(folder, `${name}.safetensors`);
  await saveLanguage(file, { config, tokenizer, purpose, params });
  return file;
}

const prompts = [
  "Generative AI for the computer you already own.\n\nNode 20: it's 12 'tis",
  "白日依山尽，黄河入海流。\n\nHello  world",
];
const llama3 = {
  kind: "llama3",
  factor: 4,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContext: 64,
} as const;

mkdirSync(folder, { recursive: true });
const models: (readonly [name: string, file: string, prompts: readonly string[]])[] = [
  ["text", await saveNet("text", "text", {}), prompts],
  ["chat", await saveNet("chat", "chat", { tiedEmbeddings: false, ropeScaling: llama3 }), prompts],
  ["poet", "poet", ["五绝", "白日依山尽"]],
];
for (const [name, file, asked] of models) {
  const out = (ending: string) => ({ out: join(folder, `${name}${ending}`), force: true });
  await exportLanguage(file, { to: "hugging-face", ...out("-hf") });
  await exportLanguage(file, { to: "onnx", ...out(".onnx") });
  for (const type of ["f32", "f16", "q8_0", "q4_0"]) {
    await exportLanguage(file, { to: "gguf", type, ...out(`-${type}.gguf`) });
  }
  const model = await openLanguage(file, { threads: 1 });
  const rows = [];
  for (const prompt of asked) {
    const made: number[] = [];
    for await (const { id } of model.generate([prompt], { temperature: 0, maxTokens: MAX_TOKENS })) {
      if (id !== undefined) made.push(id);
    }
    const { ids } = model.read(prompt);
    rows.push({ prompt, plain: model.tokenizer.encode(prompt), ids, made, text: model.tokenizer.decode(made) });
  }
  const expected = { purpose: model.purpose, maxTokens: MAX_TOKENS, rows };
  writeFileSync(join(folder, `${name}.expected.json`), JSON.stringify(expected));
  await model.dispose();
}
console.log(`${folder}: ${models.length} models. Next: python bench/peers/check_exports.py ${folder}`);
