#!/usr/bin/env python3
"""Writes filters.safetensors: pictures blurred, sharpened, mixed and masked with PyTorch, for ImageNodesTests.

    python make_filters.py        # needs torch; made with torch 2.15.0
"""
import json
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F


def bell(radius, sigma):
    """A square bell over -1...1 in both directions that sums to 1."""
    line = torch.linspace(-1, 1, 2 * radius + 1)
    y, x = torch.meshgrid(line, line, indexing="ij")
    weights = torch.exp(-(torch.sqrt(x * x + y * y) ** 2) / (2.0 * sigma * sigma))
    return weights / weights.sum()


def filtered(image, kernel):
    r = kernel.shape[0] // 2
    x = F.pad(image.permute(0, 3, 1, 2), (r, r, r, r), "reflect")
    w = kernel.repeat(image.shape[-1], 1, 1).unsqueeze(1)
    return F.conv2d(x, w, groups=image.shape[-1]).permute(0, 2, 3, 1)


def sharpening(radius, sigma, alpha):
    kernel = bell(radius, sigma) * -(alpha * 10)
    kernel[radius, radius] += 1.0 - kernel.sum()
    return kernel


MODES = {
    "normal": lambda a, b: b,
    "multiply": lambda a, b: a * b,
    "screen": lambda a, b: 1 - (1 - a) * (1 - b),
    "overlay": lambda a, b: torch.where(a <= 0.5, 2 * a * b, 1 - 2 * (1 - a) * (1 - b)),
    "soft_light": lambda a, b: torch.where(
        b <= 0.5, a - (1 - 2 * b) * a * (1 - a),
        a + (2 * b - 1) * (torch.where(a <= 0.25, ((16 * a - 12) * a + 4) * a, torch.sqrt(a)) - a)),
    "difference": lambda a, b: a - b}


def main():
    random = np.random.default_rng(11)
    a, b = (torch.from_numpy(random.random((1, 9, 11, 3), np.float32)) for _ in range(2))
    mask = torch.from_numpy(random.random((1, 4, 5), np.float32))
    tensors = {"a": a, "b": b, "mask": mask}
    for radius, sigma in ((1, 1.0), (3, 0.4)):
        tensors["blur/%d/%g" % (radius, sigma)] = filtered(a, bell(radius, sigma))
        tensors["sharpen/%d/%g" % (radius, sigma)] = filtered(a, sharpening(radius, sigma, 0.7)).clamp(0, 1)
    for name, mode in MODES.items():
        tensors["blend/" + name] = (a * (1 - 0.3) + mode(a, b) * 0.3).clamp(0, 1)
    # b over a from (2, 3), through the mask stretched over b, as far as there is room
    weights = F.interpolate(mask[:, None], size=(9, 11), mode="bilinear").movedim(1, -1)
    over = a.clone()
    part = weights[:, :6, :9]
    over[:, 3:, 2:] = part * b[:, :6, :9] + (1 - part) * a[:, 3:, 2:]
    tensors["composite"] = over
    header, data = {}, b""
    for name, value in sorted(tensors.items()):
        value = np.ascontiguousarray(value.numpy(), np.float32)
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "filters.safetensors"), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    main()
