import { describe, expect, it } from "vitest";
import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import { gpt } from "../gpt/gpt.ts";
import { gptOfServed, randomServed, randomServedDecoder } from "./served.testing.ts";

const llama = gptConfig({
  vocabulary: 40,
  width: 64,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  context: 24,
  hidden: 96,
  biases: true,
});

const gemma: GptConfig = {
  ...llama,
  biases: false,
  headNorms: true,
  outputNorms: true,
  gate: "gelu",
  embeddingScale: 8,
  queryScale: 0.2,
  local: { window: 3, layers: [0], ropeBase: 1000 },
};

/** Logits behind the last token, by the training program in floats. */
async function uncached(ids: readonly number[], config = llama): Promise<number[]> {
  const params = gptOfServed(randomServed(config), config);
  const all = await evaluate({ params, ids: integers(ids, 1, ids.length) }, ({ params, ids }) =>
    gpt(params, config, ids),
  );
  return numbers(all).slice(-config.vocabulary);
}

/** Within a part of the largest logit: ONNX Runtime rounds what it multiplies to 8 bits. */
function near(found: ArrayLike<number>, wanted: readonly number[], tolerance: number, what: string): void {
  expect(found.length, what).toBe(wanted.length);
  const size = Math.max(...wanted.map(Math.abs));
  for (const [i, x] of wanted.entries()) {
    expect(Math.abs(found[i]! - x) / size, `${what} ${i}: ${found[i]}, not ${x}`).toBeLessThan(tolerance);
  }
}
const draw = (count: number) => {
  const rng = createRng(`tokens ${count}`);
  return Array.from({ length: count }, () => rng.int(llama.vocabulary));
};

describe("a served decoder", () => {
  it.each([
    ["native, rounded to 8 bits", llama, onnxRuntime, "native", 0.03],
    ["portable", llama, onnxRuntime, "portable", 1e-4],
    ["the reference", llama, reference, "portable", 1e-4],
    ["Gemma 3's layout, native", gemma, onnxRuntime, "native", 0.05],
    ["Gemma 3's layout, portable", gemma, onnxRuntime, "portable", 1e-4],
  ] as const)("gives the logits of the training program: %s", async (_, config, runtime, lowering, tolerance) => {
    const decoder = await randomServedDecoder(runtime, config, { lowering });
    const tokens = draw(10);
    let fed = 0;
    for (const part of [4, 1, 1, 3, 1]) {
      const logits = await decoder.feed([tokens.slice(fed, fed + part)]);
      fed += part;
      near(logits, await uncached(tokens.slice(0, fed), config), tolerance, `after ${fed}`);
    }
    expect(decoder.length).toBe(10);
    await decoder.dispose();
  });

  it("begins a conversation again where it differs, in every row", async () => {
    const decoder = await randomServedDecoder(onnxRuntime, llama, { batch: 2 });
    const [a, b] = [draw(8), draw(6)];
    await decoder.begin([a, b]);
    decoder.runs.length = 0;
    await decoder.begin([
      [...a, 3, 4],
      [...b.slice(0, 4), 9],
    ]);
    expect(decoder.runs).toEqual([2, 1]);
    const logits = (await decoder.begin([a, b])).slice();
    expect(decoder.runs.slice(2)).toEqual([1, 2]);
    const fresh = await randomServedDecoder(onnxRuntime, llama, { batch: 2 });
    near(logits, [...(await fresh.begin([a, b]))], 0.02, "after changes");
    await decoder.dispose();
    await fresh.dispose();
  });

  it("refuses more than fits, and goes on", async () => {
    const decoder = await randomServedDecoder(onnxRuntime, llama, { capacity: 5 });
    await expect(decoder.feed([draw(6)])).rejects.toThrow("generate: 6 tokens. At most 5 fit");
    await decoder.feed([draw(5)]);
    await expect(decoder.feed([[1]])).rejects.toThrow("generate: 6 tokens. At most 5 fit");
    await decoder.dispose();
  });

  it("takes its memory once", async () => {
    const decoder = await randomServedDecoder(onnxRuntime, { ...llama, context: 1024 }); // half a megabyte of cache
    await decoder.feed([draw(2)]);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) await decoder.feed([[i]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    await decoder.dispose();
  });
});
