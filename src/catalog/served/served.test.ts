import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type KQuant, quantizeK } from "../../formats/gguf/k-quants.testing.ts";
import {
  dequantizeGguf,
  type GgufInput,
  type GgufMetadata,
  type GgufValue,
  quantizeGguf,
  writeGguf,
} from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { type GptConfig, type GptParams, gpt, gptConfig } from "../../models/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { clearServedCache } from "./cache.ts";
import { openServed } from "./open.ts";

const folder = mkdtempSync(join(tmpdir(), "onda-served-test-"));
const cache = join(folder, "cache");
afterAll(() => rmSync(folder, { recursive: true }));

const sizes = gptConfig({ vocabulary: 40, width: 64, layers: 2, heads: 4, keyValueHeads: 2, context: 24, hidden: 96 });

interface Written {
  readonly path: string;
  readonly config: GptConfig;
  readonly params: GptParams<Value>;
}

/** A GGUF with random weights, in one file or two, and the numbers that stand in it. */
function write(
  name: string,
  architecture: "llama" | "qwen2",
  types: readonly ("Q4_0" | "Q8_0" | KQuant)[],
  shards: 1 | 2 = 1,
): Written {
  // K-quants come in blocks of 256.
  const wide = types.some((type) => type.endsWith("_K")) ? { width: 256, headSize: 64, hidden: 256 } : {};
  const config = { ...sizes, ...wide, biases: architecture === "qwen2", tiedEmbeddings: architecture === "qwen2" };
  const tensors = new Map<string, GgufInput>();
  const rng = createRng(name);
  const matrix = (key: string, rows: number, columns: number, size = 0.1, paired = false): { weight: Value } => {
    const type = types[tensors.size % types.length]!;
    // Sums of as many numbers as a row has are of one size: else wider nets would magnify what rounding x does.
    const each = size * Math.sqrt(64 / columns);
    const numbers = Float32Array.from(rng.split(tensors.size).normal(rows * columns), (x) => x * each);
    const data = isK(type) ? quantizeK(type, numbers) : quantizeGguf(type, numbers);
    tensors.set(key, { type, shape: [rows, columns], data });
    const found = dequantizeGguf(type, data);
    return { weight: float(paired && architecture === "llama" ? halves(found, columns) : found, rows, columns) };
  };
  const vector = (key: string, size: number, around: number): Value => {
    const data = Float32Array.from(rng.split(tensors.size).normal(size), (x) => around + 0.1 * x);
    tensors.set(key, { type: "F32", shape: [size], data: new Uint8Array(data.buffer) });
    return float(data);
  };
  const { vocabulary: v, width: c, hidden: f } = config;
  const projection = (key: string, rows: number, paired = false) => ({
    ...matrix(`${key}.weight`, rows, c, 0.1, paired),
    ...(config.biases ? { bias: vector(`${key}.bias`, rows, 0) } : {}),
  });
  const params: GptParams<Value> = {
    model: {
      embed_tokens: matrix("token_embd.weight", v, c, 1),
      layers: [0, 1].map((i) => ({
        input_layernorm: { weight: vector(`blk.${i}.attn_norm.weight`, c, 1) },
        self_attn: {
          q_proj: projection(`blk.${i}.attn_q`, c, true),
          k_proj: projection(`blk.${i}.attn_k`, c / 2, true),
          v_proj: projection(`blk.${i}.attn_v`, c / 2),
          o_proj: matrix(`blk.${i}.attn_output.weight`, c, c),
        },
        post_attention_layernorm: { weight: vector(`blk.${i}.ffn_norm.weight`, c, 1) },
        mlp: {
          gate_proj: matrix(`blk.${i}.ffn_gate.weight`, f, c),
          up_proj: matrix(`blk.${i}.ffn_up.weight`, f, c),
          down_proj: matrix(`blk.${i}.ffn_down.weight`, c, f),
        },
      })),
      norm: { weight: vector("output_norm.weight", c, 1) },
    },
    ...(config.tiedEmbeddings ? {} : { lm_head: matrix("output.weight", v, c) }),
  };
  if (shards === 1) return { path: put(`${name}.gguf`, metadataOf(architecture, config), tensors), config, params };
  const [path] = [0, 1].map((no) => {
    const split = new Map<string, GgufValue>([
      ...(no === 0 ? metadataOf(architecture, config) : []),
      ["split.count", { type: "uint16", value: 2 }],
      ["split.no", { type: "uint16", value: no }],
      ["split.tensors.count", { type: "int32", value: tensors.size }],
    ]);
    const half = new Map([...tensors].filter((_, i) => i % 2 === no));
    return put(`${name}-0000${no + 1}-of-00002.gguf`, split, half);
  });
  return { path: path!, config, params };
}

function put(name: string, metadata: GgufMetadata, tensors: ReadonlyMap<string, GgufInput>): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  for (const piece of writeGguf(metadata, tensors)) appendFileSync(path, piece);
  return path;
}

/** Rows of heads of 16 as the rotary op wants them: in Llama's files i and i + 8 stand beside each other. */
function halves(data: Float32Array, columns: number): Float32Array {
  const sorted = new Float32Array(data.length);
  for (let row = 0; row < data.length / columns; row++) {
    const to = row - (row % 16) + Math.floor((row % 16) / 2) + 8 * (row % 2);
    sorted.set(data.subarray(row * columns, (row + 1) * columns), to * columns);
  }
  return sorted;
}

const isK = (type: string): type is KQuant => type.endsWith("_K");

function metadataOf(architecture: string, { width, hidden } = sizes): GgufMetadata {
  const number = (key: string, value: number): [string, GgufValue] => [
    `${architecture}.${key}`,
    { type: "uint32", value },
  ];
  return new Map<string, GgufValue>([
    ["general.architecture", { type: "string", value: architecture }],
    number("embedding_length", width),
    number("block_count", 2),
    number("attention.head_count", 4),
    number("attention.head_count_kv", 2),
    number("feed_forward_length", hidden),
    number("context_length", 24),
    [`${architecture}.attention.layer_norm_rms_epsilon`, { type: "float32", value: sizes.epsilon }],
  ]);
}

const tokens = [3, 17, 30, 8, 39, 0];

async function wanted({ config, params }: Written): Promise<number[]> {
  const ids = integers(tokens, 1, tokens.length);
  return numbers(await evaluate({ params, ids }, ({ params, ids }) => gpt(params, config, ids))).slice(-40);
}

async function expectSame(file: Written, cache: string | false): Promise<void> {
  const served = await openServed(file.path, { threads: 1, cache });
  const found = await served.decoder().begin([tokens]);
  const right = await wanted(file);
  const size = Math.max(...right.map(Math.abs));
  // ONNX Runtime rounds what it multiplies to 8 bits.
  for (const [i, x] of right.entries()) expect(Math.abs(found[i]! - x) / size).toBeLessThan(0.03);
  await served.dispose();
}

describe("openServed", () => {
  it.each([
    ["one", "qwen2", ["Q4_0"]],
    ["mixed", "qwen2", ["Q4_0", "Q8_0", "Q8_0"]],
    ["paired", "llama", ["Q8_0"]],
    ["k-quant", "qwen2", ["Q6_K", "Q4_K", "Q5_K"]],
  ] as const)("runs a file of %s types as the training program runs its numbers: %s", async (name, kind, types) => {
    await expectSame(write(name, kind, types), cache);
  });

  it("says what each type is held as, and what is lost", async () => {
    const file = write("said", "llama", ["Q4_K", "Q6_K"]);
    for (const from of ["written", "kept"]) {
      const served = await openServed(file.path, { threads: 1, cache });
      const said = served.kept.map(({ type, layout, loss }) => [type, layout, loss]);
      expect(said, from).toEqual([
        ["Q4_K", { bits: 4, size: 32, offsets: true }, 0],
        ["F32", undefined, 0],
        ["Q6_K", { bits: 8, size: 16, offsets: false }, 0],
      ]);
      expect(served.kept.reduce((sum, { tensors }) => sum + tensors, 0)).toBe(21);
      await served.dispose();
    }
  });

  it("runs a model in several files", () => expectSame(write("split", "llama", ["Q4_0", "Q8_0"], 2), cache));

  it("keeps the weights once, and none where it shall not", async () => {
    await clearServedCache(cache);
    const file = write("kept", "qwen2", ["Q4_0"]);
    await Promise.all([expectSame(file, cache), expectSame(file, cache)]);
    const [key, ...others] = readdirSync(cache);
    expect(others).toEqual([]);
    expect(readdirSync(join(cache, key!))).toEqual(["kept.json", "weights.bin"]);
    await expectSame(file, cache);
    await clearServedCache(cache);
    await expectSame(file, false);
    expect(existsSync(cache)).toBe(false);
  });

  it("refuses what it does not run", async () => {
    const path = join(folder, "other.gguf");
    writeFileSync(path, Buffer.concat([...writeGguf(metadataOf("mamba"), new Map())]));
    await expect(openServed(path, { cache })).rejects.toThrow(
      'gguf: the architecture "mamba". Onda reads llama, qwen2, qwen3, gemma3.',
    );
    writeFileSync(path, Buffer.concat([...writeGguf(metadataOf("qwen2"), new Map())]));
    await expect(openServed(path, { cache })).rejects.toThrow("gguf: it promises 2 layers.");
  });
});
