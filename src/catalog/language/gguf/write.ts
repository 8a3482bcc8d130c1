/** A model as a GGUF, for llama.cpp and what is built on it. */
import { writeWhole } from "../../../data/write.ts";
import {
  type GgufInput,
  type GgufValue,
  type GgufWritableType,
  ggufBlockLength,
  quantizeGguf,
  writeGguf,
} from "../../../formats/index.ts";
import { leavesOf, type Value } from "../../../graph/index.ts";
import type { GptConfig } from "../../../models/index.ts";
import type { LoadedLanguage } from "../load.ts";
import { marksFor } from "../marks.ts";
import { PURPOSE_KEY } from "../purpose.ts";
import { gptToGguf } from "./config.ts";
import { ggufName, headsTurned, ROPE_FACTORS, sideBySide } from "./tensors.ts";
import { ggufVocabulary } from "./vocabulary.ts";

/** llama.cpp's numbers for what most of a file is packed as. */
const FILE_TYPES = { F32: 0, F16: 1, BF16: 32, Q8_0: 7, Q4_0: 2 } as const;

/**
 * Writes a file, whole or not at all, and gives its bytes. Vectors stay in float32; matrices whose rows are no whole
 * blocks are in float16; with Q4_0 the embeddings are in Q8_0, which they need more than others.
 * Throws a RangeError for a model that llama.cpp has no words for.
 */
export function writeGgufLanguage(
  path: string,
  model: LoadedLanguage,
  type: GgufWritableType,
  name: string,
): Promise<number> {
  const config = model.config as GptConfig;
  const { metadata: sizes, ropeFactors } = gptToGguf(config);
  const metadata = new Map<string, GgufValue>([
    ["general.architecture", sizes.get("general.architecture")!],
    ["general.name", { type: "string", value: name }],
    ["general.file_type", { type: "uint32", value: FILE_TYPES[type] }],
    ...sizes,
    [PURPOSE_KEY, { type: "string", value: model.purpose }],
    ...ggufVocabulary(model.tokenizer, config.vocabulary, marksFor(model)),
  ]);
  const tensors = new Map<string, GgufInput>();
  if (ropeFactors !== undefined) {
    tensors.set(
      ROPE_FACTORS,
      packed("F32", [ropeFactors.length], () => Float32Array.from(ropeFactors)),
    );
  }
  for (const [leaf, { shape, data }] of leavesOf<Value>(model.params as never)) {
    const heads = headsTurned(leaf, config);
    const numbers = data as Float32Array;
    const ordered = () => (heads === 0 ? numbers : sideBySide(numbers, heads, config.headSize));
    tensors.set(ggufName(leaf, config), packed(typeFor(leaf, shape, type), shape, ordered));
  }
  return writeWhole(path, writeGguf(metadata, tensors));
}

/** A tensor that is ordered and packed when its turn comes. */
function packed(type: GgufWritableType, shape: readonly number[], numbers: () => Float32Array): GgufInput {
  const data = {
    *[Symbol.iterator]() {
      yield quantizeGguf(type, numbers());
    },
  };
  return { type, shape, data };
}

function typeFor(path: string, shape: readonly number[], type: GgufWritableType): GgufWritableType {
  if (shape.length === 1) return "F32";
  if (shape.at(-1)! % ggufBlockLength(type) !== 0) return "F16";
  return type === "Q4_0" && /embed_tokens|lm_head/.test(path) ? "Q8_0" : type;
}
