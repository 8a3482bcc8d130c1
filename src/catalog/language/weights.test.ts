import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createTokenizer, writeTokenizer } from "../../formats/index.ts";
import { leavesOf, type Tree, type Value } from "../../graph/index.ts";
import { moeConfig } from "../../models/index.ts";
import { readCheckpoint, writeCheckpoint } from "../../train/index.ts";
import { saveTinyLanguage, tinyLanguage } from "../tiny-language.testing.ts";
import { asStored, loadLanguage, saveLanguage } from "./weights.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-language-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const leaves = (params: unknown) => leavesOf<Value>(params as Tree<Value>);

describe("a language model's file", () => {
  it.each([
    ["dense", tinyLanguage()],
    ["sparse", tinyLanguage({}, (config) => moeConfig(config, { experts: 2, expertsPerToken: 1, hidden: 48 }))],
  ])("gives a %s model back, rounded to eight bits", async (name, model) => {
    await saveLanguage(path(name), model, { recipe: "mine" });
    const { params, metadata, ...rest } = await loadLanguage(path(name));
    expect(rest).toMatchObject({ config: model.config, purpose: "chat" });
    expect(writeTokenizer(rest.tokenizer)).toBe(writeTokenizer(model.tokenizer));
    expect(metadata).toMatchObject({ recipe: "mine", format: "onda-language-1" });
    expect(leaves(asStored(model.params, model.config))).toEqual(leaves(params));
    for (const [i, [place, { data }]] of leaves(model.params).entries()) {
      const found = leaves(params)[i]![1].data as Float32Array;
      const largest = (data as Float32Array).reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      const off = found.reduce((m, x, j) => Math.max(m, Math.abs(x - Number(data[j]))), 0);
      expect(off, place).toBeLessThanOrEqual(largest / 254 + 1e-7);
    }
  });

  /** A tiny model's file with other metadata. */
  const withMetadata = async (change: Record<string, string>) => {
    await saveTinyLanguage(path("tiny"));
    const { tensors, metadata } = await readCheckpoint(path("tiny"));
    await writeCheckpoint(path("changed"), tensors, { ...metadata, ...change });
    return loadLanguage(path("changed"));
  };
  const { config } = tinyLanguage();
  const json = (change: object) => JSON.stringify({ ...config, ...change });
  const large = createTokenizer({ kind: "byte-pairs", merges: [[97, 98]], special: ["<|im_start|>", "<|im_end|>"] });
  it.each<[string, Record<string, string>, string]>([
    ["another format", { format: "onda-painter-2" }, "is onda-painter-2, not onda-language-1."],
    ["no config", { config: "" }, "its metadata cannot be used: Unexpected end"],
    ["a config that is none", { config: "null" }, "its metadata cannot be used: config is no record."],
    ["no tokenizer", { tokenizer: "{}" }, 'its metadata cannot be used: tokenizer: no field "tokenizer".'],
    ["another purpose", { purpose: "spam" }, 'its metadata cannot be used: purpose "spam".'],
    ["layers as text", { config: json({ layers: "1" }) }, "its metadata cannot be used: gpt: layers is 1."],
    ["a size as text", { config: json({ width: "32" }) }, "its metadata cannot be used: gpt: width is 32."],
    ["a million layers", { config: json({ layers: 2 ** 20 }) }, "weights. At most 400000000 are read."],
    ["more than a file may hold", { config: json({ hidden: 2 ** 22 }) }, "weights. At most 400000000 are read."],
    ["another width", { config: json({ hidden: 64 }) }, "It must be float32 [64, 32]"],
    [
      "a tokenizer larger than its vocabulary",
      { tokenizer: writeTokenizer(large) },
      "its metadata cannot be used: a tokenizer of 259 tokens for a vocabulary of 258.",
    ],
  ])("with %s is refused", async (_, change, message) => {
    await expect(withMetadata(change)).rejects.toThrow(message);
  });

  it("that was cut short, or is none, is refused", async () => {
    await saveTinyLanguage(path("tiny"));
    await writeFile(path("short"), (await readFile(path("tiny"))).subarray(0, -10));
    await expect(loadLanguage(path("short"))).rejects.toThrow(/short: safetensors: /);
    await writeFile(path("text"), "no model");
    await expect(loadLanguage(path("text"))).rejects.toThrow(/text: safetensors: /);
    await expect(loadLanguage(path("gone"))).rejects.toThrow("gone does not exist.");
  });
});
