#!/usr/bin/env python3
"""Write radiance.safetensors: a small Chroma Radiance network of random weights and what comes out of it.

    make_radiance.py

Needs torch, diffusers (0.42 was taken) and safetensors. There is no such network in diffusers: its blocks are those of
diffusers' ChromaTransformer2DModel, whose ends are left out, and what follows them is written here as plain sums.
"""
import math
import pathlib

import torch
from diffusers import ChromaTransformer2DModel
from safetensors.torch import save_file

from flux_names import to_diffusers

HEADS, HEAD, CONTEXT, INNER, LAYERS = 1, 32, 24, 16, 2
WIDTH = HEADS * HEAD
PATCH, COLOURS, PIXEL, RATIO, WAVES, DEPTH = 4, 3, 8, 2, 3, 2


def weights():
    torch.manual_seed(7)
    result = {}

    def add(name, *shape, scale=None, centre=0.0):
        fan = shape[-1] if len(shape) == 2 else math.prod(shape[1:]) if len(shape) > 2 else 100
        value = centre + torch.randn(*shape) * (scale or fan ** -0.5)
        result[name] = value.half().float()

    def linear(name, inputs, outputs):
        add(name + ".weight", outputs, inputs)
        add(name + ".bias", outputs)

    add("img_in_patch.weight", WIDTH, COLOURS, PATCH, PATCH)
    add("img_in_patch.bias", WIDTH)
    linear("txt_in", CONTEXT, WIDTH)
    linear("distilled_guidance_layer.in_proj", 64, INNER)
    for i in range(LAYERS):
        linear(f"distilled_guidance_layer.layers.{i}.in_layer", INNER, INNER)
        linear(f"distilled_guidance_layer.layers.{i}.out_layer", INNER, INNER)
        add(f"distilled_guidance_layer.norms.{i}.scale", INNER, centre=1.0)
    linear("distilled_guidance_layer.out_proj", INNER, WIDTH)
    for part in ("img", "txt"):
        at = f"double_blocks.0.{part}_"
        linear(at + "attn.qkv", WIDTH, 3 * WIDTH)
        linear(at + "attn.proj", WIDTH, WIDTH)
        linear(at + "mlp.0", WIDTH, 4 * WIDTH)
        linear(at + "mlp.2", 4 * WIDTH, WIDTH)
        add(at + "attn.norm.query_norm.scale", HEAD, centre=1.0)
        add(at + "attn.norm.key_norm.scale", HEAD, centre=1.0)
    linear("single_blocks.0.linear1", WIDTH, 7 * WIDTH)
    linear("single_blocks.0.linear2", 5 * WIDTH, WIDTH)
    add("single_blocks.0.norm.query_norm.scale", HEAD, centre=1.0)
    add("single_blocks.0.norm.key_norm.scale", HEAD, centre=1.0)
    linear("nerf_image_embedder.embedder.0", COLOURS + WAVES ** 2, PIXEL)
    for i in range(DEPTH):
        linear(f"nerf_blocks.{i}.param_generator", WIDTH, 3 * PIXEL * PIXEL * RATIO)
        add(f"nerf_blocks.{i}.norm.scale", PIXEL, centre=1.0)
    add("nerf_final_layer_conv.norm.scale", PIXEL, centre=1.0)
    add("nerf_final_layer_conv.conv.weight", COLOURS, PIXEL, 3, 3)
    add("nerf_final_layer_conv.conv.bias", COLOURS)
    return result


def tokens(w, x, context, time):
    """What Chroma's blocks make of the patches. [B, T, WIDTH]"""
    model = ChromaTransformer2DModel(
        patch_size=1, in_channels=WIDTH, num_layers=1, num_single_layers=1, attention_head_dim=HEAD,
        num_attention_heads=HEADS, joint_attention_dim=CONTEXT, axes_dims_rope=(4, 14, 14),
        approximator_num_channels=64, approximator_hidden_dim=INNER, approximator_layers=LAYERS).eval()
    known = {k: v.clone() for k, v in w.items() if not k.startswith(("nerf", "img_in_patch"))}
    known |= {"img_in.weight": torch.eye(WIDTH), "img_in.bias": torch.zeros(WIDTH)}
    known |= {"final_layer.linear.weight": torch.eye(WIDTH), "final_layer.linear.bias": torch.zeros(WIDTH)}
    model.load_state_dict(to_diffusers(known, WIDTH))
    # its norms of the small network have PyTorch's least eps, Chroma's have 1e-6
    for norm in model.distilled_guidance_layer.norms:
        norm.eps = 1e-6
    model.norm_out.forward = lambda x, _: x
    patches = torch.nn.functional.conv2d(x, w["img_in_patch.weight"], w["img_in_patch.bias"], stride=PATCH)
    rows, columns = patches.shape[2:]
    places = torch.tensor([[0, y, c] for y in range(rows) for c in range(columns)], dtype=torch.float32)
    return model(
        patches.flatten(2).transpose(1, 2), context, time, img_ids=places,
        txt_ids=torch.zeros(context.shape[1], 3)).sample


def rms(x, scale):
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * scale


def field(w, x, tokens):
    """Pixels of the tokens, patch by patch."""
    batch, _, height, width = x.shape
    columns = width // PATCH
    result = torch.zeros(batch, height, width, PIXEL)
    for item in range(batch):
        for place, token in enumerate(tokens[item]):
            top, left = place // columns * PATCH, place % columns * PATCH
            rows = []
            for y in range(PATCH):
                for c in range(PATCH):
                    u, v = c / (PATCH - 1), y / (PATCH - 1)
                    waves = [math.cos(math.pi * u * i) * math.cos(math.pi * v * j) / (1 + i * j)
                             for i in range(WAVES) for j in range(WAVES)]
                    rows.append(torch.cat([x[item, :, top + y, left + c], torch.tensor(waves)]))
            at = "nerf_image_embedder.embedder.0"
            h = torch.stack(rows) @ w[at + ".weight"].T + w[at + ".bias"]
            for i in range(DEPTH):
                at = f"nerf_blocks.{i}.param_generator"
                gate, value, back = (w[at + ".weight"] @ token + w[at + ".bias"]).chunk(3)
                matrices = [gate.view(PIXEL, -1), value.view(PIXEL, -1), back.view(-1, PIXEL)]
                gate, value, back = [m / m.norm(dim=0, keepdim=True).clamp(min=1e-12) for m in matrices]
                n = rms(h, w[f"nerf_blocks.{i}.norm.scale"])
                h = h + (torch.nn.functional.silu(n @ gate) * (n @ value)) @ back
            result[item, top:top + PATCH, left:left + PATCH] = h.view(PATCH, PATCH, PIXEL)
    at = "nerf_final_layer_conv."
    n = rms(result, w[at + "norm.scale"]).permute(0, 3, 1, 2)
    return torch.nn.functional.conv2d(n, w[at + "conv.weight"], w[at + "conv.bias"], padding=1)


def main():
    with torch.no_grad():
        w = weights()
        x = torch.randn(2, COLOURS, 8, 12).half().float()
        context = torch.randn(2, 5, CONTEXT).half().float()
        time = torch.tensor([0.75, 0.3])
        output = field(w, x, tokens(w, x, context, time))
    half = {k: v.half() for k, v in w.items()}
    save_file(
        half | {"check.x": x, "check.context": context, "check.time": time, "check.output": output.contiguous()},
        pathlib.Path(__file__).with_suffix("").with_name("radiance.safetensors"))
    print(output.abs().mean(), output.shape)


if __name__ == "__main__":
    main()
