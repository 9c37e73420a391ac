#!/usr/bin/env python3
"""Write odd_sizes.safetensors: what PyTorch computes for the tiny synthetic checkpoint at sizes that cannot be halved.

    make_odd_sizes.py TINY_CHECKPOINT odd_sizes.safetensors

Needs torch and safetensors. The networks are those of CompVis/latent-diffusion, written out for the tiny model:
one residual block and one transformer a level, eight heads, two levels; what is doubled is cut to its skip's size.
"""
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)
torch.set_grad_enabled(False)
weights = {k: v.float() for k, v in load_file(sys.argv[1]).items() if v.is_floating_point()}
UNET = "model.diffusion_model."
VAE = "first_stage_model."


def layer(path):
    return weights[path + ".weight"], weights.get(path + ".bias")


def norm(path, x, eps):
    return F.group_norm(x, 32, *layer(path), eps=eps)


def conv(path, x, **options):
    weight, bias = layer(path)
    return F.conv2d(x, weight, bias, **{"padding": weight.shape[-1] // 2, **options})


def residual(path, x, embedding):
    h = conv(path + ".in_layers.2", F.silu(norm(path + ".in_layers.0", x, 1e-5)))
    h = h + F.linear(F.silu(embedding), *layer(path + ".emb_layers.1"))[:, :, None, None]
    h = conv(path + ".out_layers.3", F.silu(norm(path + ".out_layers.0", h, 1e-5)))
    if path + ".skip_connection.weight" in weights:
        x = conv(path + ".skip_connection", x)
    return x + h


def attention(path, x, context):
    q, k, v = (
        F.linear(t, *layer(path + n)).unflatten(-1, (8, -1)).transpose(1, 2)
        for n, t in ((".to_q", x), (".to_k", context), (".to_v", context)))
    h = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
    return F.linear(h, *layer(path + ".to_out.0"))


def layer_norm(path, x):
    return F.layer_norm(x, x.shape[-1:], *layer(path))


def transformer(path, image, context):
    x = conv(path + ".proj_in", norm(path + ".norm", image, 1e-6)).flatten(2).transpose(1, 2)
    block = path + ".transformer_blocks.0"
    h = layer_norm(block + ".norm1", x)
    x = x + attention(block + ".attn1", h, h)
    x = x + attention(block + ".attn2", layer_norm(block + ".norm2", x), context)
    a, gate = F.linear(layer_norm(block + ".norm3", x), *layer(block + ".ff.net.0.proj")).chunk(2, -1)
    x = x + F.linear(a * F.gelu(gate), *layer(block + ".ff.net.2"))
    return image + conv(path + ".proj_out", x.transpose(1, 2).reshape(image.shape))


def unet(x, timestep, context):
    channels = weights[UNET + "input_blocks.0.0.weight"].shape[0]
    frequencies = torch.exp(-torch.log(torch.tensor(10000.0)) * torch.arange(channels // 2) / (channels // 2))
    angles = torch.tensor([[float(timestep)]]) * frequencies
    e = F.linear(torch.cat([angles.cos(), angles.sin()], -1), *layer(UNET + "time_embed.0"))
    e = F.linear(F.silu(e), *layer(UNET + "time_embed.2"))

    def both(path, h):
        return transformer(UNET + path + ".1", residual(UNET + path + ".0", h, e), context)

    h = conv(UNET + "input_blocks.0.0", x)
    skips = [h]
    h = both("input_blocks.1", h)
    skips.append(h)
    h = conv(UNET + "input_blocks.2.0.op", h, stride=2)
    skips.append(h)
    h = both("input_blocks.3", h)
    skips.append(h)
    h = residual(UNET + "middle_block.2", both("middle_block", h), e)
    for index in range(4):
        h = both("output_blocks.%d" % index, torch.cat([h, skips.pop()], 1))
        if index == 1:
            h = conv(UNET + "output_blocks.1.2.conv", F.interpolate(h, size=skips[-1].shape[2:], mode="nearest"))
    return conv(UNET + "out.2", F.silu(norm(UNET + "out.0", h, 1e-5)))


def vae_block(path, x):
    h = conv(path + ".conv1", F.silu(norm(path + ".norm1", x, 1e-6)))
    return x + conv(path + ".conv2", F.silu(norm(path + ".norm2", h, 1e-6)))


def vae_middle(path, x):
    x = vae_block(path + ".block_1", x)
    h = norm(path + ".attn_1.norm", x, 1e-6)
    q, k, v = (conv(path + ".attn_1." + n, h).flatten(2).transpose(1, 2) for n in "qkv")
    h = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
    return vae_block(path + ".block_2", x + conv(path + ".attn_1.proj_out", h))


def decode(z):
    path = VAE + "decoder."
    x = vae_middle(path + "mid", conv(path + "conv_in", conv(VAE + "post_quant_conv", z)))
    for level in (3, 2, 1, 0):
        for block in (0, 1):
            x = vae_block(path + "up.%d.block.%d" % (level, block), x)
        if level:
            x = conv(path + "up.%d.upsample.conv" % level, F.interpolate(x, scale_factor=2.0, mode="nearest"))
    x = conv(path + "conv_out", F.silu(norm(path + "norm_out", x, 1e-6)))
    return ((x + 1) / 2).clamp(0, 1).movedim(1, -1)


def encode(picture):
    path = VAE + "encoder."
    x = conv(path + "conv_in", picture.movedim(-1, 1) * 2 - 1)
    for level in range(4):
        x = vae_block(path + "down.%d.block.0" % level, x)
        if level < 3:
            x = conv(path + "down.%d.downsample.conv" % level, F.pad(x, (0, 1, 0, 1)), stride=2, padding=0)
    x = conv(path + "conv_out", F.silu(norm(path + "norm_out", vae_middle(path + "mid", x), 1e-6)))
    return conv(VAE + "quant_conv", x)[:, :4]


torch.manual_seed(1)
result = {"context": torch.randn(1, 77, 64)}
for height, width in ((5, 7), (6, 9), (1, 3)):
    x = torch.randn(1, 4, height, width)
    result["x.%dx%d" % (height, width)] = x
    result["eps.%dx%d" % (height, width)] = unet(x, 741, result["context"])
result["latent"] = torch.randn(1, 4, 1, 3)
result["decoded"] = decode(result["latent"])
# 21x29: two rows and columns are cut off at the top and left, three at the bottom and right
result["picture"] = torch.rand(1, 21, 29, 3)
result["encoded"] = encode(result["picture"][:, 2:18, 2:26])
save_file({name: tensor.contiguous() for name, tensor in result.items()}, sys.argv[2])
