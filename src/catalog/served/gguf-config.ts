/** A GGUF's metadata as a language model's sizes. Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
import { type GgufEntry, type GgufMetadata, ggufNumber, ggufString } from "../../formats/index.ts";
import { checkGptConfig, type GptConfig, type LocalAttention } from "../../models/index.ts";

const ARCHITECTURES = ["llama", "qwen2", "qwen3", "gemma3"] as const;
type Architecture = (typeof ARCHITECTURES)[number];

export interface GgufDescription {
  readonly architecture: Architecture;
  readonly config: GptConfig;
}

/** Throws a RangeError for a model that is laid out otherwise, or a size that is missing. */
export function describeGguf(metadata: GgufMetadata, tensors: ReadonlyMap<string, GgufEntry>): GgufDescription {
  const named = ggufString(metadata, "general.architecture");
  const architecture = ARCHITECTURES.find((known) => known === named);
  if (architecture === undefined) {
    throw new RangeError(`gguf: a model of ${JSON.stringify(named)}. Onda runs ${ARCHITECTURES.join(", ")}.`);
  }
  const optional = (key: string) => ggufNumber(metadata, `${architecture}.${key}`);
  const number = (key: string, otherwise?: number): number => {
    const found = optional(key) ?? otherwise;
    if (found !== undefined) return found;
    throw new RangeError(`gguf: the file does not say ${architecture}.${key}. Convert the model again.`);
  };
  refuseScaling(metadata, architecture, tensors);
  const [width, heads, layers] = [number("embedding_length"), number("attention.head_count"), number("block_count")];
  const local = localOf(architecture, layers, number);
  const isGemma = architecture === "gemma3";
  const config: GptConfig = {
    vocabulary: tensors.get("token_embd.weight")?.shape[0] ?? 0,
    width,
    layers,
    heads,
    keyValueHeads: number("attention.head_count_kv", heads),
    headSize: number("attention.key_length", width / heads),
    hidden: number("feed_forward_length"),
    context: number("context_length"),
    tiedEmbeddings: !tensors.has("output.weight"),
    biases: tensors.has("blk.0.attn_q.bias"),
    ropeBase: number("rope.freq_base", isGemma ? 1_000_000 : 10_000),
    epsilon: number("attention.layer_norm_rms_epsilon"),
    ...(tensors.has("blk.0.attn_q_norm.weight") ? { headNorms: true } : {}),
    ...(isGemma ? { gate: "gelu", outputNorms: true, embeddingScale: Math.sqrt(width) } : {}),
    ...(local === undefined ? {} : { local }),
  };
  checkGptConfig(config);
  return { architecture, config };
}

/** In Gemma 3 all layers but each sixth see a window, with positions of their own base. */
function localOf(
  architecture: Architecture,
  layers: number,
  number: (key: string, otherwise: number) => number,
): LocalAttention | undefined {
  if (architecture !== "gemma3") return;
  const [window, every] = [number("attention.sliding_window", 0), number("attention.sliding_window_pattern", 6)];
  if (window === 0) return;
  const near = Array.from({ length: layers }, (_, i) => i).filter((layer) => (layer + 1) % every !== 0);
  return { window, layers: near, ropeBase: number("rope.freq_base_swa", 10_000) };
}

function refuseScaling(
  metadata: GgufMetadata,
  architecture: Architecture,
  tensors: ReadonlyMap<string, GgufEntry>,
): void {
  const kind = ggufString(metadata, `${architecture}.rope.scaling.type`) ?? "none";
  if (kind !== "none" || tensors.has("rope_freqs.weight")) {
    throw new RangeError(`gguf: rotary positions scaled (${kind}). Onda does not read these from GGUF yet.`);
  }
}
