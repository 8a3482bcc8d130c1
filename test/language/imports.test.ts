// One model from a folder of safetensors and from a GGUF is one model: expanded, and served as it lies.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openServed } from "../../src/catalog/index.ts";
import { ARCHITECTURES } from "../../src/catalog/language/gguf/architectures.ts";
import { gptToGguf } from "../../src/catalog/language/gguf/config.ts";
import { readGgufLanguage } from "../../src/catalog/language/gguf/read.ts";
import { ggufName, headsTurned, ROPE_FACTORS, sideBySide } from "../../src/catalog/language/gguf/tensors.ts";
import { readHuggingFaceWeights } from "../../src/catalog/language/hugging-face/weights.ts";
import {
  type GgufInput,
  type GgufMetadata,
  type GgufValue,
  type SafetensorsInput,
  safetensorsChunks,
  writeGguf,
} from "../../src/formats/index.ts";
import { leavesOf, mapTree, type Spec, sizeOf, type Value } from "../../src/graph/index.ts";
import { type GptConfig, type GptParams, gpt, gptConfig, gptSpecs, gptToHuggingFace } from "../../src/models/index.ts";
import { evaluate, integers, numbers } from "../../src/nn/evaluate.testing.ts";
import { createRng } from "../../src/nn/index.ts";

const scratch = await mkdtemp(join(tmpdir(), "onda-imports-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

const tokens = [3, 17, 30, 8, 39, 0, 22, 5, 11, 29];

interface Read {
  readonly config: GptConfig;
  readonly params: GptParams<Value>;
}

/** A small net of random weights. Seven layers of Gemma 3: the sixth sees everything. */
function randomModel(name: string): Read {
  const gemma = name === "gemma3";
  const config = gptConfig({
    ...{ vocabulary: 40, width: 16, layers: gemma ? 7 : 2, heads: 2, keyValueHeads: 1, headSize: 8, hidden: 24 },
    ...{ context: 64, epsilon: 1e-6, ropeBase: 500, tiedEmbeddings: name !== "llama", ...ARCHITECTURES[name]!.has },
    ...(gemma ? { embeddingScale: 4, queryScale: 8 ** -0.5, ropeScaling: { kind: "linear", factor: 8 } } : {}),
    ...(gemma ? { local: { window: 4, layers: [0, 1, 2, 3, 4, 6], ropeBase: 10_000 } } : {}),
    ...(name === "llama" ? { ropeScaling: llama3 } : {}),
  });
  const rng = createRng(name);
  let count = 0;
  const params = mapTree<Spec, Value, GptParams<Spec>>(gptSpecs(config), ({ shape }, path) => {
    const around = path.includes("norm") ? 1 : 0;
    const data = Float32Array.from(rng.split(count++).normal(sizeOf(shape)), (x) => around + 0.3 * x);
    return { dtype: "float32", shape: shape as number[], data };
  });
  return { config, params: params as GptParams<Value> };
}

const llama3 = {
  kind: "llama3",
  factor: 4,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContext: 8,
} as const;

/** As Hugging Face's classes save it: norms of Gemma 3 hold the difference from 1. */
async function writeAsFolder(folder: string, { config, params }: Read): Promise<void> {
  const tensors = leavesOf<Value>(params as never).map(([path, { shape, data }]): [string, SafetensorsInput] => {
    const floats = data as Float32Array;
    const own = config.outputNorms && path.endsWith("norm.weight") ? floats.map((x) => x - 1) : floats;
    return [path, { dtype: "F32", shape: shape as number[], data: own.slice() }];
  });
  await mkdir(folder);
  await writeFile(join(folder, "config.json"), JSON.stringify(gptToHuggingFace(config)));
  const chunks = safetensorsChunks(Object.fromEntries(tensors), { format: "pt" });
  await writeFile(join(folder, "model.safetensors"), Buffer.concat([...chunks]));
}

const whole = (value: number): GgufValue => ({ type: "uint32", value });
const real = (value: number): GgufValue => ({ type: "float32", value });
const text = (value: string): GgufValue => ({ type: "string", value });

/** What llama.cpp's converter writes of Gemma 3. */
const gemmaMetadata = (config: GptConfig): GgufMetadata =>
  new Map<string, GgufValue>([
    ["general.architecture", text("gemma3")],
    ["gemma3.context_length", whole(config.context)],
    ["gemma3.embedding_length", whole(config.width)],
    ["gemma3.block_count", whole(config.layers)],
    ["gemma3.feed_forward_length", whole(config.hidden)],
    ["gemma3.attention.head_count", whole(config.heads)],
    ["gemma3.attention.head_count_kv", whole(config.keyValueHeads)],
    ["gemma3.attention.key_length", whole(config.headSize)],
    ["gemma3.attention.value_length", whole(config.headSize)],
    ["gemma3.attention.layer_norm_rms_epsilon", real(config.epsilon)],
    ["gemma3.attention.sliding_window", whole(config.local!.window)],
    ["gemma3.rope.freq_base", real(config.ropeBase)],
    ["gemma3.rope.scaling.type", text("linear")],
    ["gemma3.rope.scaling.factor", real(8)],
  ]);

const vocabulary: readonly [string, GgufValue][] = [
  ["tokenizer.ggml.model", text("llama")],
  [
    "tokenizer.ggml.tokens",
    { type: "array", of: "string", value: Array.from({ length: 40 }, (_, i) => (i < 3 ? `<${i}>` : `w${i}`)) },
  ],
  ["tokenizer.ggml.scores", { type: "array", of: "float32", value: new Float32Array(40) }],
  [
    "tokenizer.ggml.token_type",
    { type: "array", of: "int32", value: Int32Array.from({ length: 40 }, (_, i) => (i < 3 ? 3 : 1)) },
  ],
];

async function writeAsGguf(path: string, { config, params }: Read, name: string): Promise<void> {
  const { metadata, ropeFactors = undefined } =
    name === "gemma3" ? { metadata: gemmaMetadata(config) } : gptToGguf(config);
  const tensors = new Map<string, GgufInput>();
  const put = (key: string, shape: readonly number[], data: Float32Array) =>
    tensors.set(key, { type: "F32", shape, data: new Uint8Array(data.slice().buffer) });
  if (ropeFactors !== undefined) put(ROPE_FACTORS, [ropeFactors.length], Float32Array.from(ropeFactors));
  for (const [leaf, { shape, data }] of leavesOf<Value>(params as never)) {
    const heads = headsTurned(leaf, config);
    const floats = data as Float32Array;
    put(ggufName(leaf, config), shape, heads === 0 ? floats : sideBySide(floats, heads, config.headSize));
  }
  await writeFile(path, Buffer.concat([...writeGguf(new Map([...metadata, ...vocabulary]), tensors)]));
}

const logitsOf = async ({ config, params }: Read): Promise<number[]> => {
  const ids = integers(tokens, 1, tokens.length);
  return numbers(await evaluate({ params, ids }, ({ params, ids }) => gpt(params, config, ids)));
};

function expectNear(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, x] of wanted.entries()) expect(Math.abs(found[i]! - x)).toBeLessThan(1e-4);
}

describe.each(["llama", "qwen2", "qwen3", "gemma3"])("a %s", (name) => {
  it("has the same logits from safetensors, from a GGUF, and from a GGUF that is served", async () => {
    const model = randomModel(name);
    const [folder, path] = [join(scratch, name), join(scratch, `${name}.gguf`)];
    await writeAsFolder(folder, model);
    await writeAsGguf(path, model, name);
    const wanted = await logitsOf(await readHuggingFaceWeights(folder));
    expectNear(await logitsOf(model), wanted);
    expectNear(await logitsOf(await readGgufLanguage(path)), wanted);
    // Rows of 16 and 24 numbers are no whole blocks: they stay floats, and nothing is rounded.
    const served = await openServed(path, { threads: 1, cache: false });
    expect(served.kept.map(({ type, loss }) => [type, loss])).toEqual([["F32", 0]]);
    const decoder = served.decoder();
    for (const [t, id] of tokens.entries()) {
      expectNear(await decoder.feed([[id]]), wanted.slice(40 * t, 40 * t + 40));
    }
    await served.dispose();
  });
});
