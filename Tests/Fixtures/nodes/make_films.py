#!/usr/bin/env python3
"""Writes films.safetensors: what nodes of films give with an autoencoder that is simple arithmetic.

Every value comes from this script's own PyTorch code, written from descriptions of what the nodes do. Needs torch,
numpy, Pillow and safetensors:

    python3 make_films.py
"""
import math
import os

import numpy
import torch
import torch.nn.functional as F
from PIL import Image, ImageFilter
from safetensors.torch import save_file

# Wan-AI's Wan 2.1 and 2.2 configurations (latents_mean)
WAN21 = [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632,
         -0.1922, -0.9497, 0.2503, -0.2921]
out = {}


def picture(count, height, width, channels=3):
    i, y, x, c = torch.meshgrid(*[torch.arange(n) for n in (count, height, width, channels)], indexing="ij")
    return ((i * 7 + y * 3 + x * 5 + c * 11) % 17).float() / 16


def encode(film, channels=16, down=8, by=4):
    """A latent frame is the first picture of its group: means of squares, mixed."""
    count = (film.shape[0] - 1) // by + 1
    frames = film[[min(by * t, film.shape[0] - 1) for t in range(count)], :, :, :3].permute(0, 3, 1, 2)
    means = F.avg_pool2d(frames, down)
    c, k = torch.meshgrid(torch.arange(channels), torch.arange(3), indexing="ij")
    weights = ((c * 3 + k * 5) % 7 - 3).float() / 4
    mixed = torch.einsum("ck,tkhw->cthw", weights, means)
    return (mixed + (torch.arange(channels).float() / 16).view(-1, 1, 1, 1))[None]


def fit(images, width, height):
    old, new = images.shape[2] / images.shape[1], width / height
    if old > new:
        x = round((images.shape[2] - images.shape[2] * (new / old)) / 2)
        images = images[:, :, x:images.shape[2] - x]
    elif old < new:
        y = round((images.shape[1] - images.shape[1] * (old / new)) / 2)
        images = images[:, y:images.shape[1] - y]
    return F.interpolate(images.permute(0, 3, 1, 2), (height, width), mode="bilinear").permute(0, 2, 3, 1)


def means(shape):
    return torch.tensor(WAN21).view(1, 16, 1, 1, 1).expand(shape).clone()


def grey(count, height=16, width=32):
    return torch.full((count, height, width, 3), 0.5)


def four(mask):
    """One value for each picture -> [1, 4, T, h, w]"""
    return torch.tensor(mask).view(-1, 4).t().reshape(1, 4, -1, 1, 1).expand(1, 4, len(mask) // 4, 2, 4).contiguous()


# a film of 9 pictures, 32 wide and 16 high, that begins with two
two = fit(picture(2, 20, 24), 32, 16)
film = grey(9)
film[:2] = two
out["start.latent"] = encode(film)
mask = torch.ones(1, 1, 3, 2, 4)
mask[:, :, 0] = 0
out["start.mask"] = mask

# and one that ends with two of three
end = fit(picture(3, 16, 32) * 0.5, 32, 16)
film = grey(9)
film[:2] = two
film[-3:] = end
out["ends.latent"] = encode(film)
out["ends.mask"] = four([0.0] * 5 + [1.0] * 4 + [0.0] * 3)

# the same pictures as a film to follow, in the first half of the channels, and as the start in the other
follow = means((1, 16, 3, 2, 4))
follow[:, :, :2] = encode(fit(picture(5, 20, 24), 32, 16))
start = means((1, 16, 3, 2, 4))
start[:, :, :1] = encode(two)
out["fun.latent"] = torch.cat([follow, start], 1)
out["camera.latent"] = start
out["camera.mask"] = four([0.0] * 5 + [1.0] * 7)

# VACE
film = grey(9)
film[:5] = fit(picture(5, 20, 24), 32, 16)
mask = torch.ones(9, 16, 32, 1)
mask[:3] = fit(picture(3, 20, 24, 1), 32, 16)
inside, outside = [encode((film - 0.5) * m + 0.5) for m in (mask, 1 - mask)]
reference = encode(fit(picture(1, 16, 32), 32, 16))
out["vace.frames"] = torch.cat(
    [torch.cat([reference, means(reference.shape)], 1), torch.cat([outside, inside], 1)], 2)
blocks = torch.zeros(64, 9, 2, 4)
for y in range(8):
    for x in range(8):
        blocks[y * 8 + x] = mask[:, y::8, x::8, 0]
places = F.interpolate(blocks[None], (3, 2, 4), mode="nearest-exact")
out["vace.mask"] = torch.cat([torch.zeros(1, 64, 1, 2, 4), places], 2)

# latents that begin and end with pictures
def padded(images, padding):
    count = images.shape[0]
    film = grey(min(9, ((count - 1) // 8 + 1 + padding) * 8 - 7))
    film[:count] = fit(images, 32, 16)
    return film, (count - 1) // 8 + 1


samples = torch.zeros(1, 16, 2, 2, 4)
film, count = padded(picture(1, 20, 24), 1)
samples[:, :, :1] = encode(film, by=8)[:, :, :1]
out["cosmos.start"] = samples.clone()
film, count = padded(picture(1, 16, 32) * 0.5, 0)
samples[:, :, -1:] = encode(film, by=8)[:, :, :1]
out["cosmos.both"] = samples
samples = means((1, 16, 3, 2, 4))
film, count = padded(picture(1, 20, 24), 1)
samples[:, :, :1] = encode(film)[:, :, :1]
out["predict.start"] = samples

# LTX: nine pictures guide from frame 8 on, which becomes 1
guide = encode(F.interpolate(picture(9, 40, 48).permute(0, 3, 1, 2), (64, 64), mode="bilinear").permute(0, 2, 3, 1),
               128, 32, 8)
out["guide.latent"] = guide
t, y, x = torch.meshgrid(torch.arange(2), torch.arange(2), torch.arange(2), indexing="ij")
begin = torch.stack([t, y, x]).reshape(3, -1, 1) + torch.tensor([0, 1])
scaled = begin * torch.tensor([8, 32, 32]).view(3, 1, 1)
scaled[0] += 1
out["guide.places"] = scaled[None].float()

# LTX's noise levels
sigmas = torch.linspace(1, 0, 6, dtype=torch.float64)
shift = math.exp(2.05 + (12 - 4096) * (2.05 - 0.95) / 3072)
levels = torch.tensor([shift / (shift + 1 / s - 1) if s > 0 else 0 for s in sigmas.tolist()])
out["ltx.plain"] = levels.float()
scale = (1 - levels[-2]) / 0.9
out["ltx.stretched"] = torch.cat([1 - (1 - levels[:-1]) / scale, levels[-1:]]).float()

# the rays of a camera that goes left, and of one that turns
def rays(move, turn, speed, width=16, height=16, length=5):
    planes = []
    for i in range(length):
        angle = i / length * speed * math.pi / 3 * turn
        rotation = numpy.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0],
                                [0, 0, 1]])
        origin = numpy.array(move) * i / length * speed * 1.5
        fx, fy = 0.5 * width, 0.5 * height
        if 1280 / 720 > width / height:
            fx = 0.5 * height * 1280 / 720
        else:
            fy = 0.5 * width * 720 / 1280
        y, x = numpy.mgrid[:height, :width] + 0.5
        ray = numpy.stack([(x - width / 2) / fx, (y - height / 2) / fy, numpy.ones_like(x)], -1)
        ray = ray / numpy.linalg.norm(ray, axis=-1, keepdims=True) @ rotation.T
        planes.append(numpy.concatenate([numpy.cross(numpy.broadcast_to(origin, ray.shape), ray), ray], -1))
    frames = torch.tensor(numpy.array([planes[0]] * 4 + planes[1:])).float()
    frames = frames.view(2, 4, height, width, 6).permute(4, 1, 0, 2, 3)
    return frames.reshape(1, 24, 2, height, width).contiguous()


out["rays.left"] = rays([-1, 0, 0], 0, 1)
out["rays.turn"] = rays([0, 0, 0], 1, 1.5)

# a place of the first latent frame, half copied to where two points go
latent = out["start.latent"].clone()
moved = latent.clone()
moved[0, :, 1, 1, 1] += (latent[0, :, 0, 0, 0] - latent[0, :, 1, 1, 1]) * 0.5
moved[0, :, 2, 1, 3] += (latent[0, :, 0, 0, 0] - latent[0, :, 2, 1, 3]) * 0.5
out["moved.latent"] = moved

# points of Wan ATI: one that stays and one that goes from the middle to the right, for 60 of its 121 places
deviations = [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382,
              1.1253, 2.8251, 1.916]
middle, width_of = (torch.tensor(v).view(16, 1, 1, 1) for v in (WAN21, deviations))
film = grey(9)
film[0] = fit(picture(1, 20, 24), 32, 16)[0]
video = (encode(film)[0] - middle) / width_of
ways = [[(9.0, 6.0)] * 121, [(16 + i / 8, 8.0) for i in range(60)]]
seen, paths = torch.zeros(2, 9), torch.zeros(2, 9, 2)
for n, way in enumerate(ways):
    for picture_index in range(9):
        # 120 places over 8 pictures: each fifteenth from the second on
        place = 0 if picture_index == 0 else 1 + 1 + (picture_index - 1) * 15
        if place < len(way):
            seen[n, picture_index] = 1
            paths[n, picture_index] = (torch.tensor(way[place]) - torch.tensor([16.0, 8.0])) / 16 * 2
aspect = torch.tensor([2.0, 1.0])
features = F.grid_sample(video[None, :, 0], (paths[:, 0] / aspect).clamp(-1, 1).view(1, 1, 2, 2), align_corners=False)
spread, weights = video.clone(), torch.zeros(3, 2, 4)
weights[0] = 1
for t in (1, 2):
    group = slice(t * 4 - 3, t * 4 + 1)
    total = seen[:, group].sum(1)
    where = (paths[:, group] * seen[:, group, None]).sum(1) / (total[:, None] + 1e-5)
    for y in range(2):
        for x in range(4):
            spot = torch.tensor([torch.linspace(-2, 2, 4)[x], torch.linspace(-1, 1, 2)[y]])
            weight = torch.exp(-((where - spot) ** 2).sum(1) * 3) * total.clamp(0, 1)
            best = weight.topk(1)
            spread[:, t, y, x] = features[0, :, 0, best.indices[0]] * best.values[0] \
                + video[:, t, y, x] * (1 - best.values[0].clamp(0, 1))
            weights[t, y, x] = best.values[0]
out["points.latent"] = (spread * width_of + middle)[None]
out["points.mask"] = (1 - weights).expand(1, 4, 3, 2, 4).contiguous()

# a sound of two seconds in 33 layers of width 4, for a film of 9 pictures
l, t, d = torch.meshgrid(torch.arange(33), torch.arange(100), torch.arange(4), indexing="ij")
layers = ((l * 5 + t * 3 + d * 7) % 13).float() / 12


def resampled(values, count):
    return F.interpolate(values.transpose(1, 2), count, mode="linear", align_corners=True).transpose(1, 2)


groups = torch.stack([layers[i * 8:i * 8 + 8].mean(0) for i in range(4)] + [layers[32]])
heard = resampled(groups, 50)
windows = torch.zeros(3, 8, 5, 4)
for frame, start in enumerate((-5, -1, 3)):
    for slot in range(8):
        # the first has what is around the first picture, behind three of nothing
        if start + slot >= 0 and (frame > 0 or slot >= 3):
            windows[frame, slot] = heard[:, start + slot]
out["sound.windows"] = windows[None]
heard = resampled(layers, 60)
out["sound.bucket"] = torch.stack([heard[:, round(picture / 16 * 30)] for picture in range(12, 24)], -1)[None]

# sinusoidal places of views
angles = torch.tensor([[place / 10000 ** (i / 4) for i in range(4)] for place in range(4)], dtype=torch.float64)
out["views"] = torch.cat([angles.sin(), angles.cos()], 1).float()

# gradients that Pillow blurs
for name, size, steps in (("gradient.wide", (64, 64), 0), ("gradient.coarse", (600, 70), 40)):
    stops = {0: (255, 0, 0), 25: (255, 255, 255), 50: (0, 255, 0), 75: (0, 0, 255), 255: (0, 0, 255)}
    places = sorted(stops)
    line = []
    for x in range(size[0]):
        at = int(x * 100 / (size[0] - 1))
        low, high = max(p for p in places if p <= at), min(p for p in places if p >= at)
        share = (at - low) / (high - low) if high > low else 0
        colour = [round(a + (b - a) * share) for a, b in zip(stops[low], stops[high])]
        line.append([min(round(v / steps) * steps, 255) if steps else v for v in colour])
    pixels = numpy.broadcast_to(numpy.array(line, dtype=numpy.uint8), (size[1], size[0], 3))
    radius = 1.5 * max(1.5, max(size) / 512) if max(size) > 512 else 1.5
    blurred = Image.fromarray(numpy.ascontiguousarray(pixels)).filter(ImageFilter.GaussianBlur(radius))
    out[name] = torch.tensor(numpy.asarray(blurred)[size[1] // 2].copy()).float()

here = os.path.dirname(os.path.abspath(__file__))
save_file({k: v.contiguous() for k, v in out.items()}, os.path.join(here, "films.safetensors"))
