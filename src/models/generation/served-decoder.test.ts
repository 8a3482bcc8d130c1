import { describe, expect, it } from "vitest";
import type { Value } from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import { type GptParams, gpt } from "../gpt/gpt.ts";
import type { ServedParams } from "../gpt/served.ts";
import { floatsOf, randomServed, randomServedDecoder, rowsOf } from "./served.testing.ts";

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

/** The same weights as the training program's parameters. */
function asGpt({ embedding, layers, norm }: ServedParams<Value>, config: GptConfig): GptParams<Value> {
  const [q, kv] = [config.heads * config.headSize, config.keyValueHeads * config.headSize];
  return {
    model: {
      embed_tokens: { weight: floatsOf(embedding) },
      layers: layers.map((block) => {
        const [query, key, value] = block.queryKeyValue.map(floatsOf) as [Value, Value, Value];
        const gateUp = floatsOf(block.gateUp[0]!);
        const bias = (from: number, to: number): { bias?: Value } => {
          if (block.bias === undefined) return {};
          return { bias: float((block.bias.data as Float32Array).slice(from, to)) };
        };
        const norm = (name: string, weight: Value | undefined) => (weight === undefined ? {} : { [name]: { weight } });
        const { attentionOutputNorm: after = block.networkNorm } = block;
        return {
          input_layernorm: { weight: block.attentionNorm },
          self_attn: {
            q_proj: { weight: query, ...bias(0, q) },
            k_proj: { weight: key, ...bias(q, q + kv) },
            v_proj: { weight: value, ...bias(q + kv, q + 2 * kv) },
            o_proj: { weight: floatsOf(block.out) },
            ...norm("q_norm", block.queryNorm),
            ...norm("k_norm", block.keyNorm),
          },
          post_attention_layernorm: { weight: after },
          ...(config.outputNorms ? norm("pre_feedforward_layernorm", block.networkNorm) : {}),
          ...norm("post_feedforward_layernorm", block.networkOutputNorm),
          mlp: {
            gate_proj: { weight: rowsOf(gateUp, 0, config.hidden) },
            up_proj: { weight: rowsOf(gateUp, config.hidden, 2 * config.hidden) },
            down_proj: { weight: floatsOf(block.down) },
          },
        };
      }),
      norm: { weight: norm },
    },
  };
}

/** Logits behind the last token, by the training program in floats. */
async function uncached(ids: readonly number[], config = llama): Promise<number[]> {
  const params = asGpt(randomServed(config), config);
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

  it("gives every row of a batch exactly what it gets alone, whatever the prompts' lengths", async () => {
    const rows = [draw(3), draw(9), draw(1)];
    const decoder = await randomServedDecoder(onnxRuntime, llama, { batch: 3 });
    const alone = await randomServedDecoder(onnxRuntime, llama);
    let logits = await decoder.begin(rows);
    for (let step = 0; ; step++) {
      for (const [i, row] of rows.entries()) {
        near(logits.subarray(40 * i, 40 * i + 40), [...(await alone.begin([row]))], 1e-5, `row ${i}, step ${step}`);
      }
      if (step === 2) break;
      for (const [i, row] of rows.entries()) row.push((7 * i + step) % 40);
      logits = await decoder.feed(rows.map((row) => [row.at(-1)!]));
    }
    expect(decoder.length).toBe(11);
    await decoder.dispose();
    await alone.dispose();
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

  it("goes back, and forgets", async () => {
    const decoder = await randomServedDecoder(reference, llama);
    const [a, b] = [draw(6), draw(4)];
    await decoder.feed([a]);
    decoder.rewind(2);
    near(await decoder.feed([b]), await uncached([...a.slice(0, 2), ...b]), 1e-4, "after two kept tokens");
    decoder.rewind(0);
    near(await decoder.feed([b]), await uncached(b), 1e-4, "after none");
    expect(() => decoder.rewind(5)).toThrow("generate: rewind to 5. It must be a whole number from 0 to 4.");
  });

  it("takes its memory once", async () => {
    const decoder = await randomServedDecoder(onnxRuntime, { ...llama, context: 1024 }); // half a megabyte of cache
    await decoder.feed([draw(2)]);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) await decoder.feed([[i]]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    await decoder.dispose();
  });

  it("refuses more than fits, and goes on", async () => {
    const decoder = await randomServedDecoder(onnxRuntime, llama, { capacity: 5 });
    await expect(decoder.feed([draw(6)])).rejects.toThrow("generate: 6 tokens. At most 5 fit");
    await decoder.feed([draw(5)]);
    await expect(decoder.feed([[1]])).rejects.toThrow("generate: 6 tokens. At most 5 fit");
    await decoder.dispose();
  });
});
