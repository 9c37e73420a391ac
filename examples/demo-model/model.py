"""The three networks of a Stable Diffusion 1.x checkpoint, at any size.

Module names are the checkpoint's key names, so that state_dict() is the file.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

# ---------------------------------------------------------------- VAE


def norm(c, eps=1e-6):
    return nn.GroupNorm(32, c, eps=eps)


class VaeRes(nn.Module):
    def __init__(self, ci, co):
        super().__init__()
        self.norm1, self.conv1 = norm(ci), nn.Conv2d(ci, co, 3, padding=1)
        self.norm2, self.conv2 = norm(co), nn.Conv2d(co, co, 3, padding=1)
        if ci != co:
            self.nin_shortcut = nn.Conv2d(ci, co, 1)

    def forward(self, x):
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return h + (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x)


class VaeAttn(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.norm = norm(c)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(c, c, 1) for _ in range(4))

    def forward(self, x):
        b, c, h, w = x.shape
        n = self.norm(x)
        q, k, v = (m(n).reshape(b, 1, c, h * w).transpose(2, 3) for m in (self.q, self.k, self.v))
        a = F.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape(b, c, h, w)
        return x + self.proj_out(a)


class Mid(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.block_1, self.attn_1, self.block_2 = VaeRes(c, c), VaeAttn(c), VaeRes(c, c)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


class VaeEncoder(nn.Module):
    def __init__(self, ch, mult):
        super().__init__()
        self.conv_in = nn.Conv2d(3, ch, 3, padding=1)
        self.down = nn.ModuleList()
        c = ch
        for i, m in enumerate(mult):
            level = nn.Module()
            level.block = nn.ModuleList([VaeRes(c, ch * m)])
            c = ch * m
            if i < len(mult) - 1:
                level.downsample = nn.Module()
                level.downsample.conv = nn.Conv2d(c, c, 3, stride=2)
            self.down.append(level)
        self.mid = Mid(c)
        self.norm_out, self.conv_out = norm(c), nn.Conv2d(c, 8, 3, padding=1)

    def forward(self, x):
        x = self.conv_in(x)
        for level in self.down:
            for b in level.block:
                x = b(x)
            if hasattr(level, "downsample"):
                x = level.downsample.conv(F.pad(x, (0, 1, 0, 1)))
        return self.conv_out(F.silu(self.norm_out(self.mid(x))))


class VaeDecoder(nn.Module):
    def __init__(self, ch, mult):
        super().__init__()
        c = ch * mult[-1]
        self.conv_in = nn.Conv2d(4, c, 3, padding=1)
        self.mid = Mid(c)
        levels = []
        for i in reversed(range(len(mult))):
            level = nn.Module()
            level.block = nn.ModuleList([VaeRes(c, ch * mult[i]), VaeRes(ch * mult[i], ch * mult[i])])
            c = ch * mult[i]
            if i:
                level.upsample = nn.Module()
                level.upsample.conv = nn.Conv2d(c, c, 3, padding=1)
            levels.append(level)
        self.up = nn.ModuleList(reversed(levels))
        self.norm_out, self.conv_out = norm(c), nn.Conv2d(c, 3, 3, padding=1)

    def forward(self, x):
        x = self.mid(self.conv_in(x))
        for level in reversed(self.up):
            for b in level.block:
                x = b(x)
            if hasattr(level, "upsample"):
                x = level.upsample.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.conv_out(F.silu(self.norm_out(x)))


SCALE = 0.18215


class Vae(nn.Module):
    """encode() and decode() speak the UNet's scaled latent.

    The factor 0.18215 lives in quant_conv and post_quant_conv of the file; here it is
    left out, so that the layers train at a natural scale.  fold() puts it in.
    """

    def __init__(self, ch=32, mult=(2, 1, 1, 2)):
        super().__init__()
        self.encoder, self.decoder = VaeEncoder(ch, mult), VaeDecoder(ch, mult)
        self.quant_conv, self.post_quant_conv = nn.Conv2d(8, 8, 1), nn.Conv2d(4, 4, 1)

    def encode(self, x):
        return self.quant_conv(self.encoder(x))[:, :4]

    def decode(self, z):
        return self.decoder(self.post_quant_conv(z))

    def fold(self):
        sd = {k: v.clone() for k, v in self.state_dict().items()}
        sd["quant_conv.weight"] /= SCALE
        sd["quant_conv.bias"] /= SCALE
        sd["quant_conv.weight"][4:] = 0  # the log-variance is not used: a small constant
        sd["quant_conv.bias"][4:] = -12
        sd["post_quant_conv.weight"] *= SCALE
        return sd

    def unfold(self, sd):
        sd = {k: v.float().clone() for k, v in sd.items()}
        sd["quant_conv.weight"] *= SCALE
        sd["quant_conv.bias"] *= SCALE
        sd["post_quant_conv.weight"] /= SCALE
        self.load_state_dict(sd)


# ---------------------------------------------------------------- text encoder


class ClipLayer(nn.Module):
    def __init__(self, w):
        super().__init__()
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(w), nn.LayerNorm(w)
        self.self_attn, self.mlp = nn.Module(), nn.Module()
        for n in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self.self_attn, n, nn.Linear(w, w))
        self.mlp.fc1, self.mlp.fc2 = nn.Linear(w, 4 * w), nn.Linear(4 * w, w)

    def forward(self, x):
        b, t, w = x.shape
        n = self.layer_norm1(x)
        a = self.self_attn
        q, k, v = (m(n).view(b, t, w // 64, 64).transpose(1, 2) for m in (a.q_proj, a.k_proj, a.v_proj))
        o = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, t, w)
        x = x + a.out_proj(o)
        h = self.mlp.fc1(self.layer_norm2(x))
        return x + self.mlp.fc2(h * torch.sigmoid(1.702 * h))


class ClipText(nn.Module):
    def __init__(self, width=64, layers=4, vocabulary=49408):
        super().__init__()
        self.embeddings, self.encoder = nn.Module(), nn.Module()
        self.embeddings.token_embedding = nn.Embedding(vocabulary, width)
        self.embeddings.position_embedding = nn.Embedding(77, width)
        self.encoder.layers = nn.ModuleList(ClipLayer(width) for _ in range(layers))
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, ids):
        e = self.embeddings
        x = e.token_embedding(ids) + e.position_embedding.weight[: ids.shape[1]]
        for layer in self.encoder.layers:
            x = layer(x)
        return self.final_layer_norm(x)


# ---------------------------------------------------------------- UNet


def timestep_embedding(t, dim):
    f = torch.exp(-math.log(10000) * torch.arange(dim // 2, dtype=torch.float32) / (dim // 2))
    a = t.float()[:, None] * f
    return torch.cat([a.cos(), a.sin()], -1)


class Res(nn.Module):
    def __init__(self, ci, co, emb):
        super().__init__()
        self.in_layers = nn.Sequential(norm(ci, 1e-5), nn.SiLU(), nn.Conv2d(ci, co, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(emb, co))
        self.out_layers = nn.Sequential(norm(co, 1e-5), nn.SiLU(), nn.Dropout(0.0), nn.Conv2d(co, co, 3, padding=1))
        self.skip_connection = nn.Conv2d(ci, co, 1) if ci != co else nn.Identity()
        nn.init.zeros_(self.out_layers[3].weight)

    def forward(self, x, emb, ctx):
        h = self.in_layers(x) + self.emb_layers(emb)[:, :, None, None]
        return self.skip_connection(x) + self.out_layers(h)


class Attention(nn.Module):
    def __init__(self, c, ctx):
        super().__init__()
        self.to_q, self.to_k, self.to_v = (nn.Linear(i, c, bias=False) for i in (c, ctx, ctx))
        self.to_out = nn.Sequential(nn.Linear(c, c), nn.Dropout(0.0))

    def forward(self, x, ctx):
        b, t, c = x.shape
        q, k, v = (m.view(b, -1, 8, c // 8).transpose(1, 2) for m in (self.to_q(x), self.to_k(ctx), self.to_v(ctx)))
        # torch's fused attention is slow backwards for heads this narrow
        o = (q @ k.transpose(2, 3) * (c // 8) ** -.5).softmax(-1).to(v.dtype) @ v
        return self.to_out(o.transpose(1, 2).reshape(b, t, c))


class GEGLU(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.proj = nn.Linear(c, 8 * c)

    def forward(self, x):
        a, g = self.proj(x).chunk(2, -1)
        return a * F.gelu(g)


class FeedForward(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.net = nn.Sequential(GEGLU(c), nn.Dropout(0.0), nn.Linear(4 * c, c))

    def forward(self, x):
        return self.net(x)


class TransformerBlock(nn.Module):
    def __init__(self, c, ctx):
        super().__init__()
        self.attn1, self.ff, self.attn2 = Attention(c, c), FeedForward(c), Attention(c, ctx)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(c) for _ in range(3))

    def forward(self, x, ctx):
        n = self.norm1(x)
        x = x + self.attn1(n, n)
        x = x + self.attn2(self.norm2(x), ctx)
        return x + self.ff(self.norm3(x))


class SpatialTransformer(nn.Module):
    def __init__(self, c, ctx):
        super().__init__()
        self.norm, self.proj_in = norm(c), nn.Conv2d(c, c, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(c, ctx)])
        self.proj_out = nn.Conv2d(c, c, 1)
        nn.init.zeros_(self.proj_out.weight)

    def forward(self, x, emb, ctx):
        b, c, h, w = x.shape
        y = self.proj_in(self.norm(x)).flatten(2).transpose(1, 2)
        for block in self.transformer_blocks:
            y = block(y, ctx)
        return x + self.proj_out(y.transpose(1, 2).reshape(b, c, h, w))


class Down(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.op = nn.Conv2d(c, c, 3, stride=2, padding=1)

    def forward(self, x, emb, ctx):
        return self.op(x)


class Up(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x, emb, ctx):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Stem(nn.Conv2d):
    def forward(self, x, emb, ctx):
        return super().forward(x)


class UNet(nn.Module):
    def __init__(self, mc=96, mult=(1, 1), depth=(0, 1), ctx=64, res=1):
        super().__init__()
        self.mc, emb = mc, 4 * mc
        self.time_embed = nn.Sequential(nn.Linear(mc, emb), nn.SiLU(), nn.Linear(emb, emb))
        self.input_blocks = nn.ModuleList([nn.ModuleList([Stem(4, mc, 3, padding=1)])])
        skips, c = [mc], mc
        for i, m in enumerate(mult):
            for _ in range(res):
                block = [Res(c, mc * m, emb)]
                c = mc * m
                if depth[i]:
                    block.append(SpatialTransformer(c, ctx))
                self.input_blocks.append(nn.ModuleList(block))
                skips.append(c)
            if i < len(mult) - 1:
                self.input_blocks.append(nn.ModuleList([Down(c)]))
                skips.append(c)
        self.middle_block = nn.ModuleList([Res(c, c, emb), SpatialTransformer(c, ctx), Res(c, c, emb)])
        self.output_blocks = nn.ModuleList()
        for i in reversed(range(len(mult))):
            for j in range(res + 1):
                block = [Res(c + skips.pop(), mc * mult[i], emb)]
                c = mc * mult[i]
                if depth[i]:
                    block.append(SpatialTransformer(c, ctx))
                if i and j == res:
                    block.append(Up(c))
                self.output_blocks.append(nn.ModuleList(block))
        self.out = nn.Sequential(norm(c, 1e-5), nn.SiLU(), nn.Conv2d(c, 4, 3, padding=1))
        nn.init.zeros_(self.out[2].weight)

    def forward(self, x, t, ctx):
        emb = self.time_embed(timestep_embedding(t, self.mc))
        skips = []
        for block in self.input_blocks:
            for m in block:
                x = m(x, emb, ctx)
            skips.append(x)
        for m in self.middle_block:
            x = m(x, emb, ctx)
        for block in self.output_blocks:
            x = torch.cat([x, skips.pop()], 1)
            for m in block:
                x = m(x, emb, ctx)
        return self.out(x)
