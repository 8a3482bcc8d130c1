import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ModelError, RequestError } from "../errors.ts";
import { batchesByLength } from "./batches.ts";
import { nearest } from "./nearest.ts";
import { type Encoder, openEncoder } from "./open.ts";
import { saveTinyEncoder } from "./tiny-encoder.testing.ts";

let folder: string;
let encoder: Encoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-encoder-"));
  await saveTinyEncoder(join(folder, "tiny"));
  encoder = await openEncoder(join(folder, "tiny"), { threads: 1 });
});
afterAll(async () => {
  await encoder?.dispose();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = async (texts: string[]) => {
  const { vectors } = await encoder.embed(texts);
  return texts.map((_, i) => [...vectors.subarray(i * encoder.width, (i + 1) * encoder.width)]);
};
const furthest = (a: number[], b: number[]) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

describe("an encoder", () => {
  it("gives each text the same vector of length 1, whatever it is read with", async () => {
    const texts = ["a red apple", "Cars", "", "the sea is green is the sea", "a", "the tree"];
    const together = await rowsOf(texts);
    for (const [i, text] of texts.entries()) {
      const [alone] = await rowsOf([text]);
      expect(furthest(alone!, together[i]!)).toBeLessThan(1e-5);
      expect(Math.hypot(...alone!)).toBeCloseTo(1, 5);
    }
    const [one, other] = [together[0]!, together[3]!];
    expect(furthest(one, other)).toBeGreaterThan(0.05);
  });

  it("reads words as its vocabulary says", async () => {
    const [plain, capitals, unknown] = await rowsOf(["red cars", "RED Cars", "red houses"]);
    expect(furthest(plain!, capitals!)).toBeLessThan(1e-6);
    expect(furthest(plain!, unknown!)).toBeGreaterThan(1e-3);
  });

  it("cuts what is too long, and says so", async () => {
    const long = "the sea ".repeat(1000);
    const { cut } = await encoder.embed([long, "a"]);
    expect([cut, encoder.longest]).toEqual([1, 12]);
    const [one, same] = await rowsOf([long, "the sea ".repeat(5)]);
    expect(furthest(one!, same!)).toBeLessThan(1e-6);
  });

  it("says how far it is, and stops when told", async () => {
    const heard: number[] = [];
    await encoder.embed(Array<string>(70).fill("a tree"), (done) => heard.push(done));
    expect(heard).toEqual([0, 32, 64, 70]);
    const stop = () => {
      throw new Error("enough");
    };
    await expect(encoder.embed(["a"], stop)).rejects.toThrow("enough");
  });
});

describe("a folder", () => {
  const cases: [string, Record<string, string | Uint8Array | undefined>, RegExp][] = [
    ["of another model", { "config.json": '{"model_type": "gpt2"}' }, /bert: a model of type "gpt2"/],
    ["with a config of nonsense", { "config.json": "{" }, /config\.json is no valid JSON/],
    ["without a tokenizer", { "vocab.txt": undefined }, /has neither tokenizer\.json nor vocab\.txt/],
    [
      "with too many words",
      { "vocab.txt": `[PAD]\n[UNK]\n[CLS]\n[SEP]\n${[..."abcdefghijklmnop"].join("\n")}\n` },
      /20 tokens for a model of 15/,
    ],
    ["with another tokenizer", { "tokenizer.json": "[]" }, /tokenizer\.json is no JSON object/],
    ["without weights", { "model.safetensors": undefined }, /model\.safetensors does not exist/],
    ["with weights cut short", { "model.safetensors": new Uint8Array(100) }, /safetensors: /],
    [
      "with other pooling",
      { "1_Pooling/config.json": '{"pooling_mode_max_tokens": true}' },
      /1_Pooling asks for pooling_mode_max_tokens/,
    ],
    [
      "with a further layer",
      { "modules.json": '[{"type": "sentence_transformers.models.Dense"}]' },
      /modules\.json asks for "Dense"/,
    ],
    [
      "with no room for words",
      { "sentence_bert_config.json": '{"max_seq_length": 2}' },
      /max_seq_length is 2\. It must be above 2/,
    ],
    [
      "of a size without bounds",
      {
        "config.json":
          '{"model_type":"bert","vocab_size":16000000,"hidden_size":4096,"num_hidden_layers":1,"num_attention_heads":1,"intermediate_size":8}',
      },
      /At most 700000000/,
    ],
  ];
  it.each(cases)("%s is refused", async (name, files, message) => {
    const place = join(folder, name.replaceAll(" ", "-"));
    await saveTinyEncoder(place, files);
    await expect(openEncoder(place)).rejects.toThrow(ModelError);
    await expect(openEncoder(place)).rejects.toThrow(message);
  });

  it("that is not there is the caller's mistake", async () => {
    for (const name of ["", "gone", "../gone", folder]) {
      await expect(openEncoder(name)).rejects.toThrow(RequestError);
      await expect(openEncoder(name)).rejects.toThrow("no encoder is at");
    }
  });
});

describe("batches", () => {
  it("hold every row once, like lengths together, and not too much", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 }), (lengths) => {
        const batches = batchesByLength(lengths.map((length) => ({ length })));
        expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        const inOrder = batches.flat().map((i) => lengths[i]!);
        expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a));
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(32);
          expect(batch.length * lengths[batch[0]!]!).toBeLessThanOrEqual(4096);
        }
      }),
    );
  });
});

describe("nearest", () => {
  it("has the largest products, nearest first", () => {
    const vectors = Float32Array.of(1, 0, 0, 1, 0.6, 0.8, -1, 0, 1, 0);
    expect(nearest(Float32Array.of(1, 0), vectors, 3)).toEqual([
      { index: 0, cosine: 1 },
      { index: 4, cosine: 1 },
      { index: 2, cosine: Math.fround(0.6) },
    ]);
    expect(nearest(Float32Array.of(1, 0), vectors, 99)).toHaveLength(5);
  });
});
