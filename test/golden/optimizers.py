"""Makes optimizers.json: what PyTorch's AdamW and Muon do with given parameters and gradients.

    python test/golden/optimizers.py > test/golden/optimizers.json

AdamW in float64, with the gradients' global norm clipped, weight decay on the matrix only, a learning rate of its own
for each step, and an exponential average of the weights. Muon orthogonalises in bfloat16, so its numbers hold to about
two digits. Made with torch 2.15.0.
"""
import json

import torch

torch.manual_seed(0)
STEPS = 6
RATES = [0.01, 0.02, 0.03, 0.02, 0.01, 0.005]
DECAY = 0.9


def numbers(t):
    return [float(x) for x in t.detach().flatten()]


def adamw():
    weight = torch.randn(3, 2, dtype=torch.float64).float().double().requires_grad_()
    bias = torch.randn(4, dtype=torch.float64).float().double().requires_grad_()
    start = {"weight": numbers(weight), "bias": numbers(bias)}
    optimizer = torch.optim.AdamW(
        [{"params": [weight], "weight_decay": 0.1}, {"params": [bias], "weight_decay": 0.0}],
        lr=1.0, betas=(0.9, 0.99), eps=1e-3,
    )
    average = {"weight": weight.detach().clone(), "bias": bias.detach().clone()}
    steps = []
    for i in range(STEPS):
        scale = 5.0 if i % 2 == 0 else 0.1  # clipped, then not
        gradients = {
            "weight": (torch.randn(3, 2) * scale).double(),
            "bias": (torch.randn(4) * scale).double(),
        }
        weight.grad, bias.grad = gradients["weight"].clone(), gradients["bias"].clone()
        norm = torch.nn.utils.clip_grad_norm_([weight, bias], 1.0)
        for group in optimizer.param_groups:
            group["lr"] = RATES[i]
        optimizer.step()
        for name, p in (("weight", weight), ("bias", bias)):
            average[name] = DECAY * average[name] + (1 - DECAY) * p.detach()
        steps.append({
            "gradients": {name: numbers(g) for name, g in gradients.items()},
            "norm": float(norm),
            "weight": numbers(weight.detach()),
            "bias": numbers(bias.detach()),
            "average": {name: numbers(a) for name, a in average.items()},
        })
    return {"rates": RATES, "decay": DECAY, "start": start, "steps": steps}


def muon(rows, columns):
    weight = torch.randn(rows, columns).requires_grad_()
    start = numbers(weight)
    optimizer = torch.optim.Muon(
        [weight], lr=0.1, weight_decay=0.1, momentum=0.95, nesterov=True, adjust_lr_fn="match_rms_adamw"
    )
    steps = []
    for _ in range(3):
        weight.grad = torch.randn(rows, columns)
        gradient = numbers(weight.grad)
        optimizer.step()
        steps.append({"gradient": gradient, "weight": numbers(weight.detach())})
    return {"shape": [rows, columns], "start": start, "steps": steps}


print(json.dumps({"adamw": adamw(), "muon": [muon(6, 4), muon(4, 6)]}))
