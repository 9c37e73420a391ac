#!/usr/bin/env python3
"""Writes resampling.safetensors: pictures and latents resized by PyTorch and Pillow, for ResamplingTests.

    python make_resampling.py        # needs torch and pillow; made with torch 2.15.0 and pillow 13.0.0

Inputs are [B, H, W, C]; a result's key is "INPUT/METHOD/WIDTHxHEIGHT".
"""
import json
import os
import struct

import numpy as np
import torch
from PIL import Image

SIZES = [(17, 13), (34, 26), (8, 6), (25, 20), (5, 40), (1, 1), (12, 13), (17, 31)]
# On both sides of the line beyond which Pillow 13 resizes down before across.
LANCZOS_SIZES = SIZES + [(20, 5), (15, 8), (15, 9), (40, 12)]
TORCH = {"nearest-exact": {}, "bilinear": {"align_corners": False}, "bicubic": {"align_corners": False}, "area": {}}


def by_torch(x, w, h, method):
    y = torch.nn.functional.interpolate(torch.from_numpy(x).movedim(-1, 1).contiguous(), size=(h, w), mode=method,
                                        **TORCH[method])
    return y.movedim(1, -1).numpy()


def by_pillow(x, w, h):
    out = []
    for item in x:
        levels = np.clip(np.float32(255.0) * item, 0, 255).astype(np.uint8)
        image = Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)
        resized = np.array(image.resize((w, h), resample=Image.Resampling.LANCZOS))
        out.append(resized.reshape(h, w, -1).astype(np.float32) / np.float32(255.0))
    return np.stack(out)


def neighbours(old, new):
    """For each place along an axis: its neighbours and the way between them, by interpolating the coordinates."""
    line = torch.arange(old, dtype=torch.float32)
    following = torch.clamp(line + 1, max=old - 1)
    at, after = (torch.nn.functional.interpolate(c.view(1, 1, 1, -1), size=(1, new), mode="bilinear").view(-1)
                 for c in (line, following))
    return at.long(), after.long(), at - at.floor()


def turn(a, b, r):
    """From vector a to vector b along the sphere; lengths in proportion."""
    la, lb = torch.linalg.vector_norm(a, dim=-1, keepdim=True), torch.linalg.vector_norm(b, dim=-1, keepdim=True)
    ua, ub = torch.where(la == 0, 0, a / la), torch.where(lb == 0, 0, b / lb)
    cosine = (ua * ub).sum(-1, keepdim=True)
    angle = torch.acos(cosine)
    mixed = torch.sin((1 - r) * angle) / torch.sin(angle) * ua + torch.sin(r * angle) / torch.sin(angle) * ub
    mixed = mixed * (la * (1 - r) + lb * r)
    mixed = torch.where(cosine > 1 - 1e-5, a, mixed)
    return torch.where(cosine < 1e-5 - 1, a * (1 - r) + b * r, mixed)


def by_slerp(x, w, h):
    y = torch.from_numpy(x)
    i, j, r = neighbours(y.shape[2], w)
    y = turn(y[:, :, i], y[:, :, j], r.view(1, 1, -1, 1))
    i, j, r = neighbours(y.shape[1], h)
    return turn(y[:, i], y[:, j], r.view(1, -1, 1, 1)).numpy()


def main():
    random = np.random.default_rng(7)
    tensors = {
        "rgb": random.random((1, 13, 17, 3), np.float32) * np.float32(1.1) - np.float32(0.05),
        "rgba": random.random((1, 13, 17, 4), np.float32),
        "grey": random.random((1, 13, 17, 1), np.float32),
        "latent": random.standard_normal((1, 13, 17, 4)).astype(np.float32)}
    tensors["rgba"][0, :4, :, 3] = 1
    tensors["rgba"][0, 9:, :, 3] = 0
    tensors["latent"][0, 3, 4] = 0
    tensors["latent"][0, 5, 6] = -tensors["latent"][0, 5, 5]
    for name in list(tensors):
        for w, h in SIZES:
            for method in TORCH if name in ("rgb", "latent") else ():
                tensors["%s/%s/%dx%d" % (name, method, w, h)] = by_torch(tensors[name], w, h, method)
            if name == "latent":
                tensors["%s/bislerp/%dx%d" % (name, w, h)] = by_slerp(tensors[name], w, h)
        for w, h in LANCZOS_SIZES if name != "latent" else ():
            tensors["%s/lanczos/%dx%d" % (name, w, h)] = by_pillow(tensors[name], w, h)
    header, data = {}, b""
    for name, value in sorted(tensors.items()):
        value = np.ascontiguousarray(value, np.float32)
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resampling.safetensors"), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    main()
