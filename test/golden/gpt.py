"""Makes gpt.json: logits, loss and every parameter's gradient of three tiny nets, as Hugging Face's classes compute them.

    python test/golden/gpt.py > test/golden/gpt.json

A Llama with shared keys, its own output table and Llama 3.1's rotary scaling; a Qwen 2 with biases and tied embeddings;
a Qwen 2 MoE, whose experts lie in one tensor in these classes and one by one in its checkpoints, as here.
In float64; weights are rounded to four digits first, so that the file stays small. Then the rotary frequencies of every
scaling. Made with torch 2.15.0, transformers 5.23.0.
"""
import json

import torch
from transformers import (
    LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen2MoeConfig, Qwen2MoeForCausalLM,
)
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

torch.set_default_dtype(torch.float64)
SIZES = dict(
    vocab_size=11, hidden_size=12, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=1,
    intermediate_size=16, max_position_embeddings=32, attn_implementation="eager",
)
LLAMA3 = {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8}


def numbers(t):
    return [float(f"{float(x):.9g}") for x in t.detach().flatten()]


def parts(name, p):
    """A parameter as its checkpoint names it: experts one by one, gate and up apart."""
    at, _, last = name.rpartition(".")
    if not at.endswith("mlp.experts"):
        return [(name, p.detach(), p.grad)]
    found = []
    for i, (w, g) in enumerate(zip(p.detach(), p.grad)):
        names = ["gate_proj", "up_proj"] if last == "gate_up_proj" else [last]
        for n, a, b in zip(names, w.chunk(len(names)), g.chunk(len(names))):
            found.append((f"{at}.{i}.{n}.weight", a, b))
    return found


def net(kind, config, seed):
    torch.manual_seed(seed)
    model = kind(config)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_((p.new_empty(p.shape).normal_() * 0.3 + (1 if p.dim() == 1 else 0)).mul(1e4).round().div(1e4))
    ids = torch.randint(0, 11, (2, 7))
    targets = torch.randint(0, 11, (2, 7))
    logits = model(ids).logits
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, 11), targets.reshape(-1))
    loss.backward()
    fields = {k: v for k, v in config.to_dict().items() if isinstance(v, (int, float, str, bool, dict))}
    return {
        "config": fields,
        "ids": ids.flatten().tolist(),
        "targets": targets.flatten().tolist(),
        "logits": numbers(logits),
        "loss": float(loss),
        "params": {n: {"shape": list(w.shape), "data": numbers(w), "gradient": numbers(g)}
                   for name, p in model.named_parameters() for n, w, g in parts(name, p)},
    }


def frequencies(scaling, length=None, **sizes):
    fields = dict(hidden_size=64, num_attention_heads=4, max_position_embeddings=256, rope_theta=10000.0, **sizes)
    config = LlamaConfig(**fields, **({"rope_scaling": scaling} if scaling else {}))
    rope = LlamaRotaryEmbedding(config)
    if length:
        rope(torch.zeros(1), torch.arange(length)[None])
    return {
        "config": {**fields, "model_type": "llama", "vocab_size": 1, "num_hidden_layers": 1, "intermediate_size": 1,
                   **({"rope_scaling": scaling} if scaling else {})},
        "length": length or 256,
        "theta": numbers(rope.inv_freq),
        "gain": rope.attention_scaling,
    }


print(json.dumps({
    "nets": {
        "llama": net(LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=False, rope_scaling=LLAMA3), 1),
        "qwen2": net(Qwen2ForCausalLM, Qwen2Config(**SIZES, tie_word_embeddings=True, rope_theta=500.0), 2),
        "qwen2_moe": net(Qwen2MoeForCausalLM, Qwen2MoeConfig(
            **SIZES, tie_word_embeddings=False, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=6,
            shared_expert_intermediate_size=5, norm_topk_prob=True, experts_implementation="eager"), 3),
    },
    "rope": {
        "plain": frequencies(None),
        "linear": frequencies({"rope_type": "linear", "factor": 3.0}),
        "dynamic": frequencies({"rope_type": "dynamic", "factor": 2.0}, length=700),
        "llama3": frequencies({**LLAMA3, "original_max_position_embeddings": 64}),
        "yarn": frequencies({"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64,
                             "beta_fast": 8.0, "beta_slow": 1.0}),
    },
}))
