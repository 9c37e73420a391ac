#!/usr/bin/env python3
"""Writes convrot.safetensors: weights that comfy-kitchen's own layout (Apache 2.0) stores as integers of rows that it turns
before, what it makes of them again, and its product with rows of activations.

    pip install torch comfy-kitchen==0.2.40 packaging safetensors && python make_convrot.py
"""
import json, pathlib

import torch
from comfy_kitchen.backends.eager.quantization import int8_linear
from comfy_kitchen.tensor.int8 import TensorWiseINT8Layout as Layout
from safetensors.torch import save_file

torch.manual_seed(13)
tensors = {}
for name, rows, columns, group in (("a", 4, 512, 256), ("b", 8, 192, 64), ("c", 2, 16, 16), ("d", 4, 48, 0)):
    weight = torch.randn(rows, columns)
    weight[:, 5] *= 20  # stands out of every row
    data, params = Layout.quantize(weight, per_channel=True, convrot=group > 0, convrot_groupsize=group or 256)
    record = {"format": "int8_tensorwise", "per_row": True}
    if group:
        record["convrot"] = True
        if group != 256:  # which is the default
            record["convrot_groupsize"] = group
    tensors |= {
        f"{name}.weight": data, f"{name}.weight_scale": params.scale,
        f"{name}.comfy_quant": torch.tensor(list(json.dumps(record).encode()), dtype=torch.uint8),
        f"expected.{name}": Layout.dequantize(data, params).float(),
    }
    if name in "bd":
        x = torch.randn(16, columns)
        tensors |= {
            f"x.{name}": x,
            f"product.{name}": int8_linear(
                x, data, params.scale, None, torch.float32, convrot=group > 0, convrot_groupsize=group or 256),
        }
save_file(tensors, str(pathlib.Path(__file__).with_name("convrot.safetensors")))
