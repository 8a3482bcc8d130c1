// A checkpoint as Hugging Face publishes it, config.json and half precision, gives the logits that its own classes give.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeSafetensors, type SafetensorsInput, toBfloat16, toFloat16 } from "../../src/formats/index.ts";
import { leavesOf, type Value } from "../../src/graph/index.ts";
import { golden, goldenNet } from "../../src/models/gpt/golden.testing.ts";
import { gpt, gptFromHuggingFace, gptSpecs } from "../../src/models/index.ts";
import { evaluate, numbers } from "../../src/nn/evaluate.testing.ts";
import { adoptTree, CheckpointError, readCheckpoint } from "../../src/train/index.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-foreign-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const { net, params, ids } = goldenNet("llama");
const config = gptFromHuggingFace(JSON.parse(JSON.stringify(net.config)));

/** The golden net's file, in a dtype, and what else lies in it. */
async function fileOf(dtype: "F32" | "F16" | "BF16", more: Record<string, SafetensorsInput> = {}): Promise<string> {
  const as = { F32: (x: Float32Array) => x, F16: toFloat16, BF16: toBfloat16 }[dtype];
  const tensors = leavesOf<Value>(params).map(([name, { shape, data }]): [string, SafetensorsInput] => [
    name,
    { dtype, shape, data: as(Float32Array.from(data as Float32Array)) as Float32Array<ArrayBuffer> },
  ]);
  const path = join(folder, `${dtype}.safetensors`);
  await writeFile(path, encodeSafetensors({ ...Object.fromEntries(tensors), ...more }, { format: "pt" }));
  return path;
}

describe("a foreign checkpoint", () => {
  it.each([
    ["F32", 1e-5],
    ["F16", 2e-2],
    ["BF16", 2e-1],
  ] as const)("in %s is read as it is", async (dtype, tolerance) => {
    const path = await fileOf(dtype);
    const read = adoptTree(gptSpecs(config), (await readCheckpoint(path)).tensors, path);
    const logits = await evaluate({ read, ids }, ({ read, ids }) => gpt(read, config, ids));
    for (const [i, x] of numbers(logits).entries()) expect(Math.abs(x - net.logits[i]!)).toBeLessThan(tolerance);
  });

  it("with other tensors is refused, unless they are of no use", async () => {
    const table = { dtype: "F32", shape: [2], data: new Float32Array(2) } as const;
    const path = await fileOf("F32", { "model.rotary_emb.inv_freq": table });
    const { tensors } = await readCheckpoint(path);
    expect(() => adoptTree(gptSpecs(config), tensors, path)).toThrow(CheckpointError);
    expect(() => adoptTree(gptSpecs(config), tensors, path)).toThrow(
      `${path}: model.rotary_emb.inv_freq has no place in the model.`,
    );
    expect(adoptTree(gptSpecs(config), tensors, path, (name) => name.endsWith("inv_freq")).model).toBeDefined();
  });

  it("of another size is refused", async () => {
    const { tensors } = await readCheckpoint(await fileOf("F32"));
    const larger = gptFromHuggingFace({ ...golden.nets.llama.config, vocab_size: 12 });
    expect(() => adoptTree(gptSpecs(larger), tensors, "base")).toThrow(
      "base: tensor model.embed_tokens.weight is float32 [11, 12]. It must be float32 [12, 12].",
    );
  });
});
