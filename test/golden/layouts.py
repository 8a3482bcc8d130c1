"""Makes layouts/: a tiny random net of each layout that Onda reads, as Hugging Face's classes save it, and its logits.

    python test/golden/layouts.py test/golden/layouts

A Llama with shared keys and Llama 3.1's rotary scaling, in shards; a Qwen 2 with biases and tied embeddings, in bfloat16;
a Qwen 3; a Gemma 3 of seven layers, whose window is shorter than the text and whose full layers have a scaling.
Logits are worked out in float64. Made with torch 2.15.0, transformers 5.24.0.
"""
import json
import os
import shutil
import sys

import torch
from transformers import (
    Gemma3ForCausalLM, Gemma3TextConfig, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
    Qwen3ForCausalLM,
)

SIZES = dict(
    vocab_size=40, hidden_size=16, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24,
    max_position_embeddings=64, bos_token_id=0, eos_token_id=1, pad_token_id=None, attn_implementation="eager",
)
LLAMA3 = {"rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8}
LENGTH = 14


def net(name, kind, config, seed, dtype=torch.float32, shard="5GB"):
    torch.manual_seed(seed)
    model = kind(config).to(dtype)
    from_one = 0.0 if name == "gemma3" else 1.0
    with torch.no_grad():
        for path, p in model.named_parameters():
            middle = from_one if path.endswith("norm.weight") else 0.0
            p.copy_(torch.randn(p.shape) * 0.3 + middle)
    folder = os.path.join(sys.argv[1], name)
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, max_shard_size=shard)
    ids = torch.randint(0, config.vocab_size, (2, LENGTH))
    with torch.no_grad():
        logits = model.double()(ids).logits
    with open(os.path.join(folder, "logits.json"), "w") as file:
        json.dump({"ids": ids.tolist(), "logits": [[[float(f"{x:.7g}") for x in t] for t in row] for row in logits.tolist()]}, file)


net("llama", LlamaForCausalLM,
    LlamaConfig(**SIZES, num_hidden_layers=2, tie_word_embeddings=False, rope_parameters=LLAMA3), 1, shard="8KB")
net("qwen2", Qwen2ForCausalLM,
    Qwen2Config(**SIZES, num_hidden_layers=2, tie_word_embeddings=True, rope_parameters={"rope_type": "default", "rope_theta": 1e6}),
    2, torch.bfloat16)
net("qwen3", Qwen3ForCausalLM,
    Qwen3Config(**SIZES, head_dim=6, num_hidden_layers=2, tie_word_embeddings=True, rope_parameters={"rope_type": "default", "rope_theta": 1e6}), 3)
net("gemma3", Gemma3ForCausalLM,
    Gemma3TextConfig(**SIZES, head_dim=6, num_hidden_layers=7, query_pre_attn_scalar=5, sliding_window=4, rope_parameters={
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
        "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}}), 4)
