#!/usr/bin/env python3
"""Writes canny.safetensors: a picture of soft shapes and an even texture, and their edges by kornia, for ImageNodesTests.

In the texture gradients are equal but for their rounding.

    python make_canny.py        # needs torch and kornia; made with torch 2.13.0 and kornia 0.9.0
"""
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from kornia.filters import canny
from safetensors.torch import save_file

y, x = torch.meshgrid(torch.arange(40.0), torch.arange(48.0), indexing="ij")
disc = torch.sigmoid(10 - ((x - 17) ** 2 + (y - 15) ** 2).sqrt())
bar = ((x > 30) & (y > 8)).float()
slope = (x + y) / 88
noise = torch.rand(40, 48, 3, generator=torch.Generator().manual_seed(1))  # no two neighbours are equal
image = (torch.stack([disc, bar * 0.6 + slope * 0.2, (disc + bar) * 0.4], -1) * 0.9 + noise * 0.1)[None].contiguous()
tensors = {"image": image}
for low, high in ((0.4, 0.8), (0.05, 0.3), (0.9, 0.95)):
    tensors["edges/image/%g/%g" % (low, high)] = canny(image.movedim(-1, 1), low, high)[1].contiguous()
here = os.path.dirname(os.path.abspath(__file__))
pixels = np.asarray(Image.open(os.path.join(here, "../reference/input/ref128.png")).convert("RGB"), np.float32) / 255
texture = F.interpolate(torch.from_numpy(pixels)[None].movedim(-1, 1), size=(64, 96), mode="area")
tensors["texture"] = texture.movedim(1, -1).contiguous()
tensors["edges/texture/0.1/0.3"] = canny(texture, 0.1, 0.3)[1].contiguous()
save_file(tensors, os.path.join(here, "canny.safetensors"))
