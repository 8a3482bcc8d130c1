import { describe, expect, it } from "vitest";
import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import { gptDecodeProgram, gptSharedDecodeProgram } from "../gpt/decode.ts";
import { gpt } from "../gpt/gpt.ts";
import { moeConfig } from "../moe/config.ts";
import { moeDecodeProgram } from "../moe/decode.ts";
import { initMoe, moe } from "../moe/moe.ts";
import { createDecoder, withWeights } from "./decoder.ts";
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

describe("a decoder", () => {
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

  it("reads a long prompt in parts", async () => {
    const config = gptConfig({ ...tinyGpt, layers: 1, context: 600 });
    const decoder = await tinyDecoder(config);
    const tokens = draw(520);
    near(await decoder.feed([tokens]), await uncached(config, tokens), "520 tokens");
    await decoder.dispose();
  });

  it("goes back, and forgets", async () => {
    const decoder = await tinyDecoder(tinyGpt);
    const [a, b] = [draw(6), draw(4)];
    await decoder.feed([a]);
    decoder.rewind(2);
    near(await decoder.feed([b]), await uncached(tinyGpt, [...a.slice(0, 2), ...b]), "after two kept tokens");
    decoder.rewind(0);
    near(await decoder.feed([b]), await uncached(tinyGpt, b), "after none");
    expect(() => decoder.rewind(5)).toThrow("generate: rewind to 5. It must be a whole number from 0 to 4.");
    await decoder.dispose();
  });

  it("begins a conversation again where it differs", async () => {
    const inner = await onnxRuntime.compile(gptDecodeProgram(lively(tinyGpt), tinyGpt), { threads: 1 });
    const read: number[] = [];
    const decoder = createDecoder(
      {
        run: (inputs, into) => {
          read.push(inputs.ids.shape[1]!);
          return inner.run(inputs, into);
        },
      },
      tinyGpt,
    );
    const first = draw(8);
    for (const [prompt, tokens] of [
      [first, 8],
      [[...first, 3, 4], 2],
      [[...first, 3, 4], 1],
      [[...first.slice(0, 5), 17], 1],
      [first.slice(0, 3), 1],
      [[18, ...first], 9],
    ] as const) {
      near(await decoder.begin([prompt]), await uncached(tinyGpt, prompt), String(prompt));
      expect(read.pop()).toBe(tokens);
    }
    await inner.dispose();
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

  it("takes its memory once", async () => {
    const decoder = await tinyDecoder(tinyGpt);
    await decoder.feed([draw(4)]);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 30; i++) await decoder.feed([[i % 19]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    await decoder.dispose();
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

  it.each<[string, (number[] | number)[][], string]>([
    ["too few rows", [[1]], "generate: 1 rows for a batch of 2."],
    ["an empty row", [[1], []], "generate: row 1 has no token. Begin with a special token."],
    ["an unknown token", [[1], [19]], "generate: token 19 in row 1. The model knows 0 to 18."],
    ["half a token", [[1], [0.5]], "generate: token 0.5 in row 1."],
    ["too many tokens", [[1], draw(41)], "generate: 41 tokens. At most 40 fit: shorten the prompt"],
  ])("refuses %s, and goes on", async (_, rows, message) => {
    const decoder = await tinyDecoder(tinyGpt, { batch: 2 });
    await expect(decoder.feed(rows as number[][])).rejects.toThrow(message);
    await decoder.feed([[1], [2]]);
    await expect(decoder.feed([[1], [2, 3]])).rejects.toThrow("generate: rows of 1 and 2 tokens.");
    expect(decoder.length).toBe(1);
    await decoder.dispose();
  });

  it("refuses a batch or a capacity that do not fit", async () => {
    await expect(tinyDecoder(tinyGpt, { batch: 0 })).rejects.toThrow("generate: a batch of 0. It is at least 1.");
    await expect(tinyDecoder(tinyGpt, { capacity: 41 })).rejects.toThrow("The model's context is 1 to 40.");
  });
});
