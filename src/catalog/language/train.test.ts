// Language models from recipes: what is read at which step, what is held out, and a training that stops and goes on.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TokenBatch } from "../../data/index.ts";
import type { Tree, Value } from "../../graph/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { languageRecipe, saveTinyLanguage, tale, tinyLanguage } from "../tiny-language.testing.ts";
import { openLanguageSource } from "./source.ts";
import { languageTask } from "./task.ts";
import { countedTokens, tokensPerCharacter } from "./text-length.ts";
import { prepareLanguage, trainLanguage } from "./train.ts";
import { createValidator } from "./validate.ts";
import { loadLanguage } from "./weights.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-train-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const path = (...names: string[]) => join(folder, ...names);
const writeRecipe = async (name: string, change: object = {}) => {
  await mkdir(path(name), { recursive: true });
  await writeFile(path(name, "recipe.json"), JSON.stringify({ ...languageRecipe, ...change }));
  return path(name);
};
beforeAll(async () => {
  await writeFile(path("tale.txt"), tale);
  await writeRecipe("recipe");
});

describe("a source of text", () => {
  const open = (change: object = {}) =>
    openLanguageSource({ ...languageRecipe, ...change } as typeof languageRecipe, path("tale.txt"), undefined);

  it("gives the same batch for the same seed and step", async () => {
    const [one, same, other] = await Promise.all([open(), open(), open({ seed: 2 })]);
    expect(one.batchAt(3)).toEqual(same.batchAt(3));
    expect(one.batchAt(3)).not.toEqual(one.batchAt(4));
    expect(one.batchAt(3)).not.toEqual(other.batchAt(3));
    expect(one.validation).toEqual(other.validation);
  });

  it("reads the first nine tenths, and holds out the rest", async () => {
    await writeFile(path("parts.txt"), `${"a".repeat(900)}${"b".repeat(100)}`);
    const { batchAt, validation, tokenizer } = await openLanguageSource(languageRecipe, path("parts.txt"), undefined);
    const text = (batches: readonly TokenBatch<Value>[]) =>
      batches.map(({ ids }) => tokenizer.decode(Array.from(ids.data as BigInt64Array, Number))).join("");
    expect(text([0, 1, 2, 3].map(batchAt))).toMatch(/^a+$/);
    expect(text(validation)).toMatch(/^b+$/);
  });

  it("never parts a character, and learns byte pairs where the recipe says so", async () => {
    await writeFile(path("emoji.txt"), "🙂🙃".repeat(300));
    const strict = await openLanguageSource(languageRecipe, path("emoji.txt"), undefined);
    expect(strict.tokenizer.size).toBe(2);
    const pairs = await open({ tokenizer: { kind: "byte-pairs", size: 300 } });
    expect(pairs.tokenizer.size).toBeGreaterThan(256);
    expect(tokensPerCharacter(pairs.tokenizer, countedTokens(pairs.validation))).toBeLessThan(0.5);
  });

  it("holds out less than a batch of a small text, and needs a row at least", async () => {
    await writeFile(path("small.txt"), tale.slice(0, 250));
    const { validation } = await openLanguageSource(languageRecipe, path("small.txt"), undefined);
    expect(validation.map(({ ids }) => ids.shape)).toEqual([[1, 16]]);
    await writeFile(path("tiny.txt"), tale.slice(0, 100));
    await expect(openLanguageSource(languageRecipe, path("tiny.txt"), undefined)).rejects.toThrow(
      "tiny.txt: 100 tokens, of which a tenth is held out. Rows of 16 tokens need about 170",
    );
    await expect(openLanguageSource(languageRecipe, undefined, undefined)).rejects.toThrow("no text to learn from");
  });
});

describe("validation", () => {
  const model = tinyLanguage();
  const batch = (weights: readonly number[]): TokenBatch<Value> => ({
    ids: { dtype: "int64", shape: [1, 4], data: BigInt64Array.of(1n, 2n, 3n, 4n) },
    targets: { dtype: "int64", shape: [1, 4], data: BigInt64Array.of(2n, 3n, 4n, 5n) },
    weights: { dtype: "float32", shape: [1, 4], data: Float32Array.from(weights) },
  });
  const lossOf = async (...batches: TokenBatch<Value>[]) => {
    const validator = await createValidator(onnxRuntime, model.config, batches, { threads: 1 });
    const loss = await validator.loss(model.params as unknown as Tree<Value>);
    await validator.dispose();
    return loss;
  };

  it("is the mean over tokens that count, whatever batch they are in", async () => {
    const each = await Promise.all([0, 1, 2].map((i) => lossOf(batch([0, 1, 2, 3].map((j) => (i === j ? 1 : 0))))));
    const all = await lossOf(batch([1, 1, 0, 0]), batch([0, 0, 1, 0]), batch([0, 0, 0, 0]));
    expect(all).toBeCloseTo(each.reduce((a, b) => a + b, 0) / 3, 5);
    expect(each[0]).not.toBeCloseTo(each[1]!, 3);
  });
});

describe("a task", () => {
  it("drops a part of the stream, anew in each step, and keeps its mean", async () => {
    const { config } = tinyLanguage();
    const { batchAt } = await openLanguageSource(languageRecipe, path("tale.txt"), undefined);
    const task = languageTask({ ...languageRecipe, batch: 8, dropout: 0.25 }, config, batchAt);
    const factors = async (step: number) => (await task.feeds(step)).dropout as Value;
    const one = await factors(1);
    expect(one.shape).toEqual([3, 8, 1, 32]);
    expect(one).toEqual(await factors(1));
    expect(one).not.toEqual(await factors(2));
    const numbers = Array.from(one.data as Float32Array);
    expect(new Set(numbers)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(numbers.reduce((a, b) => a + b, 0) / numbers.length).toBeCloseTo(1, 1);
    expect(Object.keys(await languageTask({ ...languageRecipe, dropout: 0 }, config, batchAt).feeds(0))).not.toContain(
      "dropout",
    );
  });
});

describe("a training", () => {
  it("lowers the loss on what is held out, and keeps its vocabulary when the data changes", async () => {
    const recipe = await writeRecipe("longer", { schedule: { ...languageRecipe.schedule, steps: 60 } });
    await writeFile(path("changing.txt"), tale);
    const seen: number[] = [];
    const stop = new AbortController();
    const options = {
      ...{ out: path("changing"), data: path("changing.txt"), threads: 1 },
      onValidation: (_: number, loss: number) => void seen.push(loss),
    };
    const onStep = ({ step }: { step: number }) => (step === 2 ? stop.abort() : undefined);
    expect(await trainLanguage(recipe, { ...options, onStep, signal: stop.signal })).toBeUndefined();
    const begun = (await loadLanguage(path("changing", "tale.safetensors"))).tokenizer.model;
    await writeFile(path("changing.txt"), tale.replaceAll("calm", "caml"));
    const model = (await trainLanguage(recipe, { ...options, resume: true }))!;
    const { tokenizer, metadata, purpose } = await loadLanguage(model);
    expect([tokenizer.model, purpose]).toEqual([begun, "text"]);
    expect(seen.length).toBe(2);
    expect(seen[1]).toBeLessThan(seen[0]! - 0.5);
    expect(metadata).toMatchObject({ step: "60", validation: seen[1]!.toFixed(4), tokensPerCharacter: "1.0000" });
    await writeFile(path("changing.txt"), tale.replaceAll("calm", "calm!"));
    await expect(prepareLanguage(recipe, { ...options, resume: true })).rejects.toThrow('"!" (U+0021) is not in');
  });

  it("starts from a model's weights, with its vocabulary, if its rows fit", async () => {
    await saveTinyLanguage(path("start.safetensors"));
    const options = { out: path("from"), data: path("tale.txt"), from: path("start.safetensors") };
    const { config, source, task } = await prepareLanguage(path("recipe"), options);
    const start = await loadLanguage(options.from);
    expect([config, source.tokenizer.model]).toEqual([start.config, start.tokenizer.model]);
    expect(task.params).toEqual(start.params);
    const long = await writeRecipe("long", { length: 65, config: { ...languageRecipe.config, context: 128 } });
    await expect(prepareLanguage(long, options)).rejects.toThrow("looks back 64 tokens, the recipe's rows have 65.");
    await expect(readFile(path("from", "tale.safetensors"))).rejects.toThrow("ENOENT");
  });
});
