"""Makes diffusion.json: the noise schedules of diffusers' DDPMScheduler, and its posterior variances.

    python test/golden/diffusion.py > test/golden/diffusion.json

"linear" is Ho et al. 2020, section 4; diffusers calls the cosine of Nichol and Dhariwal 2021 "squaredcos_cap_v2". Their
numbers are float32. Made with diffusers 0.35.2 and torch 2.15.0.
"""
import json

from diffusers import DDPMScheduler

PLACES = [0, 1, 2, 10, 100, 250, 500, 750, 900, 998, 999]


def numbers(kind):
    scheduler = DDPMScheduler(num_train_timesteps=1000, beta_schedule=kind, variance_type="fixed_small")
    return {
        "places": PLACES,
        "betas": [float(scheduler.betas[i]) for i in PLACES],
        "alphaBars": [float(scheduler.alphas_cumprod[i]) for i in PLACES],
        "posterior": [float(scheduler._get_variance(i)) for i in PLACES],
    }


print(json.dumps({"linear": numbers("linear"), "cosine": numbers("squaredcos_cap_v2")}))
