import { beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../../graph/index.ts";
import { evaluate, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { ANSWERS, layoutFeatures } from "./layout.ts";
import { encodeText, initText, tokenizePrompts } from "./text.ts";
import { C, flowBatch, K, N, prompts, random, shaken, tinyConfig } from "./tiny.testing.ts";
import { initTransformer, transformer } from "./transformer.ts";

const params = {
  text: initText(createRng("text"), tinyConfig.text),
  transformer: initTransformer(createRng("transformer"), tinyConfig),
};
const inputs = {
  ...prompts,
  noisy: random("noisy", N, K, C),
  coarse: random("coarse", N, K, C),
  layout: flowBatch.layout,
  time: flowBatch.time,
};

/** F for these inputs. */
const F = (given: typeof inputs, p: typeof params) =>
  evaluate({ p, ...given }, ({ p, ids, mask, ...rest }) =>
    transformer(p.transformer, tinyConfig, { ...rest, text: encodeText(p.text, tinyConfig.text, ids, mask) }),
  );

describe("the text encoder", () => {
  const encode = (given: { ids: Value; mask: Value }) =>
    evaluate({ p: params.text, ...given }, ({ p, ids, mask }) => ({ ...encodeText(p, tinyConfig.text, ids, mask) }));

  it("gives token vectors, their mean, a mask and answers about the layout", async () => {
    const { tokens, pooled, bias, answers } = await encode(prompts);
    expect(tokens.shape).toEqual([N, 5, 8]);
    expect(pooled.shape).toEqual([N, 8]);
    expect(bias.shape).toEqual([N, 1, 1, 5]);
    expect(answers.shape).toEqual([N, ANSWERS]);
    expect(numbers(bias)).toEqual([0, 0, 0, -1e9, -1e9, 0, 0, 0, 0, -1e9]); // a red apple; 蓝 色 的 鱼
  });

  it("takes the mean over the prompt's tokens alone", async () => {
    const { tokens, pooled } = await encode(prompts);
    const rows = [0, 1, 2].map((t) => numbers(tokens).slice(8 * t, 8 * t + 8));
    for (const [j, x] of numbers(pooled).slice(0, 8).entries()) {
      expect(x).toBeCloseTo(rows.reduce((sum, row) => sum + row[j]!, 0) / 3, 5);
    }
  });

  it("reads words in their order, and each prompt by itself", async () => {
    const pooledOf = async (...texts: string[]) =>
      numbers((await encode(tokenizePrompts(texts, tinyConfig.text))).pooled);
    const alone = await pooledOf("red apple");
    expect((await pooledOf("red apple", "fish")).slice(0, 8)).toEqual(alone);
    expect(await pooledOf("apple red")).not.toEqual(alone);
  });

  it("bears a prompt without words", async () => {
    const { tokens, pooled, answers } = await encode(tokenizePrompts([""], tinyConfig.text));
    expect([...numbers(tokens), ...numbers(answers)].every(Number.isFinite)).toBe(true);
    expect(numbers(pooled)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("the diffusion transformer", () => {
  let before: number[];
  beforeAll(async () => {
    before = numbers(await F(inputs, shaken(params)));
  });

  it("keeps the latent's shape, and begins silent", async () => {
    const y = await F(inputs, params);
    expect(y.shape).toEqual([N, K, C]);
    expect(numbers(y).every((x) => x === 0)).toBe(true);
  });

  it.each<[string, Partial<typeof inputs>]>([
    ["noisy latent", { noisy: random("other", N, K, C) }],
    ["time", { time: { dtype: "float32", shape: [N], data: Float32Array.of(0.31, 0.8) } }],
    ["coarse guess", { coarse: random("another", N, K, C) }],
    ["layout", { layout: layoutFeatures([undefined, undefined], tinyConfig) }],
    ["words", tokenizePrompts(["a red fish", "蓝色的鱼"], tinyConfig.text)],
  ])("depends on the %s", async (name, change) => {
    const after = numbers(await F({ ...inputs, ...change }, shaken(params)));
    expect(after.slice(0, K * C)).not.toEqual(before.slice(0, K * C));
    if (name === "time" || name === "words") expect(after.slice(K * C)).toEqual(before.slice(K * C)); // the second did not change
  });

  it("does not see what stands behind a prompt's end", async () => {
    const ids = { ...inputs.ids, data: (inputs.ids.data as BigInt64Array).slice() };
    ids.data[3] = 7n; // behind "a red apple"
    expect(numbers(await F({ ...inputs, ids }, shaken(params)))).toEqual(before);
  });
});
