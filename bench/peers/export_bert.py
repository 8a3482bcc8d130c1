"""Writes FOLDER/onnx/model.onnx, as transformers.js wants it: `python bench/peers/export_bert.py FOLDER`."""
import sys
from pathlib import Path

import torch
from transformers import AutoModel

folder = Path(sys.argv[1])
model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
(folder / "onnx").mkdir(exist_ok=True)
names = ["input_ids", "attention_mask", "token_type_ids"]
example = tuple(torch.ones(2, 8, dtype=torch.long) for _ in names)


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, ids, mask, types):
        return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state


torch.onnx.export(
    Encoder(), example, str(folder / "onnx" / "model.onnx"), input_names=names, output_names=["last_hidden_state"],
    dynamic_axes={n: {0: "batch", 1: "tokens"} for n in [*names, "last_hidden_state"]}, opset_version=17, dynamo=False,
)
