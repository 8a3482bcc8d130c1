"""nanoGPT's model and CPU recipe in PyTorch: trains by characters, prints a line of JSON at each look at the held-out text."""
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

text_file, threads, target = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1337)
LAYERS, HEADS, WIDTH, TIME, BATCH, STEPS, LOOK = 4, 4, 128, 64, 12, 2000, 100
RATE = float(os.environ.get("RATE", "1e-3"))

text = open(text_file, encoding="utf-8").read()
characters = sorted(set(text))
ids = torch.tensor([characters.index(c) for c in text])
cut = int(0.9 * len(ids))
train, held_out = ids[:cut], ids[cut:]


def normal(*shape, deviation=0.02):
    return torch.nn.Parameter(torch.randn(*shape) * deviation)


small = 0.02 / math.sqrt(2 * LAYERS)
p = {"tokens": normal(len(characters), WIDTH), "positions": normal(TIME, WIDTH), "last": torch.nn.Parameter(torch.ones(WIDTH))}
for i in range(LAYERS):
    p[f"{i}.norm1"], p[f"{i}.norm2"] = (torch.nn.Parameter(torch.ones(WIDTH)) for _ in range(2))
    p[f"{i}.qkv"], p[f"{i}.up"] = normal(3 * WIDTH, WIDTH), normal(4 * WIDTH, WIDTH)
    p[f"{i}.out"], p[f"{i}.down"] = normal(WIDTH, WIDTH, deviation=small), normal(WIDTH, 4 * WIDTH, deviation=small)


def loss_of(x, y):
    b, t = x.shape
    h = F.embedding(x, p["tokens"]) + p["positions"]
    for i in range(LAYERS):
        q, k, v = F.linear(F.layer_norm(h, (WIDTH,), p[f"{i}.norm1"]), p[f"{i}.qkv"]).split(WIDTH, dim=2)
        q, k, v = (z.view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2) for z in (q, k, v))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, t, WIDTH)
        h = h + F.linear(a, p[f"{i}.out"])
        h = h + F.linear(F.gelu(F.linear(F.layer_norm(h, (WIDTH,), p[f"{i}.norm2"]), p[f"{i}.up"])), p[f"{i}.down"])
    logits = F.linear(F.layer_norm(h, (WIDTH,), p["last"]), p["tokens"])
    return F.cross_entropy(logits.view(-1, logits.shape[-1]), y.reshape(-1))


step_loss = torch.compile(loss_of, dynamic=False) if os.environ.get("COMPILE") else loss_of
groups = [
    {"params": [v for v in p.values() if v.ndim >= 2], "weight_decay": 0.1},
    {"params": [v for v in p.values() if v.ndim < 2], "weight_decay": 0.0},
]
optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99), fused=True)


def rate(step):
    if step < 100:
        return RATE * (step + 1) / 101
    return RATE * (0.1 + 0.45 * (1 + math.cos(math.pi * (step - 100) / (STEPS - 100))))


@torch.no_grad()
def look():
    """All of the held-out text, window after window."""
    count = (len(held_out) - 1) // TIME
    x = held_out[: count * TIME].view(count, TIME)
    y = held_out[1 : count * TIME + 1].view(count, TIME)
    parts = [(loss_of(x[i : i + 128], y[i : i + 128]).item(), len(x[i : i + 128])) for i in range(0, count, 128)]
    return sum(loss * n for loss, n in parts) / count


def batch():
    at = torch.randint(len(train) - TIME, (BATCH,))
    return torch.stack([train[i : i + TIME] for i in at]), torch.stack([train[i + 1 : i + 1 + TIME] for i in at])


if os.environ.get("COMPILE"):  # the compiler's own time is not counted
    step_loss(*batch()).backward()
    optimizer.zero_grad(set_to_none=True)
spent = 0.0
for step in range(STEPS):
    begun = time.perf_counter()
    for group in optimizer.param_groups:
        group["lr"] = rate(step)
    step_loss(*batch()).backward()
    torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    spent += time.perf_counter() - begun
    if (step + 1) % LOOK == 0:
        loss = look()
        print(json.dumps({"step": step + 1, "seconds": spent, "loss": loss}), flush=True)
        if loss <= target:
            break
