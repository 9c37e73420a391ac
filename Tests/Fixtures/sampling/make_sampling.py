#!/usr/bin/env python3
"""Writes sampling.json: noise, schedules and sampled latents of ComfyUI's own code with a simple denoiser.

    python make_sampling.py COMFYUI_DIR     # needs torch, scipy, numpy, tqdm and a ComfyUI checkout

Floats are stored as the unsigned integers of their bits. The denoiser, on latents of SHAPE, with `texture` drawn from
seed 7 and t = timestep / 1000:
    output = input * 0.9 + texture * (0.3 * t) + input * input * 0.05
Latents are drawn from seed 99, masks [1, 1, 24, 32] from seed 3: 1 where positive, 0 under -1, else the negative of it.
The reference's functions are run from the checkout's files without the rest of ComfyUI.
"""
import ast
import json
import math
import os
import random
import sys
import types
import typing
from functools import partial

import numpy
import scipy.integrate
import scipy.stats
import torch

SHAPE = [2, 4, 3, 4]
SAMPLERS = "euler euler_ancestral heun dpm_2 dpmpp_2m lms ddim lcm".split()
SCHEDULERS = "normal karras exponential sgm_uniform simple ddim_uniform beta linear_quadratic kl_optimal".split()
SCALE = 0.18215


def definitions(path, scope, wanted=None):
    """Runs a file's functions and classes (those named, or all) in scope."""
    with open(path, encoding="utf-8") as file:
        module = ast.parse(file.read())
    module.body = [node for node in module.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign))
                   and (wanted is None or getattr(node, "name", None) in wanted
                        or isinstance(node, ast.Assign) and node.targets[0].id in wanted)]
    exec(compile(module, path, "exec"), scope)
    return scope


def reference(comfyui):
    comfy = os.path.join(comfyui, "comfy")
    common = {"math": math, "torch": torch, "np": numpy, "numpy": numpy, "scipy": scipy, "partial": partial,
              "Protocol": typing.Protocol, "NamedTuple": typing.NamedTuple, "Callable": typing.Callable, "ModelOptions": None}
    models = definitions(os.path.join(comfy, "ldm/modules/diffusionmodules/util.py"), dict(common), {"make_beta_schedule"})
    definitions(os.path.join(comfy, "model_sampling.py"), models)

    deis = types.ModuleType("deis")
    deis.__dict__.update(definitions(os.path.join(comfy, "k_diffusion/deis.py"), dict(common)))
    utils = types.SimpleNamespace(append_dims=lambda x, dims: x[(...,) + (None,) * (dims - x.ndim)])
    diffusion = dict(common, nn=torch.nn, integrate=scipy.integrate, trange=lambda n, disable=None: range(n), CONST=models["CONST"],
                     model_sampling=types.SimpleNamespace(CONST=models["CONST"]), utils=utils, deis=deis, sa_solver=None)
    definitions(os.path.join(comfy, "k_diffusion/sampling.py"), diffusion)

    scope = dict(common, k_diffusion_sampling=types.SimpleNamespace(**diffusion), logger=None, sample=sample,
                 SAMPLER_NAMES=SAMPLERS, SCHEDULER_NAMES=SCHEDULERS, uni_pc=None)
    definitions(os.path.join(comfy, "samplers.py"), scope, {
        "KSamplerX0Inpaint", "Sampler", "KSAMPLER", "ksampler", "SchedulerHandler", "SCHEDULER_HANDLERS", "calculate_sigmas",
        "sampler_object", "KSampler", "simple_scheduler", "ddim_scheduler", "normal_scheduler", "beta_scheduler",
        "linear_quadratic_schedule", "kl_optimal_scheduler"})
    kinds = {"epsilon": models["EPS"], "v": models["V_PREDICTION"]}
    makers = {name: type(name, (models["ModelSamplingDiscrete"], kind), {}) for name, kind in kinds.items()}
    return scope, makers


def sample(model, noise, positive, negative, cfg, device, sampler, sigmas, model_options, latent_image=None,
           denoise_mask=None, callback=None, disable_pbar=False, seed=None):
    """What is left of the guider around a sampler."""
    if sigmas.shape[-1] == 0:
        return latent_image
    if denoise_mask is not None:
        denoise_mask = torch.nn.functional.interpolate(denoise_mask, size=noise.shape[2:], mode="bilinear").expand(noise.shape)
    samples = sampler.sample(model.wrapper, sigmas, {"model_options": {}, "seed": seed}, callback, noise, latent_image * SCALE,
                             denoise_mask, True)
    return samples / SCALE


def drawn(seed, shape):
    torch.manual_seed(seed)
    return torch.randn(shape)


class Model:
    model_options = {}

    def __init__(self, sampling):
        texture = drawn(7, SHAPE)

        def scale(sigma, noise, latent_image, **rest):
            return sampling.noise_scaling(sigma.reshape([-1, 1, 1, 1]), noise, latent_image)

        class Wrapper:
            inner_model = types.SimpleNamespace(model_sampling=sampling, scale_latent_inpaint=scale)

            def __call__(self, x, sigma, model_options={}, seed=None):
                t = sampling.timestep(sigma).float()[0] / 1000
                given = sampling.calculate_input(sigma, x)
                output = (given * 0.9 + texture * (torch.tensor(0.3) * t)) + (given * given) * 0.05
                return sampling.calculate_denoised(sigma, output, x)

        self.sampling = sampling
        self.wrapper = Wrapper()

    def get_model_object(self, name):
        return self.sampling


def bits(values):
    return numpy.asarray(values, dtype=numpy.float32).reshape(-1).view(numpy.uint32).tolist()


def cases(source):
    for sampler in SAMPLERS:
        for prediction in ("epsilon", "v"):
            yield dict(prediction=prediction, sampler=sampler, scheduler="normal", steps=6)
        for _ in range(6):
            case = dict(prediction="epsilon", sampler=sampler, scheduler=source.choice(SCHEDULERS), steps=source.choice([2, 3, 5, 9, 20]))
            if source.random() < 0.5:
                case |= dict(denoise=source.choice([0.99995, 0.7, 0.3]), latent=True)
            else:
                case |= dict(start=source.choice([0, 1, 3]), end=source.choice([2, 4, 10000]), force=source.random() < 0.5,
                             disable_noise=source.random() < 0.3, latent=True)
            case["mask"] = source.random() < 0.4
            yield case


def main():
    scope, makers = reference(sys.argv[1])
    source = random.Random(4)
    table = {"shape": SHAPE, "noise": [], "schedules": [], "samples": []}
    for seed in [0, 1, 8566257, 2**32 - 1, 2**32 + 1, 2**63, 2**64 - 1]:
        sizes = [1, 3, 15, 16, 17, 40, 7, 2, 1000]
        torch.manual_seed(seed)
        # Of a long draw its ends.
        table["noise"].append(dict(seed=str(seed), draws=[[n, bits(torch.randn(n).numpy()[-40:])] for n in sizes]))
    for zsnr in (False, True):
        sampling = makers["epsilon"](zsnr=zsnr)
        for name in SCHEDULERS:
            for steps in (1, 2, 3, 7, 15, 28, 60, 1001):
                if name == "kl_optimal" and steps == 1:
                    continue
                sigmas = scope["calculate_sigmas"](sampling, name, steps).numpy()
                table["schedules"].append(dict(zsnr=zsnr, scheduler=name, steps=steps, count=len(sigmas), sigmas=bits(sigmas[-61:])))
    for case in cases(source):
        seed = source.randrange(2**64 - 1)
        latent = drawn(99, SHAPE) if case.get("latent") else torch.zeros(SHAPE)
        noise = torch.zeros(SHAPE) if case.get("disable_noise") else drawn(seed, SHAPE)
        mask = None
        if case.get("mask"):
            mask = drawn(3, [1, 1, 24, 32])
            mask = torch.where(mask > 0, 1.0, torch.where(mask < -1, 0.0, -mask))
        calls = []
        sampler = scope["KSampler"](Model(makers[case["prediction"]]()), steps=case["steps"], device="cpu", sampler=case["sampler"],
                                    scheduler=case["scheduler"], denoise=case.get("denoise", 1.0))
        result = sampler.sample(noise, None, None, cfg=1, latent_image=latent, start_step=case.get("start"), last_step=case.get("end"),
                                force_full_denoise=case.get("force", False), denoise_mask=mask, seed=seed,
                                callback=lambda i, denoised, x, n: calls.append([i, n]))
        table["samples"].append(dict(case, seed=str(seed), steps_told=calls, result=bits(result.numpy())))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sampling.json"), "w") as file:
        json.dump(table, file, separators=(",", ":"))


if __name__ == "__main__":
    main()
