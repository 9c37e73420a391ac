#!/usr/bin/env python3
"""Write patch_z_image.safetensors, patch_qwen.safetensors, patch_uso.safetensors: what model patches make of some inputs, with
weights that are a function of their names; and the layouts of those weights (../layouts).

    make_patches.py

Needs torch, diffusers (0.42 was taken), numpy and safetensors. Z-Image's blocks are diffusers' (controlnet_z_image.py). They
see the picture's tokens alone, as in ComfyUI; diffusers gives them the text's too.
"""
import torch
from diffusers.models.controlnets.controlnet_z_image import ZImageControlTransformerBlock
from safetensors.torch import save_file
from torch import nn

from random_weights import numbers, packed
from seeded_weights import HERE, fill

HEIGHT, WIDTH = 6, 8


def save(name, tensors):
    save_file({key: value.contiguous().float() for key, value in tensors.items()}, HERE / f"{name}.safetensors")
    print(name, {key: tuple(value.shape) for key, value in tensors.items()})


def z_image():
    torch.manual_seed(31)
    width, heads, channels = 64, 2, 33

    def block(index):
        block = ZImageControlTransformerBlock(index, width, heads, heads, 1e-5, True, block_id=index)
        # that of the network's blocks in ComfyUI
        block.attention.norm_q.eps = block.attention.norm_k.eps = 2 ** -23
        return block

    model = fill(
        nn.ModuleDict({
            "control_all_x_embedder": nn.ModuleDict({"2-1": nn.Linear(4 * channels, width)}),
            "control_noise_refiner": nn.ModuleList([block(0), block(1)]),
            "control_layers": nn.ModuleList([block(0), block(1)])}),
        "model_patches/patch_z_image.safetensors")
    latent, kept = numbers(1, 16, HEIGHT, WIDTH), (torch.rand(1, 1, HEIGHT, WIDTH) > 0.5).float()
    own = (latent - 0.1159) * 0.3611
    x = torch.cat([own, kept, own], 1)
    tokens = x.view(1, channels, HEIGHT // 2, 2, WIDTH // 2, 2).permute(0, 2, 4, 3, 5, 1).reshape(1, -1, 4 * channels)
    count = tokens.shape[1]
    time, angles = numbers(1, width), numbers(count, width // heads // 2)
    refined, first = numbers(1, count, width), numbers(1, count, width)
    mask = torch.ones(1, count, dtype=torch.bool)
    turns = torch.polar(torch.ones_like(angles), angles)[None]
    c = model["control_all_x_embedder"]["2-1"](tokens)
    result = {}
    for name, given in (("control_noise_refiner", refined), ("control_layers", first)):
        for index, layer in enumerate(model[name]):
            all_c = layer(c if index == 0 else c[None], given, mask, turns, time)
            result[f"{name}.{index}"], c = all_c[-2], all_c[-1]
    save("patch_z_image", result | {
        "latent": latent, "kept": kept, "time": time, "turns": torch.stack([angles.cos(), angles.sin()], -1)[None],
        "refined": refined, "first": first})


def qwen():
    torch.manual_seed(32)
    width = 32

    def block():
        return nn.ModuleDict({
            "x_rms": nn.RMSNorm(width, eps=1e-6), "y_rms": nn.RMSNorm(width, eps=1e-6),
            "input_proj": nn.Linear(width, width), "output_proj": nn.Linear(width, width)})

    model = fill(
        nn.ModuleDict({"img_in": nn.Linear(68, width), "controlnet_blocks": nn.ModuleList([block(), block()])}),
        "model_patches/patch_qwen.safetensors")
    latent, kept = numbers(1, 16, HEIGHT, WIDTH), (torch.rand(1, 1, HEIGHT, WIDTH) > 0.5).float()
    mean = torch.tensor([
        -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922,
        -0.9497, 0.2503, -0.2921]).view(1, 16, 1, 1)
    deviation = torch.tensor([
        2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253,
        2.8251, 1.916]).view(1, 16, 1, 1)
    y = model["img_in"](packed(torch.cat([(latent - mean) / deviation, kept], 1))[0])
    x = numbers(1, y.shape[1], width)
    layer = model["controlnet_blocks"][1]
    output = layer["output_proj"](nn.functional.gelu(layer["input_proj"](layer["x_rms"](x) + layer["y_rms"](y))))
    save("patch_qwen", {"latent": latent, "kept": kept, "x": x, "output": output})


def uso():
    torch.manual_seed(33)
    states, few, width, outputs = 9, 4, 16, 32
    layers = {}
    for level in ("high", "mid", "low"):
        layers[f"{level}_embedding_linear"] = nn.Sequential(nn.Linear(states, few), nn.SiLU())
        layers[f"{level}_layer_norm"] = nn.LayerNorm(width)
        layers[f"{level}_projection"] = nn.Linear(width, outputs)
    model = fill(
        nn.ModuleDict({"feature_embedder": nn.ModuleDict(layers)}), "model_patches/patch_uso.safetensors")
    model = model["feature_embedder"]
    seen = {level: numbers(1, states, width) for level in ("high", "mid", "low")}
    parts = []
    for level, x in seen.items():
        mixed = model[f"{level}_embedding_linear"](x.transpose(1, 2)).transpose(1, 2)
        parts.append(model[f"{level}_projection"](model[f"{level}_layer_norm"](mixed)))
    save("patch_uso", seen | {"output": torch.cat(parts, 1)})


if __name__ == "__main__":
    with torch.no_grad():
        z_image()
        qwen()
        uso()
