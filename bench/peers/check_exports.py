"""Holds Onda's exports against transformers and onnxruntime: the same tokens of the prompts, the same greedy tokens.

    python bench/peers/check_exports.py FOLDER

FOLDER is what `bench/exports.ts` has made. Needs torch, transformers and onnxruntime.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = Path(sys.argv[1])
torch.set_num_threads(1)


def greedy_onnx(session, ids, count, end):
    """Grows the keys and values token by token, as the program's metadata says."""
    past = {i.name: np.zeros([0, 1, *i.shape[2:]], np.float32) for i in session.get_inputs() if i.name.startswith("past")}
    made, new = [], ids
    while len(made) < count:
        seen = next(iter(past.values())).shape[0]
        rows, columns = np.indices((len(new), seen + len(new)))
        bias = np.where(columns > rows + seen, np.float32(-1e9), np.float32(0))[None, None]
        feeds = {"ids": np.array([new], np.int64), "positions": np.arange(seen, seen + len(new), dtype=np.int64)[None],
                 "read": np.array([-1], np.int64), "bias": bias, **past}
        results = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
        past = {name: np.concatenate([kept, results["made" + name[4:] + ":out"]]) for name, kept in past.items()}
        new = [int(results["logits:out"][0, -1].argmax())]
        if new[0] == end:
            break
        made += new
    return made


def check(what, found, wanted):
    if found != wanted:
        at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted)))
        sys.exit(f"{what}: from token {at} on {found[at:at + 5]}, not {wanted[at:at + 5]}")
    print(f"{what}: the same {len(found)}")


for expected in sorted(folder.glob("*.expected.json")):
    name = expected.name.removesuffix(".expected.json")
    case = json.loads(expected.read_text())
    tokenizer = AutoTokenizer.from_pretrained(folder / f"{name}-hf")
    model = AutoModelForCausalLM.from_pretrained(folder / f"{name}-hf", dtype=torch.float32)
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx")
    for i, row in enumerate(case["rows"]):
        if case["purpose"] == "chat":
            talk = [{"role": "user", "content": row["prompt"]}]
            ids = tokenizer.apply_chat_template(talk, add_generation_prompt=True, return_dict=True)["input_ids"]
        else:
            ids = tokenizer(row["prompt"], add_special_tokens=False)["input_ids"]
        check(f"{name} {i}, tokens of transformers", list(ids), row["ids"] if case["purpose"] == "chat" else row["plain"])
        count = case["maxTokens"]
        out = model.generate(torch.tensor([row["ids"]]), max_new_tokens=count, do_sample=False)[0].tolist()[len(row["ids"]):]
        out = out[:-1] if out and out[-1] == tokenizer.eos_token_id else out
        check(f"{name} {i}, greedy in transformers", out, row["made"])
        check(f"{name} {i}, text of transformers", tokenizer.decode(row["made"]), row["text"])
        end = tokenizer.eos_token_id
        check(f"{name} {i}, greedy in onnxruntime", greedy_onnx(session, row["ids"], count, end), row["made"])
