/** Configs of Hugging Face's BERT checkpoints, and the older names of their tensors. */
import { type BertConfig, checkBertConfig } from "./config.ts";

type Fields = Readonly<Record<string, unknown>>;

const named = { gelu: "gelu", gelu_new: "gelu-tanh", gelu_pytorch_tanh: "gelu-tanh", relu: "relu" } as const;

/**
 * A `config.json` as a config.
 * Throws a RangeError for a model that is laid out otherwise, or for sizes that do not fit.
 */
export function bertFromHuggingFace(json: unknown): BertConfig {
  const fields: Fields = typeof json === "object" && json !== null ? (json as Fields) : {};
  const size = (name: string, otherwise?: number): number => {
    const found = fields[name] ?? otherwise;
    if (typeof found === "number" && Number.isFinite(found)) return found;
    throw new RangeError(`bert: config.json has ${name} ${JSON.stringify(found)}. It must be a number.`);
  };
  if (fields.model_type !== "bert") {
    throw new RangeError(`bert: a model of type ${JSON.stringify(fields.model_type)}. Onda reads bert.`);
  }
  const places = fields.position_embedding_type ?? "absolute";
  if (places !== "absolute" || fields.is_decoder === true) {
    throw new RangeError(
      `bert: positions ${JSON.stringify(places)}, or a decoder. Onda reads encoders with absolute ones.`,
    );
  }
  const activation = fields.hidden_act ?? "gelu";
  if (typeof activation !== "string" || !Object.hasOwn(named, activation)) {
    throw new RangeError(
      `bert: hidden_act is ${JSON.stringify(activation)}. Onda knows ${Object.keys(named).join(", ")}.`,
    );
  }
  const config: BertConfig = {
    vocabulary: size("vocab_size"),
    width: size("hidden_size"),
    layers: size("num_hidden_layers"),
    heads: size("num_attention_heads"),
    hidden: size("intermediate_size"),
    context: size("max_position_embeddings", 512),
    types: size("type_vocab_size", 2),
    activation: named[activation as keyof typeof named],
    epsilon: size("layer_norm_eps", 1e-12),
  };
  checkBertConfig(config);
  return config;
}

/** A tensor's name as the parameters have it: without the prefix of a larger model, and `gamma`, `beta` as in newer files. */
export const bertTensorName = (name: string): string =>
  name
    .replace(/^bert\./, "")
    .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
