/** The types of checkpoint that are read, and what each has beyond Llama. */
import type { GptConfig } from "../config.ts";
import { type Fields, isFields } from "./fields.ts";

/** What a type of checkpoint has beyond Llama, and which fields it may leave out. */
export interface Layout {
  readonly architecture: string;
  readonly has: Partial<GptConfig>;
  readonly defaults?: Fields;
}

export const LAYOUTS: Readonly<Record<string, Layout>> = {
  llama: { architecture: "LlamaForCausalLM", has: {} },
  mistral: { architecture: "MistralForCausalLM", has: {} },
  qwen2: { architecture: "Qwen2ForCausalLM", has: { biases: true } },
  qwen3: { architecture: "Qwen3ForCausalLM", has: { headNorms: true }, defaults: { head_dim: 128 } },
  gemma3_text: {
    architecture: "Gemma3ForCausalLM",
    has: { gate: "gelu", headNorms: true, outputNorms: true },
    // Gemma's files leave out what is as in the first model of its kind.
    defaults: {
      ...{ vocab_size: 262_208, hidden_size: 2304, intermediate_size: 9216, num_hidden_layers: 26 },
      ...{ num_attention_heads: 8, num_key_value_heads: 4, head_dim: 256, max_position_embeddings: 131_072 },
      ...{ hidden_activation: "gelu_pytorch_tanh", tie_word_embeddings: true, query_pre_attn_scalar: 256 },
      ...{ sliding_window: 4096, rope_theta: 1_000_000 },
    },
  },
};

/** Types of `config.json` that are read. */
export const huggingFaceTypes: readonly string[] = [...Object.keys(LAYOUTS), "gemma3"];

export interface Described {
  readonly type: string;
  readonly layout: Layout;
  /** Those that are set, and the defaults of the type. */
  readonly fields: Fields;
  /** The language model is part of one that sees pictures too. */
  readonly inner: boolean;
}

/** What a `config.json` describes. Throws a RangeError for a type that is not known. */
export function layoutOf(json: unknown): Described {
  const whole = isFields(json) ? json : {};
  const inner = whole.model_type === "gemma3" && isFields(whole.text_config);
  const given = inner ? (whole.text_config as Fields) : whole;
  const type = given.model_type ?? (inner ? "gemma3_text" : undefined);
  if (typeof type !== "string" || !Object.hasOwn(LAYOUTS, type)) {
    const known = `${huggingFaceTypes.slice(0, -1).join(", ")} and ${huggingFaceTypes.at(-1)}`;
    throw new RangeError(`gpt: a model of type ${JSON.stringify(type)}. Onda reads ${known}.`);
  }
  const layout = LAYOUTS[type]!;
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  return { type, layout, fields: { ...layout.defaults, ...set }, inner };
}
