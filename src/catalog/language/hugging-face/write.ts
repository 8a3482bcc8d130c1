/** A model as a folder of Hugging Face's, for `transformers` and what is built on it. */
import { join } from "node:path";
import { makeFolder, writeWhole } from "../../../data/write.ts";
import { type SafetensorsInput, safetensorsChunks, toBfloat16, toFloat16 } from "../../../formats/index.ts";
import { leavesOf, type Value } from "../../../graph/index.ts";
import { type GptConfig, gptToHuggingFace } from "../../../models/index.ts";
import type { LoadedLanguage } from "../load.ts";
import { marksFor } from "../marks.ts";
import { PURPOSE_FIELD } from "../purpose.ts";
import { tokenizerJson } from "./tokenizer-json.ts";

const TYPES = {
  f32: { dtype: "F32", name: "float32", as: (x: Float32Array<ArrayBuffer>) => x },
  f16: { dtype: "F16", name: "float16", as: toFloat16 },
  bf16: { dtype: "BF16", name: "bfloat16", as: toBfloat16 },
} as const;
export type HuggingFaceType = keyof typeof TYPES;

/**
 * Writes config, weights, tokenizer and what ends a text, and gives the bytes.
 * Throws a RangeError for a model that has no layout of Hugging Face's.
 */
export async function writeHuggingFaceLanguage(
  folder: string,
  model: LoadedLanguage,
  type: HuggingFaceType,
): Promise<number> {
  const config = model.config as GptConfig;
  const { dtype, name, as } = TYPES[type];
  const { end, template } = marksFor(model);
  const eos = end === undefined ? {} : { eos_token_id: end };
  const fields = { ...gptToHuggingFace(config), torch_dtype: name, bos_token_id: null, eos_token_id: null, ...eos };
  const own = { [PURPOSE_FIELD]: model.purpose };
  const files: Record<string, object> = {
    "config.json": { ...fields, ...own },
    "generation_config.json": { bos_token_id: null, ...eos, do_sample: false },
    "tokenizer.json": tokenizerJson(model.tokenizer),
    "tokenizer_config.json": {
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: config.context,
      clean_up_tokenization_spaces: false,
      ...(end === undefined ? {} : { eos_token: model.tokenizer.decode([end]) }),
      ...(template === undefined ? {} : { chat_template: template }),
    },
  };
  const isFromOne = config.outputNorms === true; // Gemma's norms hold the difference from 1
  const tensors = leavesOf<Value>(model.params as never).map(([path, { shape, data }]): [string, SafetensorsInput] => {
    const numbers = data as Float32Array<ArrayBuffer>;
    const held = isFromOne && /norm\.weight$/.test(path) ? numbers.map((x) => x - 1) : numbers;
    return [path, { dtype, shape: shape as number[], data: as(held) }];
  });
  await makeFolder(folder);
  let written = 0;
  for (const [file, json] of Object.entries(files)) {
    written += await writeWhole(join(folder, file), [new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`)]);
  }
  const chunks = safetensorsChunks(Object.fromEntries(tensors), { format: "pt" });
  return written + (await writeWhole(join(folder, "model.safetensors"), chunks));
}
