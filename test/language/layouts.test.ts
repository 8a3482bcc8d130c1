// Folders as Hugging Face's classes save them give the logits that these classes give: at once, and token by token.

import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readHuggingFaceWeights } from "../../src/catalog/language/hugging-face/weights.ts";
import { createDecoder, gpt, gptDecodeProgram } from "../../src/models/index.ts";
import { evaluate, integers, numbers } from "../../src/nn/evaluate.testing.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";

const golden = fileURLToPath(new URL("../golden/layouts/", import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), "onda-layouts-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Logits {
  readonly ids: number[][];
  readonly logits: number[][][];
}
const logitsOf = async (name: string): Promise<Logits> =>
  JSON.parse(await readFile(join(golden, name, "logits.json"), "utf8"));

function expectNear(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length);
  for (const [i, x] of wanted.entries()) expect(Math.abs(found[i]! - x), `${what}, ${i}`).toBeLessThan(1e-4);
}

describe.each(["llama", "qwen2", "qwen3", "gemma3"])("a %s of transformers", (name) => {
  it("has the logits of a whole text", async () => {
    const { config, params } = await readHuggingFaceWeights(join(golden, name));
    const { ids, logits } = await logitsOf(name);
    const rows = integers(ids.flat(), 2, ids[0]!.length);
    const found = await evaluate({ params, rows }, ({ params, rows }) => gpt(params, config, rows));
    expectNear(numbers(found), logits.flat(2), "logits");
  });

  it.each(["native", "portable"] as const)("has the logits of token after token, %s", async (lowering) => {
    const { config, params } = await readHuggingFaceWeights(join(golden, name));
    const { ids, logits } = await logitsOf(name);
    const executable = await onnxRuntime.compile(gptDecodeProgram(params, config), { threads: 1, lowering });
    const alone = createDecoder(executable, config);
    for (const [t, id] of ids[0]!.entries()) expectNear(await alone.feed([[id]]), logits[0]![t]!, `token ${t}`);
    // Two rows, the second shorter at first: what fills its beginning is not seen, also in a window.
    const both = createDecoder(executable, config, { batch: 2 });
    const start = await both.feed([ids[0]!.slice(0, 9), ids[1]!.slice(0, 3)]);
    expectNear(start, [...logits[0]![8]!, ...logits[1]![2]!], "both");
    for (let t = 0; t < 4; t++) {
      const next = await both.feed([[ids[0]![9 + t]!], [ids[1]![3 + t]!]]);
      expectNear(next, [...logits[0]![9 + t]!, ...logits[1]![3 + t]!], `both, ${t}`);
    }
    await executable.dispose();
  });
});

describe("a folder", () => {
  const llama = join(golden, "llama");
  const copy = async (change: (folder: string) => Promise<unknown>): Promise<string> => {
    const folder = await mkdtemp(join(scratch, "model-"));
    await cp(llama, folder, { recursive: true });
    await change(folder);
    return folder;
  };
  const write = (name: string, value: unknown) => (folder: string) =>
    writeFile(join(folder, name), JSON.stringify(value));
  const change = (name: string, edit: (text: string) => string) => async (folder: string) =>
    writeFile(join(folder, name), edit(await readFile(join(folder, name), "utf8")));

  it.each<[string, (folder: string) => Promise<unknown>, string]>([
    [
      "without a shard",
      (f) => rm(join(f, "model-00002-of-00003.safetensors")),
      ": of 3 shards 1 is missing: model-00002-of-00003.safetensors. Fetch them too.",
    ],
    [
      "without weights",
      (f) => rm(join(f, "model.safetensors.index.json")),
      " has neither model.safetensors nor model.safetensors.index.json.",
    ],
    [
      "of pickles",
      async (f) => {
        await rm(join(f, "model.safetensors.index.json"));
        await writeFile(join(f, "pytorch_model.bin"), "");
      },
      " has its weights in pytorch_model.bin, which may run code.",
    ],
    ["whose index is cut", change("model.safetensors.index.json", (text) => text.slice(0, -9)), " has no weight_map"],
    [
      "whose index leads away",
      change("model.safetensors.index.json", (text) => text.replace("model-00001", "../m")),
      'names the shard "../m-of-00003.safetensors"',
    ],
    ["without a config", (f) => rm(join(f, "config.json")), "config.json cannot be read"],
    [
      "of another model",
      write("config.json", { model_type: "gpt2" }),
      'gpt: a model of type "gpt2". Onda reads llama,',
    ],
    [
      "of packed weights",
      change("config.json", (text) => text.replace("{", '{"quantization_config": {},')),
      "quantization_config: the weights are packed.",
    ],
    [
      "with more layers than tensors",
      change("config.json", (t) => t.replace('"num_hidden_layers": 2', '"num_hidden_layers": 200')),
      "promises 200 layers. There are 21 tensors.",
    ],
    [
      "of more layers",
      change("config.json", (t) => t.replace('"num_hidden_layers": 2', '"num_hidden_layers": 3')),
      ": of 30 tensors 9 are missing: model.layers.2.input_layernorm.weight, ",
    ],
    [
      "of fewer layers",
      change("config.json", (t) => t.replace('"num_hidden_layers": 2', '"num_hidden_layers": 1')),
      " and 6 more have no place in the model. Its config is another one",
    ],
    [
      "of another width",
      change("config.json", (t) => t.replace('"intermediate_size": 24', '"intermediate_size": 25')),
      "mlp.gate_proj.weight is [24, 16]. By the config it is [25, 16].",
    ],
    [
      "with a shard twice",
      async (f) => {
        await copyFile(join(f, "model-00001-of-00003.safetensors"), join(f, "model-00009-of-00003.safetensors"));
        await change("model.safetensors.index.json", (t) =>
          t
            .replace("{", '{"x": 1,')
            .replace('"weight_map": {', '"weight_map": {"again": "model-00009-of-00003.safetensors",'),
        )(f);
      },
      "is in ",
    ],
    [
      "that was cut short",
      async (f) => {
        const name = join(f, "model-00003-of-00003.safetensors");
        await writeFile(name, (await readFile(name)).subarray(0, -4));
      },
      "model-00003-of-00003.safetensors: safetensors: ",
    ],
  ])("%s is refused", async (_, damage, message) => {
    const folder = await copy(damage);
    await expect(readHuggingFaceWeights(folder)).rejects.toThrow(message);
    await expect(readHuggingFaceWeights(folder)).rejects.toThrow(folder);
  });
});
