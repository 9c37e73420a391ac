#!/usr/bin/env python3
"""Writes held.safetensors: weights in 8 and 4 bits with their scales as ComfyUI's layouts (comfy/quant_ops.py) store them,
what comfy-kitchen makes of them, and how ComfyUI holds them once a difference was added.

    PYTHONPATH=ComfyUI python make_held.py
"""
import json, pathlib

import torch
from comfy.model_patcher import string_to_seed
from comfy.quant_ops import QuantizedTensor
from safetensors.torch import save_file

torch.manual_seed(17)
rows = [0, 31, 32, 96, 127, 128, 129]
tensors = {"rows": torch.tensor(rows)}
for name, shape, layout, record in (
    ("a", (16, 32), "TensorCoreFP8E4M3Layout", "float8_e4m3fn"),
    ("b", (16, 32), "TensorCoreFP8E5M2Layout", "float8_e5m2"),
    ("c", (16, 32), "TensorCoreNVFP4Layout", "nvfp4"), ("wide", (144, 80), "TensorCoreNVFP4Layout", "nvfp4"),
):
    weight = QuantizedTensor.from_float(torch.randn(shape) / 4, layout, scale="recalculate")
    tensors |= weight.state_dict(f"{name}.weight")
    tensors[f"{name}.comfy_quant"] = torch.tensor(list(json.dumps({"format": record}).encode()), dtype=torch.uint8)
    plain = weight.dequantize().float()
    if name == "wide":
        tensors["expected.wide"] = plain[rows]
        continue
    difference = torch.randn(shape) / 16
    seed = string_to_seed(f"diffusion_model.{name}.weight")
    held = QuantizedTensor.from_float(plain + difference, layout, scale="recalculate", stochastic_rounding=seed)
    tensors |= {f"expected.{name}": plain, f"difference.{name}": difference, f"held.{name}": held.dequantize().float()}
save_file({k: v.contiguous() for k, v in tensors.items()}, str(pathlib.Path(__file__).with_name("held.safetensors")))
