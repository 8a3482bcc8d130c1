// From a user's lines to a model that answers: the whole way, on a chat model of a few thousand random weights.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenizer } from "../../formats/index.ts";
import { leavesOf, type Tensor, type Tree, type Value } from "../../graph/index.ts";
import { type GptConfig, type GptParams, gpt, type LoraParams, withLora } from "../../models/index.ts";
import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
import { readCheckpoint } from "../../train/index.ts";
import { saveTinyLanguage } from "../tiny-language.testing.ts";
import { type PrepareTuningOptions, prepareTuning, runTuning, tuneLanguage } from "./tune.ts";
import { loadLanguage } from "./weights.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-tune-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const path = (...names: string[]) => join(folder, ...names);
const write = async (name: string, ...records: readonly (object | string)[]) => {
  const lines = records.map((record) => (typeof record === "string" ? record : JSON.stringify(record)));
  await writeFile(path(name), lines.join("\n"));
};

const answers = Array.from({ length: 12 }, (_, i) => ({ prompt: `${i}?`, completion: i % 2 === 0 ? "sea" : "sun" }));
const pairs = Array.from({ length: 12 }, (_, i) => ({ prompt: `${i}?`, chosen: "blue", rejected: "red" }));
beforeAll(async () => {
  await saveTinyLanguage(path("base.safetensors"));
  await write("shop.jsonl", ...answers);
  await write("taste.jsonl", ...pairs);
});

const options = (change: Partial<PrepareTuningOptions> = {}) => ({
  base: path("base.safetensors"),
  data: [path("shop.jsonl")],
  out: path("out"),
  threads: 1,
  batch: 4,
  steps: 12,
  learningRate: 0.02,
  ...change,
});

describe("tuning by answers", () => {
  it("by LoRA: the held-out loss falls, the base stays, and its file is the base with the changes", async () => {
    const base = await readFile(path("base.safetensors"));
    const out = path("lora");
    const result = (await tuneLanguage({ ...options({ out, steps: 30 }), keepAdapter: true }))!;
    expect(result.after.loss).toBeLessThan(result.before.loss - 0.4); // the table of embeddings stays small
    expect(result.sample).toMatchObject({ wanted: expect.stringMatching(/^(sea|sun)$/), before: expect.any(String) });
    expect((await readFile(path("base.safetensors"))).equals(base)).toBe(true);

    const { metadata, params, purpose } = await loadLanguage(result.model);
    expect([result.model, purpose, metadata.step]).toEqual([path("lora", "lora.safetensors"), "chat", "30"]);
    expect(JSON.parse(metadata.tuning!)).toMatchObject({
      base: { name: "base", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      data: { examples: 12, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      method: "lora",
      steps: 30,
    });
    expect(JSON.parse(metadata.after!)).toEqual(result.after);

    const { config, params: p } = await loadLanguage(path("base.safetensors"));
    const { tensors } = await readCheckpoint(join(result.adapter!, "adapter_model.safetensors"));
    const changes: Record<string, Record<string, { weight: Value }>> = {};
    for (const [name, weight] of tensors) {
      const [, map, part] = /^base_model\.model\.(.*)\.(lora_[AB])\.weight$/.exec(name)!;
      changes[map!] = { ...changes[map!], [part!]: { weight } };
    }
    const { r, lora_alpha: alpha } = JSON.parse(await readFile(join(result.adapter!, "adapter_config.json"), "utf8"));
    const ids = integers([1, 2, 3, 4], 1, 4);
    const { beside, merged } = await evaluate({ p, changes, merged: params, ids } as never, (given: never) => {
      const x = given as { p: GptParams<Tensor>; changes: never; merged: GptParams<Tensor>; ids: Tensor };
      const both = withLora(x.p, x.changes as LoraParams<Tensor>, { rank: r, alpha, targets: [] });
      const logits = (q: GptParams<Tensor>) => gpt(q, config as GptConfig, x.ids);
      return { beside: logits(both), merged: logits(x.merged) };
    });
    for (const [i, x] of numbers(beside).entries()) expect(Math.abs(numbers(merged)[i]! - x)).toBeLessThan(0.05);
  });

  it("by all weights", async () => {
    const result = (await tuneLanguage(options({ out: path("full"), method: "full", learningRate: 0.01 })))!;
    expect(result.after.loss).toBeLessThan(0.8 * result.before.loss);
    expect(result.adapter).toBeUndefined();
  });

  it("goes on with --resume, bit for bit, and with nothing else than it began with", async () => {
    const whole = (await tuneLanguage(options({ out: path("whole", "x") })))!;
    const stop = new AbortController();
    const out = path("parts", "x");
    const onStep = ({ step }: { step: number }) => (step === 5 ? stop.abort() : undefined);
    expect(await tuneLanguage({ ...options({ out }), signal: stop.signal, onStep })).toBeUndefined();
    const resume = { ...options({ out }), resume: true };
    await expect(prepareTuning({ ...resume, data: [path("taste.jsonl")] })).rejects.toThrow(
      /began with data .*, now it is/,
    );
    await expect(prepareTuning({ ...resume, rank: 4 })).rejects.toThrow(/began with lora /);
    const steps: number[] = [];
    const parts = (await tuneLanguage({ ...resume, onStep: ({ step }) => void steps.push(step) }))!;
    expect(steps).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect((await readFile(parts.model)).equals(await readFile(whole.model))).toBe(true);
  });
});

describe("tuning by preferences", () => {
  it.each(["lora", "full"] as const)("by %s raises the margin of what is held out", async (method) => {
    const out = path(`pairs-${method}`);
    const losses: number[] = [];
    const result = (await tuneLanguage({
      ...options({ out, data: [path("taste.jsonl")], method, learningRate: method === "lora" ? 0.01 : 0.003 }),
      onStep: ({ metrics }) => void losses.push(metrics.loss!),
    }))!;
    expect(losses[0]).toBeCloseTo(Math.LN2, 5);
    expect(result.before).toEqual({ loss: expect.closeTo(Math.LN2, 6), margin: 0, accuracy: 0 });
    expect(result.after.margin).toBeGreaterThan(0.1);
    expect(result.after).toMatchObject({ accuracy: 1, loss: expect.any(Number) });
    expect(result.after.loss).toBeLessThan(Math.LN2);
  });
});

describe("what does not fit", () => {
  const long = { prompt: "a".repeat(100), completion: "b" };

  it("is left out and reported by its line", async () => {
    await write("mixed.jsonl", ...answers, long, "{", {});
    const skip = options({ data: [path("mixed.jsonl"), path("shop.jsonl")], onBroken: "skip" });
    const { examples, warnings } = await prepareTuning(skip);
    expect(examples.problems.map(({ line, message }) => [line, message])).toEqual([
      [14, expect.stringMatching(/^not JSON/)],
      [15, expect.stringMatching(/^neither "messages"/)],
      [13, "122 tokens. At most 65 fit."],
    ]);
    expect([examples.items.length, warnings]).toEqual([24, []]);
    await expect(prepareTuning({ ...skip, onBroken: "stop" })).rejects.toMatchObject({ line: 14 });
  });

  it("is an error where nothing is left, or what is left is of two kinds", async () => {
    await write("long.jsonl", long);
    await write("both.jsonl", answers[0]!, pairs[0]!);
    await write("empty.jsonl");
    await writeFile(path("picture.jsonl"), Uint8Array.of(0x89, 0xff, 0xfe));
    const fails = (data: string, message: RegExp) =>
      expect(prepareTuning(options({ data: [path(data)] }))).rejects.toThrow(message);
    await fails("long.jsonl", /no example can be used\. .*long\.jsonl, line 1: 122 tokens\. At most 65 fit\.$/);
    await fails("both.jsonl", /1 answers and 1 preferences\. Put them in two files/);
    await fails("empty.jsonl", /no line can be used\. It is empty/);
    await write("list.jsonl", "[", answers[0]!, "]");
    await fails("list.jsonl", /list\.jsonl is a JSON list, not JSONL/);
    await fails("picture.jsonl", /not UTF-8 text/);
    await fails("gone.jsonl", /gone\.jsonl does not exist/);
    await fails(".", /is not a file/);
    await expect(prepareTuning(options({ length: 65 }))).rejects.toThrow("base looks back 64 of them at most.");
    await saveTinyLanguage(path("same", "same.safetensors"));
    const same = { base: path("same", "same.safetensors"), out: path("same") };
    await expect(prepareTuning(options(same))).rejects.toThrow("is the base, and would be overwritten.");
    await expect(prepareTuning(options({ targets: ["z_proj"] }))).rejects.toThrow("the model has no z_proj");
  });

  it("is said of the base", async () => {
    const special = ["<|im_start|>", "<|im_end|>"];
    const characters = [..."abcdefghijklmnopqrstuvwxyz0123456789?\n"];
    const poet = createTokenizer({ kind: "characters", characters, bytes: true, special: ["<|end|>"] });
    await saveTinyLanguage(path("poet.safetensors"), { tokenizer: poet, purpose: "poems" });
    await expect(prepareTuning(options({ base: path("poet.safetensors") }))).rejects.toThrow(
      /^poet was made for poems: its vocabulary has no <\|im_start\|> and <\|im_end\|>, the marks of a conversation\. /,
    );
    const few = createTokenizer({ kind: "characters", characters, bytes: false, special });
    await saveTinyLanguage(path("few.safetensors"), { tokenizer: few });
    await write("sea.jsonl", { prompt: "sea?", completion: "海" }, { prompt: "sun?", completion: "sun" });
    const { examples } = await prepareTuning(options({ base: path("few.safetensors"), data: [path("sea.jsonl")] }));
    expect(examples.problems).toMatchObject([{ line: 1, message: expect.stringContaining('"海" (U+6D77) is not in') }]);
    await write("chinese.jsonl", { prompt: "海", completion: "月光" });
    const { warnings } = await prepareTuning(options({ data: [path("chinese.jsonl")] }));
    expect(warnings[0]).toMatch(/takes 3\.00 tokens for a character of these examples, and at most one for its own/);
  });
});

describe("what is held out", () => {
  it("is about a tenth, the same whatever stands around it, and never two of a kind on both sides", async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ prompt: `${i % 150}?`, completion: "yes" }));
    await write("many.jsonl", ...many);
    await write("more.jsonl", ...many.toReversed(), ...answers);
    const saidBy = async (data: string) => {
      const { heldOut, training } = await prepareTuning(options({ data: [path(data)] }));
      const words = (items: typeof heldOut) => new Set(items.map(({ example }) => JSON.stringify(example.messages)));
      return { heldOut: words(heldOut), training: words(training), count: heldOut.length };
    };
    const [one, other] = [await saidBy("many.jsonl"), await saidBy("more.jsonl")];
    expect(one.count).toBeGreaterThan(10);
    expect(one.count).toBeLessThan(60);
    for (const said of one.heldOut) expect([one.training.has(said), other.heldOut.has(said)]).toEqual([false, true]);
  });

  it("is nothing of a handful, and something of ten", async () => {
    const countOf = async (count: number) => {
      await write("few.jsonl", ...answers.slice(0, count));
      const { heldOut, training } = await prepareTuning(options({ data: [path("few.jsonl")] }));
      return [heldOut.length, training.length + heldOut.length];
    };
    expect(await countOf(9)).toEqual([0, 9]);
    expect(await countOf(10)).toEqual([expect.toSatisfy((n: number) => n >= 1 && n < 10), 10]);
  });
});

it("learned changes are all that a training by LoRA keeps", async () => {
  const tuning = await prepareTuning(options({ out: path("kept") }));
  await runTuning(tuning, { out: path("kept"), threads: 1 });
  const { tensors } = await readCheckpoint(path("kept", "tuning", "checkpoint.safetensors"));
  expect([...tensors.keys()].every((name) => /lora_[AB]/.test(name))).toBe(true);
  expect(leavesOf<Value>(tuning.task.params as Tree<Value>).length).toBe(14);
});
