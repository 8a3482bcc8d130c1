// Packed models in the commands: which way a model runs, and conversations that read only what is new.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeModel } from "../../src/catalog/describe.ts";
import { startConversation } from "../../src/catalog/language/conversation.ts";
import { exportLanguage } from "../../src/catalog/language/export.ts";
import { loadAny } from "../../src/catalog/language/load.ts";
import { networkOf } from "../../src/catalog/language/network.ts";
import { openLanguage } from "../../src/catalog/language/open.ts";
import { RUN_TYPES } from "../../src/catalog/language/running.ts";
import { saveLanguage } from "../../src/catalog/language/weights.ts";
import { findModel } from "../../src/catalog/models.ts";
import { openServedHuggingFace } from "../../src/catalog/served/open.ts";
import { saveTinyLanguage } from "../../src/catalog/tiny-language.testing.ts";
import { TYPES } from "../../src/cli/text-options.ts";
import { byteTokenizer, lively } from "../../src/models/generation/tiny.testing.ts";
import { createDecoder, type GptConfig, gptConfig } from "../../src/models/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";

let folder: string;
const at = (name: string) => join(folder, name);
const before = process.env.ONDA_CACHE;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-packed-"));
  process.env.ONDA_CACHE = at("cache");
  await saveTinyLanguage(at("own.safetensors"), { context: 200 });
  for (const type of ["q8_0", "q4_0", "f16"]) {
    await exportLanguage(at("own.safetensors"), { to: "gguf", out: at(`${type}.gguf`), type });
  }
  await exportLanguage(at("own.safetensors"), { to: "hugging-face", out: at("hf") });
});
afterAll(async () => {
  if (before === undefined) delete process.env.ONDA_CACHE;
  else process.env.ONDA_CACHE = before;
  await rm(folder, { recursive: true, force: true });
});

describe("a model", () => {
  it.each([
    ["own.safetensors", {}, "in float32"],
    ["f16.gguf", {}, "in float32"],
    ["hf", {}, "in float32"],
    ["q8_0.gguf", {}, "packed as in its file (Q8_0)"],
    ["q4_0.gguf", {}, "packed as in its file (Q4_0, Q8_0)"],
    ["q8_0.gguf", { type: "f32" }, "in float32"],
    ["f16.gguf", { type: "q8_0" }, "rounded to 8 bits, which changes F16"],
    ["hf", { type: "q8_0" }, "rounded to 8 bits, which changes F32"],
  ] as const)("%s with %j runs %s", async (name, options, way) => {
    const model = await openLanguage(at(name), { threads: 1, ...options });
    expect([model.way.replace(/ by \S+ in 1,000$/, ""), model.purpose, model.config.context]).toEqual([
      way,
      "chat",
      200,
    ]);
    const conversation = startConversation(model, { temperature: 0, maxTokens: 8, seed: 1 });
    expect((await conversation.ask("Hi")).tokens).toBeGreaterThan(0);
    await model.dispose();
  });

  it("of Onda's own has no other type", async () => {
    await expect(openLanguage(at("own.safetensors"), { type: "q8_0" })).rejects.toThrow("Leave out the type");
    expect(TYPES).toEqual(RUN_TYPES);
  });
});

describe.each(["own.safetensors", "q8_0.gguf"])("a conversation with %s", (name) => {
  it("that has grown goes on as a fresh one would, with guesses too", async () => {
    const grown = await openLanguage(at(name), { threads: 1 });
    const request = { temperature: 0.7, maxTokens: 10, seed: 5 };
    const talk = startConversation(grown, request);
    await talk.ask("one two three");
    await talk.ask("one two three");
    const last = await talk.ask("one two");
    for (const lookUp of [0, 4]) {
      const fresh = await openLanguage(at(name), { threads: 1, lookUp });
      const again = startConversation(fresh, request);
      again.reset(talk.messages.slice(0, 4));
      again.seed = last.seed;
      expect((await again.ask("one two")).text).toBe(last.text);
      await fresh.dispose();
    }
    await grown.dispose();
  });
});

const layouts: Readonly<Record<string, Partial<GptConfig>>> = {
  llama: { tiedEmbeddings: false },
  qwen2: { biases: true },
  qwen3: { headNorms: true },
  gemma3: {
    ...{ gate: "gelu", headNorms: true, outputNorms: true, embeddingScale: Math.sqrt(48), queryScale: 0.25 },
    local: { window: 3, layers: [0], ropeBase: 1000 },
  },
};

describe("a folder of Hugging Face's", () => {
  // Rows of 48 are no whole blocks, so all matrices stay floats and the answers are the same.
  it.each(Object.keys(layouts))("of the layout of %s has the same logits with its weights mapped", async (name) => {
    const sizes = { width: 48, layers: 2, heads: 3, keyValueHeads: 1, headSize: 16, context: 32, hidden: 48 };
    const config = gptConfig({ vocabulary: byteTokenizer.size, ...sizes, ...layouts[name] });
    const file = at(`${name}.safetensors`);
    await saveLanguage(file, { config, tokenizer: byteTokenizer, purpose: "text", params: lively(config) });
    await exportLanguage(file, { to: "hugging-face", out: at(`${name}-hf`), type: "f32" });
    const served = await openServedHuggingFace(at(`${name}-hf`), { threads: 1, cache: false });
    const { params } = await loadAny(at(`${name}-hf`));
    const executable = await onnxRuntime.compile(networkOf(served.config).decodeProgram(params), { threads: 1 });
    const ids = [..."a few words"].map((letter) => letter.charCodeAt(0));
    const wanted = await createDecoder(executable, served.config).begin([ids]);
    const found = await served.decoder().begin([ids]);
    const size = Math.max(...wanted.map(Math.abs));
    for (const [i, x] of wanted.entries()) expect(Math.abs(found[i]! - x) / size, `${i}`).toBeLessThan(1e-4);
    await served.dispose();
    await executable.dispose();
  });

  it("says what it is", async () => {
    await writeFile(at("hf/README.md"), "---\nlicense: apache-2.0\n---\n");
    const { format, licence, parameters, config } = await describeModel(await findModel(at("hf")));
    const own = await describeModel(await findModel(at("own.safetensors")));
    expect([format, licence, parameters]).toEqual(["a folder of Hugging Face's", "apache-2.0", own.parameters]);
    expect(Object.fromEntries(config)).toMatchObject({
      layout: "llama (LlamaForCausalLM)",
      writes: "answers in a conversation, and texts by a brief",
      tokenizer: "byte pairs, 256 tokens",
      weights: expect.stringMatching(/^F32 \(\d+ tensors\)$/),
      files: "one, whole",
    });
  });

  it("says which of its shards are missing", async () => {
    const weight_map = { a: "model.safetensors", b: "model-2.safetensors" };
    await writeFile(at("hf/model.safetensors.index.json"), JSON.stringify({ weight_map }));
    const { config } = await describeModel(await findModel(at("hf")));
    expect(Object.fromEntries(config).files).toBe("1 of 2 shards, missing: model-2.safetensors");
    await rm(at("hf/model.safetensors.index.json"));
  });
});
