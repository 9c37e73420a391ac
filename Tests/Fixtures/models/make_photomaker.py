"""Writes photomaker.safetensors: a PhotoMaker of small widths with the values of a formula, a prompt, a picture, and what
PhotoMaker's own arithmetic (TencentARC/PhotoMaker, photomaker/model.py: FuseModule and its MLPs) makes of them with
transformers' CLIPVisionModelWithProjection. Needs torch, transformers and safetensors.

    python make_photomaker.py
"""

import torch
from safetensors.torch import save_file
from torch.nn import functional as F
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

torch.manual_seed(11)
config = CLIPVisionConfig(
    hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=16, image_size=28, patch_size=14,
    projection_dim=6, hidden_act="quick_gelu")
vision = CLIPVisionModelWithProjection(config).eval()
weights = {}
for name, value in vision.state_dict().items():
    if name.endswith("position_ids"):
        continue
    value.copy_((torch.randn_like(value) * 0.4 + ("norm" in name and name.endswith("weight"))).half().float())
    weights[name] = value


def make(name, *shape, offset=0.0):
    weights[name] = (torch.randn(*shape) * 0.4 + offset).half().float()
    return weights[name]


def linear(name, x):
    return F.linear(x, weights[name + ".weight"], weights[name + ".bias"])


def norm(name, x):
    return F.layer_norm(x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"])


make("visual_projection_2.weight", 10, 32)
for mixer, inputs in [("mlp1", 32), ("mlp2", 16)]:
    name = "fuse_module." + mixer
    make(name + ".layernorm.weight", inputs, offset=1)
    make(name + ".layernorm.bias", inputs)
    for layer, width in [("fc1", inputs), ("fc2", 16)]:
        make(f"{name}.{layer}.weight", 16, width)
        make(f"{name}.{layer}.bias", 16)
make("fuse_module.layer_norm.weight", 16, offset=1)
make("fuse_module.layer_norm.bias", 16)

# of the size that the encoder sees, in whole levels
picture = torch.randint(0, 256, (1, 28, 28, 3)).float() / 255
mean = torch.tensor([0.48145466, 0.4578275, 0.40821073])
deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711])
prompt = torch.randn(1, 77, 16)
with torch.no_grad():
    pooled = vision.vision_model(((picture - mean) / deviation).permute(0, 3, 1, 2)).pooler_output
    identity = torch.cat(
        [F.linear(pooled, weights["visual_projection.weight"]), F.linear(pooled, weights["visual_projection_2.weight"])],
        dim=-1)
    token = prompt[:, 2]
    mixed = torch.cat([token, identity], dim=-1)
    for mixer, rest in [("mlp1", token), ("mlp2", None)]:
        name = "fuse_module." + mixer
        before = mixed
        mixed = linear(name + ".fc2", F.gelu(linear(name + ".fc1", norm(name + ".layernorm", mixed))))
        mixed = mixed + (before if rest is None else rest)
    fused = prompt.clone()
    fused[:, 2] = norm("fuse_module.layer_norm", mixed)
save_file(
    {key: value.half().contiguous() for key, value in weights.items()}
    | {"picture": picture, "prompt": prompt, "fused": fused},
    "photomaker.safetensors")
