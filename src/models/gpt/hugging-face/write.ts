/** The `config.json` of a model, for other programs. */
import type { GptConfig } from "../config.ts";
import type { Fields } from "./fields.ts";
import { LAYOUTS } from "./layouts.ts";
import { scalingFields } from "./rope.ts";

/**
 * The `config.json` for a checkpoint that other programs shall read.
 * Throws a RangeError for a model that has the parts of several layouts.
 */
export function gptToHuggingFace(config: GptConfig): Fields {
  const { ropeScaling: scaling } = config;
  const type = typeOf(config);
  const gemma = type === "gemma3_text";
  return {
    architectures: [LAYOUTS[type]!.architecture],
    model_type: type,
    [gemma ? "hidden_activation" : "hidden_act"]: gemma ? "gelu_pytorch_tanh" : "silu",
    vocab_size: config.vocabulary,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    intermediate_size: config.hidden,
    // Where the base grows with the sequence, this is where it begins to.
    max_position_embeddings: scaling?.kind === "dynamic" ? scaling.originalContext : config.context,
    tie_word_embeddings: config.tiedEmbeddings,
    rope_theta: config.ropeBase,
    rms_norm_eps: config.epsilon,
    torch_dtype: "float32",
    ...(scaling === undefined ? {} : { rope_scaling: scalingFields(scaling) }),
    ...(gemma || config.local !== undefined ? localFields(config) : {}),
    ...(gemma ? { query_pre_attn_scalar: Number(((config.queryScale ?? 1) ** -2).toPrecision(12)) } : {}),
  };
}

function typeOf(config: GptConfig): string {
  const { biases, headNorms = false, outputNorms = false, gate = "silu", local } = config;
  const parts = `${biases ? "biases " : ""}${headNorms ? "heads " : ""}${outputNorms ? "outputs " : ""}${gate}`;
  const scaled = Math.abs((config.embeddingScale ?? 1) - Math.sqrt(config.width)) < 1e-6 * config.width;
  const isLocalGemma = local === undefined || local.ropeBase !== undefined;
  if (parts === "heads outputs gelu" && scaled && isLocalGemma) return "gemma3_text";
  if (config.embeddingScale === undefined && config.queryScale === undefined && local?.ropeBase === undefined) {
    if (parts === "biases silu") return "qwen2";
    if (parts === "heads silu") return "qwen3";
    if (parts === "silu" && (local === undefined || local.layers.length === config.layers)) {
      return local === undefined ? "llama" : "mistral";
    }
  }
  throw new RangeError("gpt: this model has parts of several layouts, and config.json has no type for them.");
}

/** Layers are listed: where they are not, a reader of Gemma's takes five of six to be local. */
function localFields({ local, layers }: GptConfig): Fields {
  const kind = (layer: number) => (local?.layers.includes(layer) ? "sliding_attention" : "full_attention");
  return {
    layer_types: Array.from({ length: layers }, (_, i) => kind(i)),
    ...(local === undefined ? {} : { use_sliding_window: true, sliding_window: local.window }),
    ...(local?.ropeBase === undefined ? {} : { rope_local_base_freq: local.ropeBase }),
  };
}
