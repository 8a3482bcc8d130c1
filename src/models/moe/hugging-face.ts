/** Configs of Hugging Face's Qwen 2 MoE checkpoints; their tensors need no change. */
import { gptFromHuggingFace } from "../gpt/hugging-face/index.ts";
import { type MoeConfig, moeConfig } from "./config.ts";

/**
 * A `config.json` as a config; places for all tokens, for such a model was trained without dropping any.
 * Throws a RangeError for a model that is laid out otherwise.
 */
export function moeFromHuggingFace(json: unknown): MoeConfig {
  const fields = (typeof json === "object" && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  if (fields.model_type !== "qwen2_moe") {
    throw new RangeError(`moe: a model of type ${JSON.stringify(fields.model_type)}. Onda reads qwen2_moe.`);
  }
  const { decoder_sparse_step: step = 1, mlp_only_layers: dense = [] } = fields;
  if (step !== 1 || !Array.isArray(dense) || dense.length > 0) {
    throw new RangeError("moe: some layers have no experts. Onda reads models with experts in each.");
  }
  const base = gptFromHuggingFace({ ...fields, model_type: "qwen2", intermediate_size: fields.moe_intermediate_size });
  const experts = Number(fields.num_experts);
  const expertsPerToken = Number(fields.num_experts_per_tok);
  return moeConfig(base, {
    experts,
    expertsPerToken,
    sharedHidden: Number(fields.shared_expert_intermediate_size),
    normalizeWeights: fields.norm_topk_prob === true,
    capacityFactor: experts / expertsPerToken,
  });
}
