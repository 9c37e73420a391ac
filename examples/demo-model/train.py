#!/usr/bin/env python3
"""Trains the demo model: a complete Stable Diffusion 1.x checkpoint of 7.5 M parameters.

    python -m venv venv && . venv/bin/activate
    pip install torch numpy safetensors pillow     # the CPU build of torch is enough
    pip install --no-deps open_clip_torch          # only for CLIP's table of byte-pair merges
    python train.py all --work work                # VAE, text encoder, UNet, checkpoints/demo.safetensors
    python evaluate.py checkpoints/demo.safetensors

Stages can be run one by one (vae, text, unet, export); the UNet's goes on from work/unet.pt.
On two idle cores: VAE 9 minutes, text encoder 4, UNet about 40; the file was made on a busy machine.
One seed fixes pictures, prompts, noise and initial weights; the last digits still depend
on the number of threads.
"""
import argparse
import importlib.util
import math
import os
import random
import sys
import time

# Training frees and takes the same large blocks again and again.  Without this glibc
# gives them back to the kernel each time, and half of the time goes into page faults.
if "MALLOC_MMAP_THRESHOLD_" not in os.environ and __name__ == "__main__":
    os.environ.update(MALLOC_MMAP_THRESHOLD_=str(1 << 32), MALLOC_TRIM_THRESHOLD_=str(1 << 34),
                      MALLOC_TOP_PAD_=str(1 << 28), MALLOC_ARENA_MAX="1")
    os.execv(sys.executable, [sys.executable] + sys.argv)

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

from dataset import COLOURS, GENERIC, POSITIONS, SHAPES, SIZES, Tokenizer, random_scene, sample
from evaluate import SIGMAS
from model import ClipText, UNet, Vae

SEED = 1
VAE_STEPS, TEXT_STEPS, UNET_STEPS = 900, 2000, 4700

# How ComfyUI's latent2rgb preview maps a latent to a colour.
PREVIEW = torch.tensor([[0.3512, 0.2297, 0.3227], [0.3250, 0.4974, 0.2350],
                        [-0.2829, 0.1762, 0.2721], [-0.2120, -0.2616, -0.7177]])


def merges_file(given):
    if given:
        return given
    spec = importlib.util.find_spec("open_clip")
    if not spec:
        sys.exit("pip install --no-deps open_clip_torch, or name bpe_simple_vocab_16e6.txt.gz with --merges")
    return os.path.join(spec.submodule_search_locations[0], "bpe_simple_vocab_16e6.txt.gz")


class Log:
    """training.csv: stage, step, then what that stage reports."""

    def __init__(self, work, stage):
        self.file, self.stage, self.start = open(os.path.join(work, "training.csv"), "a"), stage, time.time()

    def __call__(self, step, **values):
        self.file.write("%s,%d,%s\n" % (self.stage, step, ",".join("%s=%.5f" % kv for kv in values.items())))
        self.file.flush()
        print(self.stage, step, "%.0f s" % (time.time() - self.start), values, flush=True)


def average(ema, module, step, longest):
    b = min(longest, (step + 1) / (step + 10))
    with torch.no_grad():
        for k, v in module.state_dict().items():
            ema[k].lerp_(v, 1 - b)


def set_rate(opt, rate):
    for g in opt.param_groups:
        g["lr"] = rate


# ---------------------------------------------------------------- VAE


def colour_path(vae):
    """Initial weights through which a picture's colours survive GroupNorm.

    With two channels a group, GroupNorm turns a flat picture into +1, -1 and hides its
    colour.  So the residual stream starts with the colour s in a pair of channels
    (s + K r, -s + K r), where r is a fixed pattern (a frame: what a convolution makes of
    a constant at its zero padding).  r then sets the group's statistics, and s stays linear.
    """
    def carry(conv, pairs, average=False):
        for i, o in pairs:
            conv.weight[o], conv.bias[o] = 0, 0
            if conv.kernel_size[0] == 1:
                conv.weight[o, i, 0, 0] = 1
            elif average:
                conv.weight[o, i, :2, :2] = .25
            else:
                conv.weight[o, i, 1, 1] = 1

    def pattern(block, channels, k):
        block.norm1.weight[0], block.norm1.bias[0] = 0, 2  # a constant
        for o in (0, 1):
            block.conv1.weight[o], block.conv1.bias[o] = 0, 0
            block.conv1.weight[o, 0] = .2
            block.norm2.weight[o], block.norm2.bias[o] = 1, 3
        for o in channels:
            block.conv2.weight[o] *= .3
            block.conv2.weight[o, 0:2] = 0
            block.conv2.weight[o, 0, 1, 1], block.conv2.bias[o] = k, -3 * k

    def pairs(conv):
        for j in range(32):
            if j < 3:
                conv.weight[2 * j], conv.bias[2 * j] = 0, 0
                conv.weight[2 * j, j] = 1
            conv.weight[2 * j + 1], conv.bias[2 * j + 1] = -conv.weight[2 * j], -conv.bias[2 * j]

    for n, m in vae.named_modules():
        if n.endswith("conv2") or n.endswith("attn_1.proj_out"):
            m.weight *= .15
            m.bias.zero_()
    e, d, rgb = vae.encoder, vae.decoder, [(i, i) for i in range(3)]
    carry(e.conv_in, rgb)
    carry(e.down[0].block[0].nin_shortcut, rgb)
    carry(e.down[1].block[0].nin_shortcut, rgb)
    for i in range(3):
        carry(e.down[i].downsample.conv, rgb, True)
    pairs(e.down[3].block[0].nin_shortcut)
    pattern(e.mid.block_1, range(64), 2.)
    gain = 2 * 1.1 * .42  # of a pair after GroupNorm and SiLU
    latent = torch.linalg.pinv(PREVIEW.T)
    e.norm_out.bias.fill_(2.)
    e.conv_out.weight *= .1
    e.conv_out.bias.zero_()
    e.conv_out.weight[:4, :6] = 0
    for k in range(3):
        e.conv_out.weight[:4, 2 * k, 1, 1] = latent[:, k] / gain
        e.conv_out.weight[:4, 2 * k + 1, 1, 1] = -latent[:, k] / gain
    for conv, n in ((vae.quant_conv, 8), (vae.post_quant_conv, 4)):
        conv.weight[:, :, 0, 0] = torch.eye(n)
        conv.bias.zero_()
    d.conv_in.weight[:3], d.conv_in.bias[:3] = 0, 0
    d.conv_in.weight[:3, :, 1, 1] = PREVIEW.T
    d.conv_in.weight[63], d.conv_in.bias[63] = 0, 0
    pattern(d.mid.block_1, [63], 1.)
    carry(d.up[3].upsample.conv, rgb + [(63, 63)])
    carry(d.up[2].block[0].nin_shortcut, rgb + [(63, 31)])
    carry(d.up[2].upsample.conv, rgb + [(31, 31)])
    carry(d.up[1].upsample.conv, rgb + [(31, 31)])
    last = d.up[0].block[0].nin_shortcut
    pairs(last)
    last.weight[:, 31] = 2.
    d.norm_out.bias.fill_(2.)
    d.conv_out.weight *= .1
    d.conv_out.bias.zero_()
    d.conv_out.weight[:, :6] = 0
    for k in range(3):
        d.conv_out.weight[k, 2 * k, 1, 1], d.conv_out.weight[k, 2 * k + 1, 1, 1] = 1 / gain, -1 / gain


def vae_pictures(n, rng):
    out = []
    for _ in range(n):
        picture = random_scene(rng, True).draw(rng, 6.0)
        if rng.random() < .25:  # other colours than the twelve
            tint = torch.rand(3) * 2 - 1
            picture = (picture + (tint[:, None, None] - picture) * rng.uniform(0, .6)).clamp(-1, 1)
        out.append(picture)
    return torch.stack(out)


def reconstruction(y, x, edge=2.0):
    """L1 + 2 L2; the few pixels near an edge count three times."""
    near = (F.max_pool2d(x, 5, 1, 2) + F.max_pool2d(-x, 5, 1, 2)).amax(1, True) > .05
    d = y - x
    return ((d.abs() + 2 * d * d) * (1 + edge * near)).mean(), (d * d).mean().item()


def train_vae(work):
    steps, rate, batch = VAE_STEPS, 1.5e-3, 4
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    vae, log = Vae(), Log(work, "vae")
    with torch.no_grad():
        colour_path(vae)
    params = list(vae.parameters())
    ema = {k: v.clone() for k, v in vae.state_dict().items()}
    opt = torch.optim.AdamW(params, lr=rate, weight_decay=0, betas=(.9, .99))
    for step in range(steps):
        set_rate(opt, rate * min(1, (step + 1) / 100) * (.5 + .5 * math.cos(math.pi * step / steps)) + 1e-6)
        x = vae_pictures(batch, rng)
        with torch.autocast("cpu", torch.bfloat16):
            z = vae.encode(x).float()
            # the decoder must forgive what the UNet leaves
            y = vae.decode(z + torch.randn_like(z) * .12 * torch.rand(batch, 1, 1, 1)).float()
        loss, mse = reconstruction(y, x)
        preview = (torch.einsum("bchw,cr->brhw", z, PREVIEW) - F.avg_pool2d(x, 8)).pow(2).mean()
        loss = loss + .5 * preview + .1 * ((z.abs() - 2).clamp(min=0).pow(2).mean() + 1e-3 * z.pow(2).mean())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        average(ema, vae, step, .995)
        if (step + 1) % 50 == 0:
            log(step + 1, mse=mse, preview=preview.item())
            torch.save(ema, os.path.join(work, "vae.pt"))
    torch.save(ema, os.path.join(work, "vae.pt"))


# ---------------------------------------------------------------- text encoder


class Heads(nn.Module):
    """What the prompt says, read from one of the encoder's outputs: gives the UNet ready-made conditioning."""

    def __init__(self, width):
        super().__init__()
        self.h = nn.ModuleList(nn.Linear(width, n) for n in (len(SHAPES), len(COLOURS), len(COLOURS), len(SIZES), len(POSITIONS)))

    def forward(self, x):
        return [h(x) for h in self.h]


FILL = "nice of beautiful the with some really cool and style big-time modern art this that just only clear colour color shape scene view one".split()


def train_text(work, tok):
    rng = random.Random(SEED + 1)
    torch.manual_seed(SEED + 1)
    used = set()  # the tokens of this vocabulary; all others share one "unknown" vector
    for _ in range(60000):
        used.update(tok.encode(sample(rng, True)[1]))
    for w in GENERIC:
        used.update(tok.encode(w))
    used = sorted(used)
    row, unknown = {t: i for i, t in enumerate(used)}, len(used)

    def encode(text):
        if rng.random() < .12:  # words that mean nothing; "\0" is any unknown one
            words = text.split(" ")
            for _ in range(rng.choice([1, 1, 2, 3])):
                words.insert(rng.randint(0, len(words)), rng.choice(FILL) if rng.random() < .4 else "\0")
            text = " ".join(words)
        ids = [tok.START]
        for i, part in enumerate(text.split("\0")):
            if i:
                ids.append(-1)
            if part.strip():
                e = tok.encode(part)
                ids += e[1:e.index(tok.END)]
        ids = [row.get(t, unknown) for t in ids[:76]]
        return ids + [row[tok.END]] * (77 - len(ids)), len(ids)

    clip, heads = ClipText(64, 4, unknown + 1), Heads(64)
    table = clip.embeddings.token_embedding.weight
    nn.init.normal_(table, 0, .5)
    nn.init.normal_(clip.embeddings.position_embedding.weight, 0, .1)
    params = list(clip.parameters()) + list(heads.parameters())
    opt = torch.optim.AdamW(params, lr=2e-3, weight_decay=1e-4, betas=(.9, .98))
    log, batch = Log(work, "text"), 128
    for step in range(TEXT_STEPS):
        if table.requires_grad and step > .85 * TEXT_STEPS:
            with torch.no_grad():  # the file stores the table as float8: round it, train on around it
                table.copy_(table.to(torch.float8_e4m3fn).float())
            table.requires_grad_(False)
        set_rate(opt, 2e-3 * min(1, (step + 1) / 200) * (.5 + .5 * math.cos(math.pi * step / TEXT_STEPS)) + 1e-6)
        ids, lengths, labels = [], [], []
        for _ in range(batch):
            scene, text = sample(rng)
            e, n = encode(text)
            ids.append(e)
            lengths.append(n)
            labels.append(scene.labels())
        longest = 77 if step % 4 == 0 else min(77, max(lengths) + 4)
        n, y = torch.tensor(lengths), torch.tensor(labels)
        x = clip(torch.tensor(ids)[:, :longest])
        # the end token and one of the paddings after it
        late = torch.minimum(n + (torch.rand(batch) * (longest - n)).long(), torch.tensor(longest - 1))
        loss = 0
        for where in (n.clamp(max=longest - 1), late):
            out = heads(x[torch.arange(batch), where])
            loss = loss + sum(F.cross_entropy(o, y[:, k]) for k, o in enumerate(out))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        if (step + 1) % 100 == 0:
            acc = [(o.argmax(-1) == y[:, k]).float().mean().item() for k, o in enumerate(out)]
            log(step + 1, loss=loss.item(), **dict(zip(("shape", "colour", "background", "size", "position"), acc)))
            torch.save(dict(clip=clip.state_dict(), heads=heads.state_dict(), used=used), os.path.join(work, "text.pt"))


# ---------------------------------------------------------------- UNet


def train_unet(work, tok):
    """Constant rate, then linear decay over the last fifth (or as soon as a file work/decay exists)."""
    batch, rate, decay = 16, 1e-3, UNET_STEPS // 5
    rng = random.Random(SEED + 2)
    torch.manual_seed(SEED + 2)
    vae = Vae()
    vae.load_state_dict(torch.load(os.path.join(work, "vae.pt")))
    text = torch.load(os.path.join(work, "text.pt"))
    row, unknown = {t: i for i, t in enumerate(text["used"])}, len(text["used"])
    clip = ClipText(64, 4, unknown + 1)
    clip.load_state_dict({k: v if "token_embedding" in k else v.half().float() for k, v in text["clip"].items()})

    @torch.no_grad()
    def context(texts):
        return clip(torch.tensor([[row.get(t, unknown) for t in tok.encode(s)] for s in texts]))

    unet = UNet()
    ema = {k: v.clone() for k, v in unet.state_dict().items()}
    opt = torch.optim.AdamW(unet.parameters(), lr=rate, weight_decay=1e-3, betas=(.9, .99))
    # a pool of latents that grows, then is renewed, while the training runs
    pool, step, decay_at = [], 0, UNET_STEPS - decay
    path = os.path.join(work, "unet.pt")
    if os.path.exists(path):
        d = torch.load(path, weights_only=False)
        unet.load_state_dict(d["unet"])
        opt.load_state_dict(d["opt"])
        ema, step, pool, decay_at, decay = (d[k] for k in ("ema", "step", "pool", "decay_at", "decay"))
        rng.seed(step)
        torch.manual_seed(step)

    @torch.no_grad()
    def draw(n):
        new = [sample(rng) for _ in range(n)]
        with torch.autocast("cpu", torch.bfloat16):
            z = vae.encode(torch.stack([s.draw(rng) for s, _ in new])).float()
        for (_, caption), latent in zip(new, z):
            if len(pool) < 16384:
                pool.append((caption, latent.clone()))
            else:
                pool[rng.randrange(len(pool))] = caption, latent.clone()

    def save():
        torch.save(dict(unet=unet.state_dict(), ema=ema, opt=opt.state_dict(), step=step, pool=pool, decay_at=decay_at, decay=decay), path + ".new")
        os.replace(path + ".new", path)

    # x0 error at high noise, eps error at middle noise, less at low noise
    weight = torch.clamp(5 * SIGMAS ** 2, max=1) * (1 + SIGMAS ** 2) / (1 + SIGMAS ** 2 / 50)
    while len(pool) < 1024:
        draw(32)
    z = torch.stack([v for _, v in pool])
    print("latents: mean", z.mean((0, 2, 3)).tolist(), "std", z.std((0, 2, 3)).tolist(), flush=True)
    log, sums = Log(work, "unet"), [0, 0]
    while True:
        early = os.path.join(work, "decay")
        if step < decay_at and os.path.exists(early):
            decay_at, decay = step, int(open(early).read() or decay)
        if step >= decay_at + decay:
            break
        set_rate(opt, rate * min(1, (step + 1) / 200) * min(1, 1 - (step - decay_at) / decay) + 1e-7)
        draw(2)
        chosen = rng.sample(pool, batch)
        texts = []
        for caption, _ in chosen:
            r = rng.random()
            texts.append("" if r < .08 else ", ".join(rng.sample(GENERIC, rng.randint(1, 5))) if r < .1 else caption)
        z, t = torch.stack([v for _, v in chosen]), torch.randint(0, 1000, (batch,))
        s, noise = SIGMAS[t][:, None, None, None], torch.randn_like(z)
        # The prompt says all about the picture, the noisy latent may mislead: a sampler starts without any
        # signal and brings its own errors.  So some inputs are off in colour, or show another picture under much
        # noise; the target still leads to the right one.
        said = torch.tensor([c == s for (c, _), s in zip(chosen, texts)])[:, None, None, None]
        shift = torch.randn(batch, 4, 1, 1) * .3 * s.clamp(max=4) * (torch.rand(batch, 1, 1, 1) < .4)
        other = (z.roll(1, 0) - z) * torch.rand(batch, 1, 1, 1) * (torch.rand(batch, 1, 1, 1) < .4) * (s > 3)
        noise = noise + torch.where(said, shift + other, 0) / s
        with torch.autocast("cpu", torch.bfloat16):
            eps = unet((z + s * noise) / (1 + s * s).sqrt(), t, context(texts))
        error = (eps.float() - noise).pow(2).mean((1, 2, 3))
        loss = (error * weight[t]).mean()
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(unet.parameters(), 1.0)
        opt.step()
        average(ema, unet, step, .999)
        step += 1
        sums = [sums[0] + loss.item(), sums[1] + error.mean().item()]
        if step % 50 == 0:
            log(step, weighted=sums[0] / 50, eps=sums[1] / 50, pool=len(pool), threads=torch.get_num_threads())
            sums = [0, 0]
        if step % 250 == 0:
            save()
    save()


# ---------------------------------------------------------------- the file


def export(work, path):
    def load(name):
        return torch.load(os.path.join(work, name + ".pt"), weights_only=False)
    sd = {"model.diffusion_model." + k: v.half() for k, v in load("unet")["ema"].items()}
    vae = Vae()
    vae.load_state_dict(load("vae"))
    sd.update(("first_stage_model." + k, v.half()) for k, v in vae.fold().items())
    text = load("text")
    for k, v in text["clip"].items():
        if "token_embedding" in k:
            table = v[-1].repeat(Tokenizer.END + 1, 1)
            table[torch.tensor(text["used"])] = v[:-1]
            v = table.to(torch.float8_e4m3fn)
        sd["cond_stage_model.transformer.text_model." + k] = v if v.dtype == torch.float8_e4m3fn else v.half()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    save_file({k: v.contiguous() for k, v in sd.items()}, path, metadata={"format": "pt"})
    print(path, os.path.getsize(path), "bytes")


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("stage", choices=["all", "vae", "text", "unet", "export"])
    p.add_argument("--work", default="work")
    p.add_argument("--merges", help="bpe_simple_vocab_16e6.txt.gz; found in an installed open_clip_torch")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--out", default=os.path.join(here, "checkpoints", "demo.safetensors"))
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    os.makedirs(a.work, exist_ok=True)
    tok = Tokenizer(merges_file(a.merges)) if a.stage in ("all", "text", "unet") else None
    for stage in (["vae", "text", "unet", "export"] if a.stage == "all" else [a.stage]):
        {"vae": lambda: train_vae(a.work), "text": lambda: train_text(a.work, tok),
         "unet": lambda: train_unet(a.work, tok), "export": lambda: export(a.work, a.out)}[stage]()
