/** The tensors of a model as llama.cpp names and orders them. */
import type { GptConfig } from "../../../models/index.ts";
import { ARCHITECTURES, architectureOf } from "./architectures.ts";

/** A tensor of its own beside the model's: factors of rotary positions. */
export const ROPE_FACTORS = "rope_freqs.weight";

const OUTSIDE: Readonly<Record<string, string>> = {
  "model.embed_tokens": "token_embd",
  "model.norm": "output_norm",
  lm_head: "output",
};
const INSIDE: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  "self_attn.q_proj": "attn_q",
  "self_attn.k_proj": "attn_k",
  "self_attn.v_proj": "attn_v",
  "self_attn.o_proj": "attn_output",
  "self_attn.q_norm": "attn_q_norm",
  "self_attn.k_norm": "attn_k_norm",
  pre_feedforward_layernorm: "ffn_norm",
  post_feedforward_layernorm: "post_ffw_norm",
  "mlp.gate_proj": "ffn_gate",
  "mlp.up_proj": "ffn_up",
  "mlp.down_proj": "ffn_down",
};

/** llama.cpp's name of one of the model's tensors. */
export function ggufName(name: string, { outputNorms }: Pick<GptConfig, "outputNorms">): string {
  const [, map, kind] = /^(.*)\.(weight|bias)$/.exec(name)!;
  const [, layer, part] = /^model\.layers\.(\d+)\.(.*)$/.exec(map!) ?? [];
  if (layer === undefined) return `${OUTSIDE[map!]}.${kind}`;
  // The same name means another norm where outputs are normalised.
  const norm = outputNorms ? "post_attention_norm" : "ffn_norm";
  return `blk.${layer}.${part === "post_attention_layernorm" ? norm : INSIDE[part!]}.${kind}`;
}

/** Heads whose rows lie otherwise in the file, 0 where they lie as in the model. */
export function headsTurned(name: string, config: GptConfig): number {
  if (ARCHITECTURES[architectureOf(config)]!.turnsNeighbours !== true) return 0;
  if (name.includes("self_attn.q_proj")) return config.heads;
  return name.includes("self_attn.k_proj") ? config.keyValueHeads : 0;
}

/**
 * Rows of each head in the order of a file of Llama's: row i of a head's first half, then row i of its second, for each
 * i. The model has the halves one after the other, since positions turn (x_i, x_{i+d/2}).
 */
export const sideBySide = (data: Float32Array, heads: number, headSize: number): Float32Array<ArrayBuffer> =>
  reorder(data, heads, headSize, (i) => (i % 2) * (headSize / 2) + Math.floor(i / 2));

/** The way back. */
export const inHalves = (data: Float32Array, heads: number, headSize: number): Float32Array<ArrayBuffer> =>
  reorder(data, heads, headSize, (i) => (i < headSize / 2 ? 2 * i : 2 * (i - headSize / 2) + 1));

function reorder(data: Float32Array, heads: number, headSize: number, from: (row: number) => number) {
  const row = data.length / (heads * headSize);
  const ordered = new Float32Array(data.length);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < headSize; i++) {
      const at = (head * headSize + from(i)) * row;
      ordered.set(data.subarray(at, at + row), (head * headSize + i) * row);
    }
  }
  return ordered;
}
