#!/usr/bin/env python3
"""Write control_flux.safetensors, control_sd3.safetensors, control_sd35.safetensors, control_qwen.safetensors: what diffusers' ControlNets of Flux.1,
Stable Diffusion 3 and Qwen-Image (for inpainting) make of some inputs, with weights that are a function of their names; and
the layouts of those weights (../layouts).

    make_controls.py

Needs torch, diffusers (0.42 was taken), numpy and safetensors.
"""
import torch
from diffusers import FluxControlNetModel, QwenImageControlNetModel, SD3ControlNetModel
from diffusers.models.embeddings import TimestepEmbedding, get_timestep_embedding
from diffusers.models.transformers.transformer_sd3 import SD3SingleTransformerBlock
from safetensors.torch import save_file

from random_weights import numbers, packed
from seeded_weights import HERE, fill, mc

HEIGHT, WIDTH = 6, 8
SIGMA = 0.75


def save(name, tensors):
    save_file({key: value.contiguous().float() for key, value in tensors.items()}, HERE / f"{name}.safetensors")
    print(name, {key: tuple(value.shape) for key, value in tensors.items()})


def flux():
    torch.manual_seed(21)
    model = fill(
        FluxControlNetModel(
            in_channels=16, num_layers=2, num_single_layers=1, attention_head_dim=32, num_attention_heads=1,
            joint_attention_dim=24, pooled_projection_dim=8, guidance_embeds=True, axes_dims_rope=(4, 14, 14),
            num_mode=3),
        "controlnet/control_flux.safetensors")
    x, hint, context, pooled = numbers(2, 4, HEIGHT, WIDTH), numbers(1, 4, HEIGHT, WIDTH), numbers(2, 5, 24), numbers(2, 8)
    tokens, places = packed(x)
    condition = packed((hint - 0.1159) * 0.3611)[0].repeat(2, 1, 1)
    double, single = model(
        tokens, condition, controlnet_mode=torch.tensor([[1], [1]]), encoder_hidden_states=context,
        pooled_projections=pooled, timestep=torch.tensor([SIGMA] * 2), img_ids=places, txt_ids=torch.zeros(5, 3),
        guidance=torch.tensor([2.5] * 2), return_dict=False)
    save("control_flux", {
        "x": x, "hint": hint, "context": context, "pooled": pooled, "double.0": double[0], "double.1": double[1],
        "single.0": single[0]})


def sd3():
    torch.manual_seed(22)
    model = fill(
        SD3ControlNetModel(
            sample_size=16, patch_size=2, in_channels=4, num_layers=2, attention_head_dim=64, num_attention_heads=4,
            joint_attention_dim=24, caption_projection_dim=256, pooled_projection_dim=8, out_channels=4,
            pos_embed_max_size=8),
        "controlnet/control_sd3.safetensors")
    x, hint, context = numbers(2, 4, HEIGHT, WIDTH), numbers(1, 4, HEIGHT, WIDTH), numbers(2, 5, 24)
    (samples,) = model(
        x, (hint * 1.5305).repeat(2, 1, 1, 1), encoder_hidden_states=context, pooled_projections=torch.zeros(2, 8),
        timestep=torch.tensor([SIGMA * 1000] * 2), return_dict=False)
    # the first numbers of each token are enough
    save("control_sd3", {
        "x": x, "hint": hint, "context": context, "double.0": samples[0][..., :16], "double.1": samples[1][..., :16]})


class StableDiffusion35(torch.nn.Module):
    """Stability AI's ControlNets of Stable Diffusion 3.5 Large in their own layout (Stability-AI/sd3.5, dit_embedder.py): what
    its blocks are given is the same for all (ComfyUI does so too; diffusers gives each what the one before it makes)."""

    def __init__(self, width, layers, channels):
        super().__init__()

        def patches():
            return torch.nn.ModuleDict({"proj": torch.nn.Conv2d(channels, width, 2, stride=2)})

        def embedder(inputs):
            return torch.nn.ModuleDict({"mlp": torch.nn.ModuleDict(
                {"0": torch.nn.Linear(inputs, width), "2": torch.nn.Linear(width, width)})})

        def block():
            return torch.nn.ModuleDict({
                "adaLN_modulation": torch.nn.ModuleDict({"1": torch.nn.Linear(width, 6 * width)}),
                "attn": torch.nn.ModuleDict(
                    {"qkv": torch.nn.Linear(width, 3 * width), "proj": torch.nn.Linear(width, width)}),
                "mlp": torch.nn.ModuleDict(
                    {"fc1": torch.nn.Linear(width, 4 * width), "fc2": torch.nn.Linear(4 * width, width)})})

        self.width = width
        self.x_embedder, self.pos_embed_input = patches(), patches()
        self.t_embedder, self.y_embedder = embedder(256), embedder(width)
        self.transformer_blocks = torch.nn.ModuleList([block() for _ in range(layers)])
        self.controlnet_blocks = torch.nn.ModuleList([torch.nn.Linear(width, width) for _ in range(layers)])

    @staticmethod
    def embedded(layers, x):
        return layers["mlp"]["2"](torch.nn.functional.silu(layers["mlp"]["0"](x)))

    def run(self, block, x, vector):
        known = SD3SingleTransformerBlock(self.width, self.width // 64, 64)
        own = block.state_dict()
        names = {"norm1.linear": "adaLN_modulation.1", "attn.to_out.0": "attn.proj", "ff.net.0.proj": "mlp.fc1",
                 "ff.net.2": "mlp.fc2"}
        state = {f"{a}.{kind}": own[f"{b}.{kind}"] for a, b in names.items() for kind in ("weight", "bias")}
        for kind in ("weight", "bias"):
            for name, rows in zip(("to_q", "to_k", "to_v"), own[f"attn.qkv.{kind}"].chunk(3)):
                state[f"attn.{name}.{kind}"] = rows
        known.load_state_dict(state)
        return known.eval()(x, vector)

    def forward(self, x, hint, time, pooled):
        tokens = [layers["proj"](y).flatten(2).transpose(1, 2)
                  for layers, y in ((self.x_embedder, x), (self.pos_embed_input, hint))]
        waves = get_timestep_embedding(time, 256, flip_sin_to_cos=True, downscale_freq_shift=0)
        vector = self.embedded(self.t_embedder, waves) + self.embedded(self.y_embedder, pooled)
        given = tokens[0] + tokens[1]
        return [output(self.run(block, given, vector))
                for block, output in zip(self.transformer_blocks, self.controlnet_blocks)]


def sd35():
    torch.manual_seed(24)
    width = 256
    model = fill(StableDiffusion35(width, 2, 16), "controlnet/control_sd35.safetensors")
    # the network's layers for the pooled prompt, those of the reference's small file
    network = TimestepEmbedding(320, width).eval()
    for name, own in (("y_embedder.mlp.0", network.linear_1), ("y_embedder.mlp.2", network.linear_2)):
        for kind, tensor in own.named_parameters():
            half = 0.05 if kind == "bias" else mc.SQRT3 / tensor.shape[1] ** 0.5
            array = mc.fill((tuple(tensor.shape), 0, half, "F16", None), 1, f"{name}.{kind}")
            tensor.copy_(torch.from_numpy(array.astype("float32")))
    x, hint, pooled = numbers(2, 16, HEIGHT, WIDTH), numbers(1, 16, HEIGHT, WIDTH), numbers(2, 320)
    condition = ((hint - 0.0609) * 1.5305).repeat(2, 1, 1, 1)
    samples = model(x, condition, torch.tensor([SIGMA * 1000] * 2), network(pooled))
    save("control_sd35", {
        "x": x, "hint": hint, "pooled": pooled, "double.0": samples[0][..., :16], "double.1": samples[1][..., :16]})


def qwen():
    # patches in even numbers: where the middle of odd ones lies, ComfyUI, which we follow, and diffusers differ
    height, width = 8, 8
    torch.manual_seed(23)
    model = fill(
        QwenImageControlNetModel(
            in_channels=64, out_channels=16, num_layers=2, attention_head_dim=32, num_attention_heads=2,
            joint_attention_dim=24, axes_dims_rope=(4, 14, 14), extra_condition_channels=4),
        "controlnet/control_qwen.safetensors")
    mean = torch.tensor([
        -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922,
        -0.9497, 0.2503, -0.2921]).view(1, 16, 1, 1)
    deviation = torch.tensor([
        2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253,
        2.8251, 1.916]).view(1, 16, 1, 1)
    x, hint, context = numbers(2, 16, height, width), numbers(1, 16, height, width), numbers(2, 5, 24)
    mask = (torch.rand(1, 1, height, width) > 0.5).float()
    condition = packed(torch.cat([(hint - mean) / deviation, mask], 1))[0].repeat(2, 1, 1)
    samples = model(
        packed(x)[0], condition, encoder_hidden_states=context,
        encoder_hidden_states_mask=torch.ones(2, 5), timestep=torch.tensor([SIGMA] * 2),
        img_shapes=[[(1, height // 2, width // 2)]] * 2, return_dict=False)
    save("control_qwen", {
        "x": x, "hint": hint, "mask": mask, "context": context, "double.0": samples[0], "double.1": samples[1]})


if __name__ == "__main__":
    with torch.no_grad():
        flux()
        sd3()
        sd35()
        qwen()
