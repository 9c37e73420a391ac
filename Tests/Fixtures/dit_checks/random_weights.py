"""Random weights for small networks, every one of which is a number of half precision."""
import math

import torch


class RandomWeights(dict):
    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)

    def add(self, name, *shape, centre=0.0, gain=1.0):
        """Vectors are about a tenth, others keep what goes through them as large as it is."""
        fan = math.prod(shape[1:]) if len(shape) > 1 else 100
        self[name] = (centre + torch.randn(*shape) * gain * fan ** -0.5).half().float()

    def linear(self, name, inputs, outputs, bias=True):
        self.add(name + ".weight", outputs, inputs)
        if bias:
            self.add(name + ".bias", outputs)

    def norm(self, name, width):
        self.add(name, width, centre=1.0)

    def half(self):
        return {name: value.half().contiguous() for name, value in self.items()}


def numbers(*shape):
    return torch.randn(*shape).half().float()


def flux_blocks(w, width, head, double, single, gated=False, modulated=True):
    """The blocks of Flux.1 (gated: of Ovis Image) in their own names."""
    inner = 4 * width
    for i in range(double):
        for part in ("img", "txt"):
            at = f"double_blocks.{i}.{part}_"
            if modulated:
                w.linear(at + "mod.lin", width, 6 * width)
            w.linear(at + "attn.qkv", width, 3 * width)
            w.linear(at + "attn.proj", width, width)
            w.norm(at + "attn.norm.query_norm.scale", head)
            w.norm(at + "attn.norm.key_norm.scale", head)
            if gated:
                w.linear(at + "mlp.gate_proj", width, inner)
                w.linear(at + "mlp.up_proj", width, inner)
                w.linear(at + "mlp.down_proj", inner, width)
            else:
                w.linear(at + "mlp.0", width, inner)
                w.linear(at + "mlp.2", inner, width)
    for i in range(single):
        at = f"single_blocks.{i}."
        if modulated:
            w.linear(at + "modulation.lin", width, 3 * width)
        w.linear(at + "linear1", width, 3 * width + (2 * inner if gated else inner))
        w.linear(at + "linear2", width + inner, width)
        w.norm(at + "norm.query_norm.scale", head)
        w.norm(at + "norm.key_norm.scale", head)


def packed(x):
    """Patches of two by two places as tokens, and where they lie. [B, C, H, W] -> [B, T, 4C], [T, 3]"""
    batch, channels, height, width = x.shape
    rows, columns = height // 2, width // 2
    tokens = x.view(batch, channels, rows, 2, columns, 2).permute(0, 2, 4, 1, 3, 5).reshape(
        batch, rows * columns, 4 * channels)
    places = torch.tensor([[0, y, c] for y in range(rows) for c in range(columns)], dtype=torch.float32)
    return tokens, places


def unpacked(tokens, height, width):
    batch, _, numbers = tokens.shape
    return tokens.view(batch, height // 2, width // 2, numbers // 4, 2, 2).permute(0, 3, 1, 4, 2, 5).reshape(
        batch, numbers // 4, height, width).contiguous()
