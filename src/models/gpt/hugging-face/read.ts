/** A `config.json` of Hugging Face's as a config. */
import { checkGptConfig, type GptConfig, type LocalAttention } from "../config.ts";
import { type Fields, isFields, numberOf } from "./fields.ts";
import { LAYOUTS, layoutOf } from "./layouts.ts";
import { localOf } from "./local.ts";
import { scalingOf } from "./rope.ts";

/**
 * A `config.json` as a config; of a model that sees pictures too, the text's part.
 * Throws a RangeError for a model that is laid out otherwise, or for sizes that do not fit.
 */
export function gptFromHuggingFace(json: unknown): GptConfig {
  const { type, layout, fields } = layoutOf(json);
  refuseUnknown(type, fields);
  const [width, heads] = [numberOf(fields, "hidden_size"), numberOf(fields, "num_attention_heads")];
  const context = numberOf(fields, "max_position_embeddings", 2048);
  const { rope, localRope } = ropeFields(fields);
  const scaling = scalingOf(rope, context);
  const gemma = type === "gemma3_text";
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
    biases: false,
    ropeBase: numberOf(rope, "rope_theta", numberOf(fields, "rope_theta", 10_000)),
    ...(scaling === undefined ? {} : { ropeScaling: scaling }),
    epsilon: numberOf(fields, "rms_norm_eps", 1e-6),
    ...layout.has,
    ...(gemma ? { embeddingScale: Math.sqrt(width) } : {}),
    ...(gemma ? { queryScale: numberOf(fields, "query_pre_attn_scalar") ** -0.5 } : {}),
  };
  checkGptConfig(config);
  const local = localOf(type, fields, localRope, config.layers);
  return local === undefined ? config : withLocal(config, local);
}

function withLocal(config: GptConfig, local: LocalAttention): GptConfig {
  checkGptConfig({ ...config, local });
  return { ...config, local };
}

/** What would change the numbers and is not known here. */
function refuseUnknown(type: string, fields: Fields): void {
  const gelu = LAYOUTS[type]!.has.gate === "gelu";
  const known = gelu ? "gelu_pytorch_tanh" : "silu";
  const name = gelu ? "hidden_activation" : "hidden_act";
  if ((fields[name] ?? known) !== known) {
    throw new RangeError(`gpt: ${name} is ${JSON.stringify(fields[name])}. Onda knows ${known}.`);
  }
  if (fields.mlp_bias === true || (type !== "qwen2" && fields.attention_bias === true)) {
    throw new RangeError(
      "gpt: biases on the outputs. Onda reads them on queries, keys and values, as Qwen 2 has them.",
    );
  }
  const set = ["attn_logit_softcapping", "final_logit_softcapping", "use_bidirectional_attention"].find(
    (name) => (fields[name] ?? false) !== false,
  );
  if (set !== undefined) {
    throw new RangeError(`gpt: ${set} is ${JSON.stringify(fields[set])}. Onda reads models without it.`);
  }
}

/** Where the rotary fields of layers that see all stand, and of local ones: it has changed over the years. */
function ropeFields(fields: Fields): { readonly rope: Fields; readonly localRope: Fields | undefined } {
  const all = isFields(fields.rope_parameters) ? fields.rope_parameters : fields;
  const { full_attention: full, sliding_attention: sliding } = all;
  const rope = isFields(full) ? full : all;
  return {
    rope: isFields(fields.rope_scaling) ? { ...rope, ...fields.rope_scaling } : rope,
    localRope: isFields(sliding) ? sliding : undefined,
  };
}
