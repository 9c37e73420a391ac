#!/usr/bin/env python3
"""Write ovis.safetensors: a small Ovis Image network of random weights and what diffusers makes of it.

    make_ovis.py

Needs torch, diffusers (0.42 was taken) and safetensors.
"""
import pathlib

import torch
from diffusers import OvisImageTransformer2DModel
from safetensors.torch import save_file

from flux_names import to_diffusers
from random_weights import RandomWeights, flux_blocks, numbers, packed, unpacked

HEADS, HEAD, CONTEXT, CHANNELS = 1, 32, 24, 4
WIDTH = HEADS * HEAD


def main():
    w = RandomWeights(11)
    w.linear("img_in", 4 * CHANNELS, WIDTH)
    w.linear("txt_in", CONTEXT, WIDTH)
    w.norm("txt_norm.scale", CONTEXT)
    w.linear("time_in.in_layer", 256, WIDTH)
    w.linear("time_in.out_layer", WIDTH, WIDTH)
    flux_blocks(w, WIDTH, HEAD, 1, 1, gated=True)
    w.linear("final_layer.linear", WIDTH, 4 * CHANNELS)
    w.linear("final_layer.adaLN_modulation.1", WIDTH, 2 * WIDTH)
    model = OvisImageTransformer2DModel(
        in_channels=4 * CHANNELS, out_channels=4 * CHANNELS, num_layers=1, num_single_layers=1,
        attention_head_dim=HEAD, num_attention_heads=HEADS, joint_attention_dim=CONTEXT,
        axes_dims_rope=(4, 14, 14)).eval()
    model.load_state_dict(to_diffusers(w, WIDTH))
    x, context, time = numbers(2, CHANNELS, 6, 8), numbers(2, 5, CONTEXT), torch.tensor([0.75, 0.3])
    tokens, places = packed(x)
    words = torch.zeros(5, 3)
    words[:, 1:] = torch.arange(5)[:, None]
    with torch.no_grad():
        output = unpacked(model(tokens, context, time, img_ids=places, txt_ids=words).sample, 6, 8)
    save_file(
        w.half() | {"check.x": x, "check.context": context, "check.time": time, "check.output": output},
        pathlib.Path(__file__).with_name("ovis.safetensors"))
    print(output.abs().mean())


if __name__ == "__main__":
    main()
