"""The cases in PyTorch, each as PyTorch likes it: weights [out, in], scaled_dot_product_attention, fused AdamW."""
import json
import struct
import time

import torch
import torch.nn.functional as F

DTYPES = {"F32": torch.float32, "I64": torch.int64}


def read(path):
    """A safetensors file as (tensors by name, metadata)."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    meta = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(memoryview(data)[begin:end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors, json.loads(meta["config"])


def prepare(kind, fixture, variant):
    """Returns a function that does one run and gives its milliseconds (wall, processor), and the numbers to check."""
    tensors, config = read(fixture)
    return CASES[kind](tensors, config, variant.split("+"))


def timed(run):
    def once():
        begun, before = time.perf_counter(), time.process_time()
        run()
        return (time.perf_counter() - begun) * 1000, (time.process_time() - before) * 1000

    return once


def compiled(function, variant):
    if "compile" in variant:
        return torch.compile(function, dynamic=False, mode="max-autotune-no-cudagraphs" if "tuned" in variant else None)
    return function


def parameters(tensors, prefix="params."):
    """Matrices as [out, in], PyTorch's own layout of a linear layer; embeddings stay as they are."""
    made = {}
    for name, value in tensors.items():
        if name.startswith(prefix):
            name = name[len(prefix):]
            linear = value.ndim == 2 and not name.endswith(("tokens", "positions"))
            made[name] = torch.nn.Parameter(value.t().contiguous() if linear else value)
    return made


def adamw(p, o):
    groups = [
        {"params": [v for v in p.values() if v.ndim >= 2], "weight_decay": o["weightDecay"]},
        {"params": [v for v in p.values() if v.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"], fused=True)


def training(p, config, variant, loss_of):
    """One step: forward, backward, AdamW. The first three losses are the check."""
    optimizer = adamw(p, config["optimizer"])
    loss_of = compiled(loss_of, variant)

    def step():
        loss = loss_of(p)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    return timed(step), [step() for _ in range(3)]


def linear(p, name, x):
    return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))


def gpt(tensors, config, variant):
    p = parameters(tensors)
    ids, targets = tensors["batch.ids"], tensors["batch.targets"]
    c, h = config["width"], config["heads"]

    def norm(p, name, x):
        return F.layer_norm(x, (c,), p[name + ".scale"], p[name + ".bias"], 1e-5)

    def loss_of(p):
        b, t = ids.shape
        x = F.embedding(ids, p["tokens"]) + p["positions"]
        for i in range(config["layers"]):
            at = f"blocks.{i}."
            q, k, v = linear(p, at + "qkv", norm(p, at + "norm1", x)).split(c, dim=2)
            q, k, v = (y.view(b, t, h, c // h).transpose(1, 2) for y in (q, k, v))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + linear(p, at + "out", y.transpose(1, 2).reshape(b, t, c))
            x = x + linear(p, at + "down", F.gelu(linear(p, at + "up", norm(p, at + "norm2", x))))
        logits = F.linear(norm(p, "norm", x), p["head"])
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets)

    return training(p, config, variant, loss_of)


def conv(tensors, config, variant):
    layout = torch.channels_last if "nhwc" in variant else torch.contiguous_format
    x, w, dy = (tensors[n].to(memory_format=layout) for n in ("x", "w", "dY"))
    x.requires_grad_()
    w.requires_grad_()

    def both():
        y = F.conv2d(x, w, padding=config["padding"])
        return (y, *torch.autograd.grad(y, (x, w), dy))

    return timed(both), [r.double().pow(2).mean().sqrt().item() for r in both()]


def matmul(tensors, config, variant):
    a, b = tensors["a"], tensors["b"]
    return timed(lambda: a @ b), [(a @ b).double().pow(2).mean().sqrt().item()]


def modulate(x, shift, scale):
    return F.layer_norm(x, x.shape[-1:], eps=1e-5) * (scale + 1) + shift


def attend(p, name, x, heads, context, bias=None):
    n, t, c = x.shape
    q = linear(p, name + ".query", x).view(n, t, heads, c // heads).transpose(1, 2)
    k, v = linear(p, name + ".keyValue", context).view(n, -1, 2, heads, c // heads).permute(2, 0, 3, 1, 4).unbind(0)
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    return linear(p, name + ".out", y.transpose(1, 2).reshape(n, t, c))


def transformer(p, config, noisy, time, text, coarse, layout):
    """models/latent/transformer.ts, line by line."""
    frequencies = torch.logspace(0, 3, 32)
    angles = time[:, None] * frequencies
    features = torch.cat([angles.sin(), angles.cos()], 1)
    embedded = linear(p, "time.out", F.silu(linear(p, "time.up", features)))
    condition = F.silu(embedded + linear(p, "text", text["pooled"]))
    shared = linear(p, "modulation", condition)
    n, width, heads = noisy.shape[0], config["width"], config["heads"]
    h = linear(p, "input", torch.cat([noisy, coarse, layout], 2)) + p["positions"]
    for i in range(config["layers"]):
        at = f"blocks.{i}."
        m = (shared + p[at + "modulation"]).view(n, 6, width).split(1, dim=1)
        h1 = modulate(h, m[0], m[1])
        h = h + attend(p, at + "self", h1, heads, h1) * m[2]
        h = h + attend(p, at + "cross", F.layer_norm(h, (width,), eps=1e-5), heads, text["tokens"], text["bias"])
        h2 = modulate(h, m[3], m[4])
        h = h + linear(p, at + "down", F.silu(linear(p, at + "up", h2))) * m[5]
    shift, scale = linear(p, "outModulation", condition).view(n, 2, width).split(1, dim=1)
    return linear(p, "output", modulate(h, shift, scale))


def inputs(tensors):
    text = {k: tensors["text." + k] for k in ("tokens", "pooled", "bias")}
    return tensors["noisy"], tensors["time"], text, tensors["coarse"], tensors["layout"]


def diffusion(tensors, config, variant):
    p = parameters(tensors)
    noisy, time, text, coarse, layout = inputs(tensors)
    target = tensors["target"]

    def loss_of(p):
        return (coarse + transformer(p, config, noisy, time, text, coarse, layout) - noisy - target).square().mean()

    return training(p, config, variant, loss_of)


def sampling(tensors, config, variant):
    """Guided Euler steps from noise: the conditional and the unconditional half in one batch."""
    p = {name: value.detach() for name, value in parameters(tensors).items()}
    noise, _, text, coarse, layout = inputs(tensors)
    steps, guidance = config["steps"], config["guidance"]

    def velocity(z, time):
        both = torch.cat([z, z])
        v = coarse + transformer(p, config, both, time, text, coarse, layout) - both
        with_text, without = v.chunk(2)
        return without + guidance * (with_text - without)

    velocity = compiled(velocity, variant)

    def run():
        with torch.inference_mode():
            z = noise[: noise.shape[0] // 2]
            for i in range(steps):
                z = z + velocity(z, torch.full((noise.shape[0],), i / steps)) / steps
            return z

    return timed(run), [run().double().pow(2).mean().sqrt().item()]


CASES = {
    "gpt": gpt,
    "conv": conv,
    "matmul": matmul,
    "diffusion": diffusion,
    "sampling": sampling,
}
