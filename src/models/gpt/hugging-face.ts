/** Configs of Hugging Face's Llama, Mistral and Qwen 2 checkpoints, read and written; their tensors need no change. */
import { checkGptConfig, type GptConfig, type RopeScaling } from "./config.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

function numberOf(fields: Fields, name: string, otherwise?: number): number {
  const found = fields[name] ?? otherwise;
  if (typeof found === "number" && Number.isFinite(found)) return found;
  throw new RangeError(`gpt: config.json has ${name} ${JSON.stringify(found)}. It must be a number.`);
}

/**
 * A `config.json` as a config.
 * Throws a RangeError for a model that is laid out otherwise, or for sizes that do not fit.
 */
export function gptFromHuggingFace(json: unknown): GptConfig {
  const fields = isFields(json) ? json : {};
  const type = fields.model_type;
  if (type !== "llama" && type !== "mistral" && type !== "qwen2") {
    throw new RangeError(`gpt: a model of type ${JSON.stringify(type)}. Onda reads llama, mistral and qwen2.`);
  }
  if ((fields.hidden_act ?? "silu") !== "silu") {
    throw new RangeError(`gpt: hidden_act is ${JSON.stringify(fields.hidden_act)}. Onda knows silu.`);
  }
  if (fields.mlp_bias === true || (type !== "qwen2" && fields.attention_bias === true)) {
    throw new RangeError(
      "gpt: biases on the outputs. Onda reads them on queries, keys and values, as Qwen 2 has them.",
    );
  }
  const [width, heads] = [numberOf(fields, "hidden_size"), numberOf(fields, "num_attention_heads")];
  const rope = isFields(fields.rope_parameters) ? fields.rope_parameters : fields;
  const context = numberOf(fields, "max_position_embeddings", 2048);
  const scaling = scalingOf(isFields(fields.rope_scaling) ? fields.rope_scaling : rope, context);
  const config: GptConfig = {
    vocabulary: numberOf(fields, "vocab_size"),
    width,
    layers: numberOf(fields, "num_hidden_layers"),
    heads,
    keyValueHeads: numberOf(fields, "num_key_value_heads", heads),
    headSize: numberOf(fields, "head_dim", width / heads),
    hidden: numberOf(fields, "intermediate_size"),
    context,
    tiedEmbeddings: fields.tie_word_embeddings === true,
    biases: type === "qwen2",
    ropeBase: numberOf(rope, "rope_theta", numberOf(fields, "rope_theta", 10_000)),
    ...(scaling === undefined ? {} : { ropeScaling: scaling }),
    epsilon: numberOf(fields, "rms_norm_eps", 1e-6),
  };
  checkGptConfig(config);
  return config;
}

const KINDS = ["linear", "dynamic", "yarn", "llama3"] as const;

function scalingOf(fields: Fields, context: number): RopeScaling | undefined {
  const kind = fields.rope_type ?? fields.type ?? "default";
  if (kind === "default") return undefined;
  if (!KINDS.some((known) => known === kind)) {
    throw new RangeError(`gpt: rope scaling ${JSON.stringify(kind)}. Onda knows ${KINDS.join(", ")}.`);
  }
  const factor = numberOf(fields, "factor");
  const originalContext = numberOf(fields, "original_max_position_embeddings", context);
  if (kind === "linear") return { kind, factor };
  if (kind === "dynamic") return { kind, factor, originalContext };
  if (kind === "yarn") {
    return {
      kind,
      factor,
      originalContext,
      fast: numberOf(fields, "beta_fast", 32),
      slow: numberOf(fields, "beta_slow", 1),
    };
  }
  return {
    kind: "llama3",
    factor,
    lowFrequencyFactor: numberOf(fields, "low_freq_factor"),
    highFrequencyFactor: numberOf(fields, "high_freq_factor"),
    originalContext,
  };
}

/** The `config.json` for a checkpoint that other programs shall read. */
export function gptToHuggingFace(config: GptConfig): Fields {
  const { ropeScaling: scaling } = config;
  return {
    architectures: [config.biases ? "Qwen2ForCausalLM" : "LlamaForCausalLM"],
    model_type: config.biases ? "qwen2" : "llama",
    hidden_act: "silu",
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
  };
}

function scalingFields(scaling: RopeScaling): Fields {
  const shared = { rope_type: scaling.kind, factor: scaling.factor };
  if (scaling.kind === "linear") return shared;
  const longer = { ...shared, original_max_position_embeddings: scaling.originalContext };
  if (scaling.kind === "yarn") return { ...longer, beta_fast: scaling.fast, beta_slow: scaling.slow };
  if (scaling.kind === "dynamic") return longer;
  return { ...longer, low_freq_factor: scaling.lowFrequencyFactor, high_freq_factor: scaling.highFrequencyFactor };
}
