// From lines of a file to a model that answers: full tuning, LoRA and preferences, by the loop that all trainings use.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  batchOf,
  chatMarks,
  chatPrompt,
  prepareAnswers,
  preparePreferences,
  readExamples,
  rowsAt,
} from "../../src/data/index.ts";
import { createTokenizer } from "../../src/formats/index.ts";
import { f32, i64, type Spec, specOf, type Tensor, type Tree, type Value } from "../../src/graph/index.ts";
import {
  answerLogProbabilities,
  answerLoss,
  createDecoder,
  type GptParams,
  generate,
  gpt,
  gptConfig,
  gptDecodeProgram,
  initGpt,
  initLora,
  type LoraParams,
  loraConfig,
  mergeLora,
  preferenceLoss,
  withLora,
} from "../../src/models/index.ts";
import { createRng, defaultOptimizer } from "../../src/nn/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";
import { lossTask, type TrainOptions, train } from "../../src/train/index.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-tuning-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special: [chatMarks.start, chatMarks.end] });
const [BATCH, LENGTH] = [2, 40];
const config = gptConfig({ vocabulary: tokenizer.size, width: 32, layers: 1, heads: 2, context: 64 });
const base = initGpt(createRng(1), config);
const { examples } = readExamples(
  [
    { prompt: "sea?", completion: "海" },
    { prompt: "moon?", completion: "月" },
    { prompt: "sea?", chosen: "blue", rejected: "red" },
  ]
    .map((record) => JSON.stringify(record))
    .join("\n"),
);
const answers = prepareAnswers(tokenizer, examples, LENGTH).rows;
const pairs = preparePreferences(tokenizer, examples, LENGTH).rows;
const inputs = { batch: { ids: i64(BATCH, LENGTH), targets: i64(BATCH, LENGTH), weights: f32(BATCH, LENGTH) } };
type Batch = { readonly ids: Tensor; readonly targets: Tensor; readonly weights: Tensor };
const settings = (steps: number, learningRate: number) => ({
  optimizer: { ...defaultOptimizer, weightDecay: 0 },
  schedule: { learningRate, warmup: 5, steps, floor: 0.1 },
  averageDecay: 0.5,
  metadata: { config: JSON.stringify(config) },
});
const feeds = (step: number) => ({ batch: batchOf(rowsAt(answers, BATCH, 1, step), LENGTH) });
const loss = (p: GptParams<Tensor>, { ids, targets, weights }: Batch) =>
  answerLoss(gpt(p, config, ids), targets, weights);
const options = (name: string): TrainOptions => ({ folder: join(folder, name), compile: { threads: 1 } });

async function ask(params: GptParams<Value>, question: string): Promise<string> {
  const executable = await onnxRuntime.compile(gptDecodeProgram(params, config), { threads: 1 });
  const decoder = createDecoder(executable, config);
  const { ids: prompt } = chatPrompt(tokenizer, [{ role: "user", content: question }]);
  let answer = "";
  const end = { endTokens: [tokenizer.specialId(chatMarks.end)], temperature: 0, maxTokens: 8 };
  for await (const { text } of generate(decoder, tokenizer, [prompt], end)) answer += text;
  await executable.dispose();
  return answer;
}

describe("tuning", () => {
  it("of all weights teaches the answers", { timeout: 60_000 }, async () => {
    const task = lossTask({
      name: "full",
      params: base,
      ...settings(90, 0.01),
      inputs,
      lossOf: (p: GptParams<Tensor>, { batch }) => [loss(p, batch), {}],
      feeds,
    });
    const { params, finished } = await train(onnxRuntime, task, options("full"));
    expect(finished).toBe(true);
    expect([await ask(params, "sea?"), await ask(params, "moon?")]).toEqual(["海", "月"]);
    expect(await ask(base, "sea?")).not.toBe("海");
  });

  it("by LoRA teaches them too, and the base stays", { timeout: 60_000 }, async () => {
    const lora = { ...loraConfig, rank: 16, alpha: 32 };
    const before = String(base.model.layers[0]!.self_attn.q_proj.weight.data);
    const task = lossTask({
      name: "lora",
      params: initLora(createRng(2), specOf<Tree<Value>>(base) as Tree<Spec>, lora),
      ...settings(120, 0.02),
      inputs,
      fixed: base,
      lossOf: (p: LoraParams<Tensor>, { batch }, fixed: GptParams<Tensor>) => [
        loss(withLora(fixed, p, lora), batch),
        {},
      ],
      feeds,
    });
    const { params } = await train(onnxRuntime, task, options("lora"));
    const merged = mergeLora(base, params, lora);
    expect([await ask(merged, "sea?"), await ask(merged, "moon?")]).toEqual(["海", "月"]);
    expect(String(base.model.layers[0]!.self_attn.q_proj.weight.data)).toBe(before);
  });

  it("by preferences makes the chosen answer likelier", { timeout: 60_000 }, async () => {
    const [chosen, rejected] = [pairs[0]!.chosen, pairs[0]!.rejected].map((row) => batchOf([row], LENGTH));
    const one = { ids: i64(1, LENGTH), targets: i64(1, LENGTH), weights: f32(1, LENGTH) };
    const of = (p: GptParams<Tensor>, { ids, targets, weights }: Batch) =>
      answerLogProbabilities(gpt(p, config, ids), targets, weights);
    const seen: number[][] = [];
    const task = lossTask({
      name: "preferences",
      params: base,
      ...settings(25, 0.003),
      inputs: { chosen: one, rejected: one },
      fixed: base,
      lossOf: (p: GptParams<Tensor>, pair, fixed: GptParams<Tensor>) => {
        const both = (q: GptParams<Tensor>) => ({ chosen: of(q, pair.chosen), rejected: of(q, pair.rejected) });
        const [loss, { margin, accuracy }] = preferenceLoss(both(p), both(fixed), 0.1);
        return [loss, { margin, accuracy }];
      },
      feeds: () => ({ chosen: chosen!, rejected: rejected! }),
    });
    await train(onnxRuntime, task, {
      ...options("preferences"),
      onStep: ({ metrics }) => seen.push([metrics.loss!, metrics.margin!, metrics.accuracy!]),
    });
    expect(seen[0]).toEqual([expect.closeTo(Math.LN2, 5), expect.closeTo(0, 5), expect.any(Number)]);
    expect(seen.at(-1)![0]).toBeLessThan(0.4);
    expect(seen.at(-1)!.slice(1)).toEqual([expect.any(Number), 1]);
  });
});
