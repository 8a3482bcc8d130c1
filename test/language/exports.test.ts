// Exports read again: the same weights, tokens and texts by every way; and the bytes, so that a change of them is seen
// (bench/exports.ts holds exports against other programs).

import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { describeModel } from "../../src/catalog/describe.ts";
import { EXPORTS, exportLanguage } from "../../src/catalog/language/export.ts";
import { gptFromGguf, gptToGguf } from "../../src/catalog/language/gguf/config.ts";
import { ggufName, inHalves, sideBySide } from "../../src/catalog/language/gguf/tensors.ts";
import { loadAny } from "../../src/catalog/language/load.ts";
import { openLanguage } from "../../src/catalog/language/open.ts";
import { type Purpose, saveLanguage } from "../../src/catalog/language/weights.ts";
import { findModel } from "../../src/catalog/models.ts";
import { saveTinyWriter } from "../../src/catalog/tiny-language.testing.ts";
import { FORMATS } from "../../src/cli/export/export.ts";
import { chatMarks, END, trainBytePairs } from "../../src/data/index.ts";
import { createTokenizer, type GgufValue, type OwnTokenizer } from "../../src/formats/index.ts";
import { leavesOf, mapTree, type Spec, type Value } from "../../src/graph/index.ts";
import { type GptConfig, type GptParams, gptConfig, gptSpecs } from "../../src/models/index.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-exports-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const texts = [
  "It's 12 o'clock: the red apple\n\nfell, and they'll see (perhaps) 345 more.\t\"Don't!\" ",
  "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。 Onda 燕麦奶 12 元/瓶!",
];
const marks = Object.values(chatMarks);
const tokenizers: Readonly<Record<string, OwnTokenizer>> = {
  pairs: trainBytePairs([texts.join("").repeat(3)], { size: 340 }),
  chat: trainBytePairs([texts.join("").repeat(3)], { size: 340, special: marks }),
  characters: createTokenizer({
    kind: "characters",
    characters: [...new Set(texts.join(""))],
    bytes: true,
    special: [END],
  }),
};

/** Weights by a rule, which no processor works out otherwise. */
async function save(name: string, tokenizer: OwnTokenizer, purpose: Purpose, more: Partial<GptConfig> = {}) {
  const sizes = { width: 32, layers: 1, heads: 4, keyValueHeads: 2, context: 64, hidden: 32 };
  const config = gptConfig({ vocabulary: tokenizer.size + 2, ...sizes, ...more });
  let at = 0;
  const params = mapTree<Spec, Value, GptParams<Spec>>(gptSpecs(config), ({ shape }, path) => {
    const length = (shape as number[]).reduce((a, b) => a * b, 1);
    const around = path.includes("norm") ? 1 : 0;
    const data = Float32Array.from({ length }, () => around + ((at++ * 7919) % 1009) / 1009 - 0.5);
    return { dtype: "float32", shape: shape as number[], data };
  });
  const file = join(folder, `${name}.safetensors`);
  await saveLanguage(file, { config, tokenizer, purpose, params: params as GptParams<Value> });
  return file;
}

const llama3 = {
  kind: "llama3",
  factor: 4,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContext: 8,
} as const;
const weightsOf = (params: unknown) =>
  leavesOf<Value>(params as never).map(([path, { data }]) => [path, data as Float32Array] as const);

describe.each<[string, Purpose, Partial<GptConfig>]>([
  ["pairs", "text", {}],
  ["chat", "chat", { tiedEmbeddings: false, ropeScaling: llama3 }],
  ["characters", "poems", { biases: true }],
])("a model of %s", (name, purpose, more) => {
  it("comes back from Hugging Face's folder and from a GGUF as it was", async () => {
    const file = await save(name, tokenizers[name]!, purpose, more);
    const own = await loadAny(file);
    for (const to of ["hugging-face", "gguf"] as const) {
      const out = at(to === "gguf" ? `${name}.gguf` : `${name}-hf`);
      await exportLanguage(file, { to, out, type: "f32" });
      const read = await loadAny(out);
      expect(weightsOf(read.params), to).toEqual(weightsOf(own.params));
      const { ropeScaling: one, ...sizes } = own.config;
      const { ropeScaling: other, ...readSizes } = read.config;
      expect(readSizes).toEqual(sizes);
      expect(other?.kind).toBe(to === "gguf" && one !== undefined ? "factors" : one?.kind);
      for (const text of texts) {
        const ids = own.tokenizer.encode(text);
        expect(read.tokenizer.encode(text), to).toEqual(ids);
        expect(read.tokenizer.decode(ids)).toBe(text);
      }
    }
  });

  it("says the same by every way", async () => {
    const prompts = purpose === "chat" ? [[{ role: "user" as const, content: "red <|im_end|>" }]] : ["red apple"];
    const said = async (path: string) => {
      const model = await openLanguage(path, { threads: 1 });
      const ids: number[] = [];
      const read = purpose === "poems" ? { ids: [1, 2, 3], values: new Map() } : prompts[0]!;
      for await (const { id } of model.generate([read], { temperature: 0, maxTokens: 12, endTokens: [] }))
        ids.push(id!);
      const asked = [...model.read(read).ids];
      await model.dispose();
      return { ids: ids.filter((id) => id !== undefined), asked };
    };
    const own = await said(at(`${name}.safetensors`));
    expect(own.ids.length).toBe(12);
    expect(await said(at(`${name}-hf`))).toEqual(own);
    expect(await said(at(`${name}.gguf`))).toEqual(own);
  });
});

describe("what other programs read", () => {
  it("is byte for byte what they were held against", async () => {
    const file = await save("held", tokenizers.pairs!, "text");
    const sum = async (path: string) =>
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex")
        .slice(0, 16);
    await exportLanguage(file, { to: "gguf", out: at("held.gguf"), type: "q4_0" });
    await exportLanguage(file, { to: "hugging-face", out: at("held-hf"), type: "bf16" });
    expect([
      await sum(at("held.gguf")),
      await sum(at("held-hf/model.safetensors")),
      await sum(at("held-hf/tokenizer.json")),
    ]).toEqual(["865df40e15af32ef", "3ec93fb31de5414a", "9c89884f1580693e"]);
  });

  it("has the formats that the command names", () => expect(Object.keys(EXPORTS)).toEqual([...FORMATS]));
});

describe("an export", () => {
  it.each<[string, Parameters<typeof exportLanguage>[1], string]>([
    ["over a file", { to: "gguf", out: at("pairs.gguf") }, "is there already. Give another --out, or --force."],
    ["of another type", { to: "onnx", type: "q8_0" }, 'onnx with weights as "q8_0". It can be f32.'],
  ])("%s is refused", async (_, request, message) => {
    await expect(exportLanguage(at("pairs.safetensors"), request)).rejects.toThrow(message);
  });

  it("of experts is refused where they have no place", async () => {
    await saveTinyWriter(at("sparse.safetensors"), "text", { sparse: true });
    await expect(exportLanguage(at("sparse.safetensors"), { to: "gguf", out: at("sparse.gguf") })).rejects.toThrow(
      "sparse cannot be exported: gguf: its experts have no place in Llama's layout. Export to onnx.",
    );
  });

  it("of characters without an end is refused for llama.cpp", async () => {
    const tokenizer = createTokenizer({ kind: "characters", characters: ["a", "b"], bytes: false, special: [] });
    const file = await save("ab", tokenizer, "text");
    await expect(exportLanguage(file, { to: "gguf", out: at("ab.gguf") })).rejects.toThrow(
      "gguf: this model has characters alone, without a token that could end a text",
    );
    await exportLanguage(file, { to: "hugging-face", out: at("ab-hf") });
    expect((await loadAny(at("ab-hf"))).tokenizer.encode("abba")).toEqual([0, 1, 1, 0]);
  });

  it("whose tokens spell the same is refused", async () => {
    const merges = [
      [97, 98],
      [256, 99],
      [98, 99],
      [97, 258],
    ] as const; // "abc" twice
    const file = await save("twice", createTokenizer({ kind: "byte-pairs", merges, special: [] }), "text");
    for (const to of ["gguf", "hugging-face"] as const) {
      await expect(exportLanguage(file, { to, out: at("twice") })).rejects.toThrow(/"abc", as another one is/);
    }
  });
});

describe("a GGUF", () => {
  it("says what it is", async () => {
    const { format, parameters, config } = await describeModel(await findModel(at("pairs.gguf")));
    const own = await describeModel(await findModel(at("pairs.safetensors")));
    expect([format, parameters]).toEqual(["GGUF", own.parameters]);
    expect(config.find(([what]) => what === "network")).toEqual(own.config.find(([what]) => what === "network"));
    expect(config.at(-1)![1]).toMatch(/^F32 \(\d+ tensors\)$/);
  });

  it("is refused where it is cut, or of another architecture", async () => {
    const bytes = await readFile(at("pairs.gguf"));
    await writeFile(at("cut.gguf"), bytes.subarray(0, bytes.length - 999));
    await expect(loadAny(at("cut.gguf"))).rejects.toThrow(/cut\.gguf: gguf: tensor .* It was cut short/);
    await writeFile(at("one-00001-of-00002.gguf"), bytes);
    await expect(loadAny(at("one-00001-of-00002.gguf"))).rejects.toThrow(
      "is one of several files, and one-00002-of-00002.gguf is missing.",
    );
    await writeFile(
      at("other.gguf"),
      Buffer.from(bytes.toString("latin1").replace("\x05\0\0\0\0\0\0\0llama", "\x05\0\0\0\0\0\0\0mamba"), "latin1"),
    );
    await expect(loadAny(at("other.gguf"))).rejects.toThrow(
      'other.gguf: gguf: the architecture "mamba". Onda reads llama, qwen2, qwen3, gemma3.',
    );
  });

  const counted = { vocabulary: 9, tiedEmbeddings: true };
  it("keeps every size of a config", () => {
    const sizes = fc.record({
      biases: fc.boolean(),
      headSize: fc.constantFrom(4, 6),
      keyValueHeads: fc.constantFrom(1, 2),
      ropeBase: fc.constantFrom(500, 1e6),
      ropeScaling: fc.constantFrom(
        undefined,
        { kind: "linear" as const, factor: 2.5 },
        { kind: "yarn" as const, factor: 4, originalContext: 16, fast: 32, slow: 1 },
      ),
    });
    fc.assert(
      fc.property(sizes, ({ ropeScaling, ...more }) => {
        const config = gptConfig({
          ...{ vocabulary: 9, width: 16, layers: 2, heads: 2, context: 32, ...more },
          ...(ropeScaling === undefined ? {} : { ropeScaling }),
        });
        expect(gptFromGguf(gptToGguf(config).metadata, counted)).toEqual(config);
      }),
    );
  });

  const gemma = (more: Record<string, number> = {}) => {
    const numbers = {
      ...{ context_length: 8192, embedding_length: 32, block_count: 7, feed_forward_length: 64 },
      ...{ "attention.head_count": 4, "attention.head_count_kv": 1, "attention.key_length": 16, "rope.freq_base": 1e6 },
      ...{ "attention.value_length": 16, "attention.layer_norm_rms_epsilon": 1e-6, "attention.sliding_window": 512 },
      ...more,
    };
    return new Map<string, GgufValue>([
      ["general.architecture", { type: "string", value: "gemma3" }],
      ...Object.entries(numbers).map(([key, value]) => [`gemma3.${key}`, { type: "float32", value }] as const),
    ]);
  };
  it("of Gemma 3 says less than is meant", () => {
    expect(gptFromGguf(gemma(), counted)).toMatchObject({
      ...{ gate: "gelu", headNorms: true, outputNorms: true, queryScale: 1 / 4, embeddingScale: Math.sqrt(32) },
      local: { window: 512, layers: [0, 1, 2, 3, 4, 6], ropeBase: 10_000 },
    });
    expect(gptFromGguf(gemma({ block_count: 62 }), counted).queryScale).toBeCloseTo(8 ** -0.5, 12);
    expect(() => gptFromGguf(gemma({ expert_count: 8 }), counted)).toThrow("gguf: gemma3 with 8 experts.");
    expect(() => gptFromGguf(gemma({ final_logit_softcapping: 30 }), counted)).toThrow("softcapping is set");
  });

  it("has a name for every tensor of every layout, each but once", () => {
    for (const outputNorms of [true, false]) {
      const has = { outputNorms, headNorms: true, biases: true, tiedEmbeddings: false };
      const config = gptConfig({ vocabulary: 9, width: 16, layers: 2, heads: 2, context: 32, ...has });
      const names = leavesOf<Spec>(gptSpecs(config)).map(([name]) => ggufName(name, config));
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => name.includes("undefined"))).toEqual([]);
    }
  });

  it("of Llama's has rows side by side", () => {
    const rows = Float32Array.from({ length: 16 }, (_, i) => i); // two heads of four rows of two
    const wanted = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
    expect([...sideBySide(rows, 2, 4)]).toEqual(wanted);
    expect(inHalves(sideBySide(rows, 2, 4), 2, 4)).toEqual(rows);
  });
});
