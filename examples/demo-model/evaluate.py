"""Samples prompts as the engine does, from the stored weights, and checks what the pictures show.

    python evaluate.py checkpoints/demo.safetensors [--prompts prompts.json | --random 256] [--sheet sheet.png]
"""
import argparse
import collections
import json
import random

import torch

from dataset import COLOUR_NAMES, RGB, SIZE, Tokenizer, held_out, sample

BETAS = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
ALPHAS = torch.cumprod(1 - BETAS, 0)
SIGMAS = ((1 - ALPHAS) / ALPHAS).sqrt().float()
LOG_SIGMAS = SIGMAS.log()


def schedule(name, steps):
    lo, hi = SIGMAS[0].item(), SIGMAS[-1].item()
    if name == "karras":
        r = torch.linspace(0, 1, steps)
        s = (hi ** (1 / 7) + r * (lo ** (1 / 7) - hi ** (1 / 7))) ** 7
    else:  # normal
        t = torch.linspace(999, 0, steps)
        i = t.floor().long().clamp(max=998)
        w = t - i
        s = ((1 - w) * LOG_SIGMAS[i] + w * LOG_SIGMAS[i + 1]).exp()
    return torch.cat([s, torch.zeros(1)])


@torch.no_grad()
def sample_latents(unet, positive, negative, seeds, sampler="euler", scheduler="normal", steps=20, cfg=2.0):
    """positive, negative: contexts [n, 77, W]."""
    n = len(seeds)
    noise = torch.cat([torch.randn(1, 4, SIZE // 8, SIZE // 8, generator=torch.Generator().manual_seed(s)) for s in seeds])
    sigmas = schedule(scheduler, steps)
    x = noise * (1 + sigmas[0] ** 2).sqrt()

    def denoise(x, sigma):
        t = (sigma.log() - LOG_SIGMAS).abs().argmin().repeat(2 * n if cfg != 1 else n)
        s = x / (sigma ** 2 + 1).sqrt()
        if cfg == 1:
            return x - sigma * unet(s, t, positive)
        p, q = unet(torch.cat([s, s]), t, torch.cat([positive, negative])).chunk(2)
        return x - sigma * (q + cfg * (p - q))

    old = None
    for i in range(steps):
        d = denoise(x, sigmas[i])
        if sampler == "euler":
            x = x + (x - d) / sigmas[i] * (sigmas[i + 1] - sigmas[i])
        elif sigmas[i + 1] == 0:
            x = d
        else:  # dpmpp_2m
            t, t_next = -sigmas[i].log(), -sigmas[i + 1].log()
            h = t_next - t
            m = d
            if old is not None:
                r = (t + sigmas[i - 1].log()) / h
                m = (1 + 1 / (2 * r)) * d - 1 / (2 * r) * old
            x = sigmas[i + 1] / sigmas[i] * x - (-h).expm1() * m
            old = d
    return x


def check(picture, colour, background, position, size):
    """picture: [3, 128, 128] in -1..1.  Returns {what: holds}.  README.md says how."""
    p = (picture.clamp(-1, 1) + 1) * 127.5
    rgb = (RGB + 1) * 127.5
    nearest = ((p[:, None] - rgb.T[:, :, None, None]) ** 2).sum(0).argmin(0)  # [128, 128]
    c, b = COLOUR_NAMES.index(colour), COLOUR_NAMES.index(background)
    # background: the most frequent nearest colour on the outermost frame of 4 pixels
    frame = torch.ones(SIZE, SIZE, dtype=torch.bool)
    frame[4:-4, 4:-4] = False
    got_b = nearest[frame].bincount(minlength=len(rgb)).argmax().item()
    # object: pixels nearer to the object's colour than to the background's, by the named RGB values
    d_c = ((p - rgb[c][:, None, None]) ** 2).sum(0)
    d_b = ((p - rgb[b][:, None, None]) ** 2).sum(0)
    mask = d_c < d_b
    area = mask.sum().item()
    if area < 60:
        return dict(colour=False, background=got_b == b, position=False, size=False, area=area)
    got_c = nearest[mask].bincount(minlength=len(rgb)).argmax().item()
    yy, xx = torch.nonzero(mask, as_tuple=True)
    cx, cy = xx.float().mean().item() + .5, yy.float().mean().item() + .5
    # one third of the picture for each of left/center/right and top/center/bottom
    want_x = 1 + ("right" in position) - ("left" in position)
    want_y = 1 + ("bottom" in position) - ("top" in position)
    # size: the larger side of the box that holds the object (rows and columns with at least 2 of its pixels)
    cols, rows = (mask.sum(0) >= 2).nonzero(), (mask.sum(1) >= 2).nonzero()
    if len(cols) and len(rows):
        extent = max((cols.max() - cols.min()).item(), (rows.max() - rows.min()).item()) + 1
    else:
        extent = 0
    got_size = "small" if extent < 32 else "medium" if extent < 53 else "large"
    return dict(colour=got_c == c, background=got_b == b,
                position=third(cx) == want_x and third(cy) == want_y, size=got_size == size,
                area=area, cx=cx, cy=cy, extent=extent)


def third(v):
    return 0 if v < 50 else 2 if v > 78 else 1


# ---------------------------------------------------------------- the stored file


def load(path):
    from safetensors.torch import load_file
    from model import ClipText, UNet, Vae
    sd = load_file(path)

    def part(prefix):
        return {k[len(prefix):]: v.float() for k, v in sd.items() if k.startswith(prefix)}
    c = part("cond_stage_model.transformer.text_model.")
    clip = ClipText(len(c["final_layer_norm.weight"]), 1 + max(int(k.split(".")[2]) for k in c if k.startswith("encoder.layers")))
    clip.load_state_dict(c)
    unet, vae = UNet(), Vae()
    unet.load_state_dict(part("model.diffusion_model."))
    vae.unfold(part("first_stage_model."))
    return clip.eval(), unet.eval(), vae.eval()


WHAT = ("colour", "background", "position", "size")


@torch.no_grad()
def run(models, tok, rows, sampler, scheduler, cfg, negative="", steps=20):
    """Pictures, and for each row what was found in its picture."""
    clip, unet, vae = models

    def context(texts):
        return clip(torch.tensor([tok.encode(t) for t in texts]))
    pictures = []
    for i in range(0, len(rows), 16):
        part = rows[i:i + 16]
        z = sample_latents(unet, context([r["prompt"] for r in part]), context([negative] * len(part)),
                           [r["seed"] for r in part], sampler, scheduler, steps, cfg)
        pictures.append(vae.decode(z))
    pictures = torch.cat(pictures).clamp(-1, 1)
    return pictures, [check(p, r["colour"], r["background"], r["position"], r["size"]) for p, r in zip(pictures, rows)]


def random_rows(n, seed=77):
    """Prompts from the training grammar, seven in ten of them with a combination that training never saw."""
    rng, rows = random.Random(seed), []
    while len(rows) < n:
        s, text = sample(rng, True)
        if held_out(s.shape, s.colour, s.background) or len(rows) >= .7 * n:
            rows.append(dict(prompt=text, seed=5000 + len(rows), colour=s.colour, background=s.background, shape=s.shape,
                             position=s.position, size=s.size))
    return rows


def main():
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("--prompts", default="prompts.json")
    p.add_argument("--random", type=int)
    p.add_argument("--runs", nargs="*", default=["euler:normal:2", "dpmpp_2m:normal:2", "euler:karras:2", "dpmpp_2m:karras:2"])
    p.add_argument("--negative", default="")
    p.add_argument("--merges")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--sheet")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    from train import merges_file
    tok, models = Tokenizer(merges_file(a.merges)), load(a.checkpoint)
    rows = random_rows(a.random) if a.random else json.load(open(a.prompts))["prompts"]
    for name in a.runs:
        sampler, scheduler, cfg = name.split(":")
        pictures, found = run(models, tok, rows, sampler, scheduler, float(cfg), a.negative)
        total = collections.Counter()
        for r, f in zip(rows, found):
            total.update({k: int(f[k]) for k in WHAT})
            total["all four"] += all(f[k] for k in WHAT)
            if not all(f[k] for k in WHAT):
                print("   ", r["prompt"], "|", r["position"], r["size"], {k: round(v, 1) for k, v in f.items()})
        print(name, "negative=%r" % a.negative, {k: "%.1f %%" % (100 * total[k] / len(rows)) for k in WHAT + ("all four",)}, flush=True)
        if a.sheet:
            from PIL import Image
            n = len(rows) // 8 * 8
            g = torch.cat([torch.cat(list(pictures[i:i + 8]), 2) for i in range(0, n, 8)], 1)
            Image.fromarray(((g.permute(1, 2, 0) + 1) * 127.5).byte().numpy()).save(a.sheet.replace(".png", "_%s_%s_%s.png" % (sampler, scheduler, cfg)))


if __name__ == "__main__":
    main()
