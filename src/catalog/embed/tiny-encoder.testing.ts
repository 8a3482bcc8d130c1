/** For tests: an encoder's folder as Hugging Face lays it out, with random weights and a dozen words. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeSafetensors, type SafetensorsInput } from "../../formats/index.ts";
import { leavesOf, type Value } from "../../graph/index.ts";
import { type BertConfig, initBert } from "../../models/index.ts";
import { createRng } from "../../nn/index.ts";

const words = "[PAD] [UNK] [CLS] [SEP] [MASK] a red green apple car ##s tree sea the is".split(" ");

const config: BertConfig = {
  vocabulary: words.length,
  width: 16,
  layers: 2,
  heads: 4,
  hidden: 24,
  context: 12,
  types: 2,
  activation: "gelu",
  epsilon: 1e-12,
};

/** The config as `config.json` has it. */
const fields = {
  model_type: "bert",
  vocab_size: config.vocabulary,
  hidden_size: config.width,
  num_hidden_layers: config.layers,
  num_attention_heads: config.heads,
  intermediate_size: config.hidden,
  max_position_embeddings: config.context,
  hidden_act: "gelu",
};

/** `files` replaces or adds files by name; undefined leaves one out. Names of tensors have the prefix of a larger model. */
export async function saveTinyEncoder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): Promise<void> {
  const params = leavesOf<Value>(initBert(createRng(1), config));
  const tensors = Object.fromEntries(
    params.map(([name, { shape, data }]): [string, SafetensorsInput] => [
      `bert.${name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")}`,
      // Larger weights than a new model's, so that texts differ.
      { dtype: "F32", shape, data: Float32Array.from(data as Float32Array, (x) => (/Norm/.test(name) ? x : 15 * x)) },
    ]),
  );
  const pooler = { dtype: "F32", shape: [1], data: Float32Array.of(1) } as const; // is not needed
  const all = {
    "config.json": JSON.stringify(fields),
    "vocab.txt": `${words.join("\n")}\n`,
    "model.safetensors": encodeSafetensors({ ...tensors, "bert.pooler.dense.bias": pooler }),
    ...files,
  };
  await mkdir(join(folder, "1_Pooling"), { recursive: true });
  for (const [name, text] of Object.entries(all)) if (text !== undefined) await writeFile(join(folder, name), text);
}
