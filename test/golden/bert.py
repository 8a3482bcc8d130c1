"""Makes bert.json: a tiny encoder's hidden states and pooled vectors, as Hugging Face's classes compute them.

    python test/golden/bert.py > test/golden/bert.json

In float64; weights are rounded to four digits first, so that the file stays small. The second text is padded, and the
third has a second part. Made with torch 2.15.0, transformers 5.23.0.
"""
import json

import torch
from transformers import BertConfig, BertModel

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)


def numbers(t):
    return [float(f"{float(x):.9g}") for x in t.detach().flatten()]


config = BertConfig(
    vocab_size=13, hidden_size=12, num_hidden_layers=2, num_attention_heads=3, intermediate_size=20,
    max_position_embeddings=9, type_vocab_size=2, hidden_act="gelu", attn_implementation="eager",
)
model = BertModel(config, add_pooling_layer=False).eval()
with torch.no_grad():
    for name, p in model.named_parameters():
        scale = name.endswith("LayerNorm.weight")
        p.copy_((p.new_empty(p.shape).normal_() * 0.3 + (1 if scale else 0)).mul(1e4).round().div(1e4))

ids = torch.randint(0, 13, (3, 7))
mask = torch.ones(3, 7)
mask[1, 4:] = 0
types = torch.zeros(3, 7, dtype=torch.long)
types[2, 3:] = 1
with torch.no_grad():
    hidden = model(ids, attention_mask=mask, token_type_ids=types).last_hidden_state
pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
fields = {k: v for k, v in config.to_dict().items() if isinstance(v, (int, float, str, bool))}
print(json.dumps({
    "config": fields,
    "ids": ids.flatten().tolist(),
    "mask": mask.flatten().tolist(),
    "types": types.flatten().tolist(),
    "hidden": numbers(hidden),
    "mean": numbers(torch.nn.functional.normalize(pooled)),
    "first": numbers(torch.nn.functional.normalize(hidden[:, 0])),
    "params": {n: {"shape": list(p.shape), "data": numbers(p)} for n, p in model.named_parameters()},
}))
