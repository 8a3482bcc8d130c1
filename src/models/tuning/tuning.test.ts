import { describe, expect, it } from "vitest";
import { expectGradients } from "../../../test/engine/whole-gradients.ts";
import { leavesOf, type Spec, specOf, type Tensor, type Tree, type Value, valueAndGrad } from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { gptConfig } from "../gpt/config.ts";
import { type GptParams, gpt, initGpt } from "../gpt/gpt.ts";
import { learn, shaken, silent } from "../latent/tiny.testing.ts";
import { moeConfig } from "../moe/config.ts";
import { initMoe, moe } from "../moe/moe.ts";
import { initLora, type LoraParams, loraConfig, loraSpecs, mergeLora, withLora } from "./lora.ts";
import { answerLogProbabilities, answerLoss, preferenceLoss } from "./losses.ts";

const config = gptConfig({ vocabulary: 7, width: 8, layers: 1, heads: 2, context: 8, hidden: 6, biases: true });
const base = shaken(initGpt(createRng(1), config));
const lora = { ...loraConfig, rank: 2, alpha: 3 };
const start = initLora(createRng(2), specOf<Tree<Value>>(base) as Tree<Spec>, lora);
const ids = integers([1, 2, 3, 4, 5, 6, 0, 1], 2, 4);
const targets = integers([2, 3, 4, 5, 6, 0, 1, 2], 2, 4);
const weights = float([0, 0, 1, 1, 0, 1, 1, 1], 2, 4);

describe("lora", () => {
  const logits = (p: GptParams<Value>, changes?: LoraParams<Value>) =>
    evaluate({ p, ids, ...(changes === undefined ? {} : { changes }) }, ({ p, ids, ...rest }) => {
      const { changes } = rest as { changes?: LoraParams<Tensor> };
      return gpt(changes === undefined ? p : withLora(p, changes, lora), config, ids);
    });
  const learned = shaken(start);

  it("begins as the base, and changes it", async () => {
    expect(numbers(await logits(base, start))).toEqual(numbers(await logits(base)));
    expect(numbers(await logits(base, learned))).not.toEqual(numbers(await logits(base)));
  });

  it("can be merged into the weights", async () => {
    const [beside, merged] = [await logits(base, learned), await logits(mergeLora(base, learned, lora))];
    for (const [i, x] of numbers(beside).entries()) expect(numbers(merged)[i]).toBeCloseTo(x, 4);
  });

  it("has the names of PEFT, and few numbers", () => {
    const paths = leavesOf<Value>(start).map(([path]) => path);
    expect(paths).toContain("model.layers.0.self_attn.q_proj.lora_A.weight");
    expect(paths.length).toBe(2 * 7);
    const attentionAlone = loraSpecs(base, { ...lora, targets: ["q_proj", "v_proj"] });
    expect(Object.keys(attentionAlone)).toEqual(["q_proj", "v_proj"].map((name) => `model.layers.0.self_attn.${name}`));
  });

  it("learns, and leaves the base alone", async () => {
    const lossOf = (
      changes: LoraParams<Tensor>,
      given: { p: GptParams<Tensor>; ids: Tensor; targets: Tensor; weights: Tensor },
    ) => answerLoss(gpt(withLora(given.p, changes, lora), config, given.ids), given.targets, given.weights);
    const before = numbers(base.model.embed_tokens.weight);
    const losses = await learn(start, { p: base, ids, targets, weights }, lossOf, 30);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect(numbers(base.model.embed_tokens.weight)).toEqual(before);
    const gradients = await evaluate(
      { changes: learned, given: { p: base, ids, targets, weights } },
      ({ changes, given }) => valueAndGrad((c: LoraParams<Tensor>) => lossOf(c, given))(changes)[1],
    );
    expect(silent(gradients as Tree<Value>)).toEqual([]);
  });

  it("changes experts too", async () => {
    const sparse = moeConfig(config, { experts: 2, expertsPerToken: 1, capacityFactor: 2 });
    const p = initMoe(createRng(3), sparse);
    const changes = shaken(initLora(createRng(4), specOf<Tree<Value>>(p) as Tree<Spec>, lora));
    expect(Object.keys(changes)).toContain("model.layers.0.mlp.experts.1.up_proj");
    const { beside, merged } = await evaluate(
      { p, changes, merged: mergeLora(p, changes, lora), ids },
      ({ p, changes, merged, ids }) => ({
        beside: moe(withLora(p, changes, lora), sparse, ids).logits,
        merged: moe(merged, sparse, ids).logits,
      }),
    );
    for (const [i, x] of numbers(beside).entries()) expect(numbers(merged)[i]).toBeCloseTo(x, 4);
  });

  it("refuses what does not fit", () => {
    expect(() => loraSpecs(base, { ...lora, rank: 0 })).toThrow("lora: rank 0. It is a whole number, at least 1.");
    expect(() => loraSpecs(base, { ...lora, targets: ["q_proj", "z_proj"] })).toThrow("lora: the model has no z_proj.");
    const other = { "model.layers.9.self_attn.q_proj": start["model.layers.0.self_attn.q_proj"]! };
    expect(() => mergeLora(base, other, lora)).toThrow("lora: the model has no model.layers.9.self_attn.q_proj.");
  });
});

describe("the loss of answers", () => {
  const logits = float(createRng("logits").normal(2 * 4 * 7), 2, 4, 7);

  it("is the mean over the answers' tokens alone", async () => {
    const { loss, each } = await evaluate({ logits, targets, weights }, ({ logits, targets, weights }) => ({
      loss: answerLoss(logits, targets, weights),
      each: answerLogProbabilities(logits, targets, weights),
    }));
    const x = numbers(logits);
    const logProbability = (place: number) => {
      const row = x.slice(7 * place, 7 * place + 7);
      return row[numbers(targets)[place]!]! - Math.log(row.reduce((s, v) => s + Math.exp(v), 0));
    };
    const sums = [
      [2, 3],
      [5, 6, 7],
    ].map((places) => places.reduce((s, place) => s + logProbability(place), 0));
    for (const [i, sum] of sums.entries()) expect(numbers(each)[i]).toBeCloseTo(sum, 4);
    expect(numbers(loss)[0]).toBeCloseTo(-(sums[0]! + sums[1]!) / 5, 5);
  });

  it("is 0, not undefined, where no token counts", async () => {
    const nothing = float(new Float32Array(8), 2, 4);
    const loss = await evaluate({ logits, targets, nothing }, ({ logits, targets, nothing }) =>
      answerLoss(logits, targets, nothing),
    );
    expect(Math.abs(numbers(loss)[0]!)).toBe(0);
  });

  it("has the gradients that differences say, through the model and its changes", async () => {
    await expectGradients(
      { p: base, changes: shaken(start), ids, targets, weights },
      (x: { p: GptParams<Tensor>; changes: LoraParams<Tensor>; ids: Tensor; targets: Tensor; weights: Tensor }) =>
        answerLoss(gpt(withLora(x.p, x.changes, lora), config, x.ids), x.targets, x.weights),
    );
  });
});

describe("the loss of preferences", () => {
  const pair = (chosen: number[], rejected: number[]) => ({ chosen: float(chosen), rejected: float(rejected) });
  const at = (policy: ReturnType<typeof pair>, reference: ReturnType<typeof pair>, beta: number) =>
    evaluate({ policy, reference }, ({ policy, reference }) => {
      const [loss, parts] = preferenceLoss(policy, reference, beta);
      return { loss, ...parts };
    });

  it("is ln 2 where nothing was learned, and falls where the chosen gain", async () => {
    const reference = pair([-3, -9], [-4, -2]);
    const first = await at(reference, reference, 0.1);
    expect([numbers(first.loss)[0], numbers(first.margin)[0], numbers(first.accuracy)[0]]).toEqual([
      expect.closeTo(Math.LN2, 6),
      0,
      0,
    ]);
    const later = await at(pair([-1, -9], [-6, -3]), reference, 0.5);
    const margins = [0.5 * (2 + 2), 0.5 * (0 + 1)];
    const wanted = margins.map((m) => Math.log(1 + Math.exp(-m))).reduce((a, b) => a + b) / 2;
    expect(numbers(later.loss)[0]).toBeCloseTo(wanted, 5);
    expect(numbers(later.margin)[0]).toBeCloseTo(1.25, 5);
    expect(numbers(later.accuracy)[0]).toBe(1);
  });

  it("has the gradients that differences say, through the model", async () => {
    const reference = pair([-3, -9], [-4, -2]);
    await expectGradients(
      { p: base, reference, ids, targets, weights },
      (x: {
        p: GptParams<Tensor>;
        reference: { chosen: Tensor; rejected: Tensor };
        ids: Tensor;
        targets: Tensor;
        weights: Tensor;
      }) => {
        const chosen = answerLogProbabilities(gpt(x.p, config, x.ids), x.targets, x.weights);
        const rejected = answerLogProbabilities(gpt(x.p, config, x.targets), x.ids, x.weights);
        return preferenceLoss({ chosen, rejected }, x.reference, 0.3)[0];
      },
    );
  });

  it("teaches the preference", async () => {
    const given = { ids, targets, weights, reference: pair([-8, -8], [-8, -8]) };
    const losses = await learn(
      base,
      given,
      (
        p: GptParams<Tensor>,
        x: {
          ids: Tensor;
          targets: Tensor;
          weights: Tensor;
          reference: { chosen: Tensor; rejected: Tensor };
        },
      ) => {
        const logits = gpt(p, config, x.ids);
        const chosen = answerLogProbabilities(logits, x.targets, x.weights);
        const rejected = answerLogProbabilities(logits, x.ids, x.weights);
        return preferenceLoss({ chosen, rejected }, x.reference, 0.5)[0];
      },
      25,
    );
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
  });
});
