import { describe, expect, it } from "vitest";
import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import { gptSharedDecodeProgram } from "../gpt/decode.ts";
import { gpt } from "../gpt/gpt.ts";
import { moeConfig } from "../moe/config.ts";
import { moeDecodeProgram } from "../moe/decode.ts";
import { initMoe, moe } from "../moe/moe.ts";
import { createDecoder, withWeights } from "./appending-decoder.ts";
import { lively, tinyDecoder, tinyGpt } from "./tiny.testing.ts";

/** Logits behind the last token, by the program that keeps nothing. */
async function uncached(config: GptConfig, ids: readonly number[], seed = 1): Promise<number[]> {
  const all = await evaluate({ params: lively(config, seed), ids: integers(ids, 1, ids.length) }, ({ params, ids }) =>
    gpt(params, config, ids),
  );
  return numbers(all).slice(-config.vocabulary);
}

const near = (found: ArrayLike<number>, wanted: readonly number[], what: string) => {
  expect(found.length, what).toBe(wanted.length);
  for (const [i, x] of wanted.entries()) expect(Math.abs(found[i]! - x), `${what} ${i}`).toBeLessThan(2e-4);
};
const draw = (count: number, vocabulary = 19) => {
  const rng = createRng(`tokens ${count}`);
  return Array.from({ length: count }, () => rng.int(vocabulary));
};

const scaled = gptConfig({
  ...tinyGpt,
  keyValueHeads: 4,
  biases: true,
  tiedEmbeddings: false,
  ropeScaling: { kind: "yarn", factor: 4, originalContext: 10, fast: 8, slow: 1 },
});

describe("an appending decoder", () => {
  it.each([
    ["shared keys, native", tinyGpt, { lowering: "native" as const }],
    ["shared keys, portable", tinyGpt, { lowering: "portable" as const }],
    ["shared keys, the reference", tinyGpt, { runtime: reference }],
    ["biases, free embeddings and YaRN", scaled, {}],
  ])("gives the logits of the program without a cache: %s", async (_, config, options) => {
    const decoder = await tinyDecoder(config, options);
    const tokens = draw(12);
    let fed = 0;
    for (const part of [5, 1, 1, 3, 1, 1]) {
      const logits = await decoder.feed([tokens.slice(fed, fed + part)]);
      fed += part;
      near(logits, await uncached(config, tokens.slice(0, fed)), `after ${fed}`);
    }
    expect(decoder.length).toBe(12);
    await decoder.dispose();
  });

  it("gives every row of a batch what it gets alone, whatever the prompts' lengths", async () => {
    const rows = [draw(3), draw(9), draw(1)];
    const decoder = await tinyDecoder(tinyGpt, { batch: 3 });
    let logits = await decoder.feed(rows);
    for (let step = 0; ; step++) {
      for (const [i, row] of rows.entries()) {
        near(logits.subarray(19 * i, 19 * i + 19), await uncached(tinyGpt, row), `row ${i}, step ${step}`);
      }
      if (step === 2) break;
      for (const [i, row] of rows.entries()) row.push((7 * i + step) % 19);
      logits = await decoder.feed(rows.map((row) => [row.at(-1)!]));
    }
    await decoder.dispose();
  });

  it("takes weights as inputs, which may change", async () => {
    const executable = await onnxRuntime.compile(gptSharedDecodeProgram(tinyGpt), { threads: 1 });
    const tokens = draw(5);
    for (const seed of [1, 2]) {
      const decoder = createDecoder(withWeights(executable, lively(tinyGpt, seed)), tinyGpt);
      await decoder.feed([tokens.slice(0, 4)]);
      near(await decoder.feed([tokens.slice(4)]), await uncached(tinyGpt, tokens, seed), `seed ${seed}`);
    }
    await executable.dispose();
  });

  it("works with experts too", async () => {
    const config = moeConfig(tinyGpt, { experts: 3, capacityFactor: 3, sharedHidden: 8 });
    const params = initMoe(createRng(4), config);
    const executable = await onnxRuntime.compile(moeDecodeProgram(params, config), { threads: 1 });
    const decoder = createDecoder(executable, config);
    const tokens = draw(7);
    await decoder.feed([tokens.slice(0, 5)]);
    await decoder.feed([tokens.slice(5, 6)]);
    const found = await decoder.feed([tokens.slice(6)]);
    const wanted = await evaluate(
      { params, ids: integers(tokens, 1, 7) },
      ({ params, ids }) => moe(params, config, ids).logits,
    );
    near(found, numbers(wanted).slice(-19), "moe");
    await executable.dispose();
  });

  it("takes its memory once", async () => {
    const decoder = await tinyDecoder(tinyGpt);
    await decoder.feed([draw(4)]);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 30; i++) await decoder.feed([[i % 19]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    await decoder.dispose();
  });
});
