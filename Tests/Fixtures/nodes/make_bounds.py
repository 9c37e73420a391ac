#!/usr/bin/env python3
"""Writes bounds.json: what classes without a model give at the ends of their inputs' ranges and at their defaults.

The expectations are NumPy's, by the formulas that ComfyUI documents; nothing of its code is run.  make_bounds.py >bounds.json
A tensor is {"shape", "values"} or, where all of it is one number, {"shape", "fill"}, or {"shape", "counted"} where it
counts up to a number again and again, in 64ths; a latent is {"samples": tensor}.
"""
import json

import numpy as np

cases = []


def tensor(x):
    x = np.asarray(x, np.float32)
    if x.size and (x == x.flat[0]).all():
        return {"shape": list(x.shape), "fill": float(x.flat[0])}
    if x.size > 1000 and (x == counted(*x.shape)).all():
        return {"shape": list(x.shape), "counted": 61}
    return {"shape": list(x.shape), "values": [float(v) for v in x.flat]}


def case(name, inputs, *expected):
    cases.append({"class": name, "inputs": inputs, "expected": list(expected)})


def latent(x):
    return {"samples": tensor(x)}


def counted(*shape):
    """Multiples of 1/64, all of them exact, below 1 where they are few enough."""
    return (np.arange(np.prod(shape)).reshape(shape) % 61 / 64).astype(np.float32)


# Empty ones: pixels for each value of the latent, and what frames become
def empty(name, channels, pixels, sizes, frames=None):
    for width, height, length, batch in sizes:
        shape = [batch, channels] + ([] if frames is None else [(length - 1) // frames + 1])
        inputs = {"width": width, "height": height, "batch_size": batch}
        if frames is not None:
            inputs["length"] = length
        case(name, inputs, latent(np.zeros(shape + [height // pixels, width // pixels])))


few = [(512, 512, 1, 1), (16, 16, 1, 1), (16, 16, 1, 4096), (16384, 16, 1, 1), (16, 16384, 1, 1)]
empty("EmptyLatentImage", 4, 8, few)
empty("EmptySD3LatentImage", 16, 8, [(1024, 1024, 1, 1)] + few[1:])
empty("EmptyFlux2LatentImage", 128, 16, [(1024, 1024, 1, 1)] + few[1:])
empty("EmptyChromaRadianceLatentImage", 3, 1, [(1024, 1024, 1, 1), (16, 16, 1, 4096)])
empty("EmptyHunyuanLatentVideo", 16, 8, [(848, 480, 25, 1), (16, 16, 1, 1), (16, 16, 16384, 1), (16, 16, 1, 4096)], 4)
empty("EmptyLTXVLatentVideo", 128, 32, [(768, 512, 97, 1), (64, 64, 1, 1), (64, 64, 16384, 1), (64, 64, 1, 4096)], 8)
for seconds in (47.6, 1, 1000):
    length = round(seconds * 44100 / 2048 / 2) * 2
    case("EmptyLatentAudio", {"seconds": seconds, "batch_size": 1}, {"samples": tensor(np.zeros((1, 64, length))), "type": "audio"})
for seconds in (120, 1, 1000):
    length = int(seconds * 44100 / 512 / 8)
    case("EmptyAceStepLatentAudio", {"seconds": seconds, "batch_size": 1},
         {"samples": tensor(np.zeros((1, 8, 16, length))), "type": "audio"})

# Pictures and masks of one value
for value in (1.0, 0.0):
    for width, height in ((512, 512), (1, 1), (16384, 1), (1, 16384)):
        case("SolidMask", {"value": value, "width": width, "height": height}, tensor(np.full((1, height, width), value)))
for color, rgb in ((0, (0, 0, 0)), (16777215, (255, 255, 255)), (0xFF8001, (255, 128, 1))):
    for width, height, batch in ((512, 512, 1), (1, 1, 1), (1, 1, 4096)) if rgb[0] == rgb[1] else ((1, 1, 1), (2, 1, 1)):
        picture = np.broadcast_to(np.array(rgb, np.float32) / 255, (batch, height, width, 3))
        case("EmptyImage", {"width": width, "height": height, "batch_size": batch, "color": color}, tensor(picture))

# Batches
batch = counted(3, 1, 2, 3)
for index, length in ((0, 1), (0, 4096), (4095, 1), (4095, 4096), (1, 1)):
    first = min(index, 2)
    case("ImageFromBatch", {"image": tensor(batch), "batch_index": index, "length": length},
         tensor(batch[first:first + min(length, 3 - first)]))
pixel = counted(1, 1, 1, 3)
for amount in (1, 2, 4096):
    case("RepeatImageBatch", {"image": tensor(pixel), "amount": amount}, tensor(np.repeat(pixel, amount, 0)))
small = counted(2, 1, 1, 2)
for amount in (1, 64):
    case("RepeatLatentBatch", {"samples": latent(small), "amount": amount}, latent(np.tile(small, (amount, 1, 1, 1))))

# Parts
picture = counted(1, 3, 4, 3)
for x, y, width, height in ((0, 0, 512, 512), (0, 0, 1, 1), (16384, 16384, 16384, 16384), (3, 2, 1, 1), (1, 1, 2, 16384)):
    left, top = min(x, 3), min(y, 2)
    case("ImageCrop", {"image": tensor(picture), "x": x, "y": y, "width": width, "height": height},
         tensor(picture[:, top:top + height, left:left + width]))
samples = counted(1, 2, 3, 4)
for dim, axis in (("x", 3), ("y", 2)):
    side = samples.shape[axis]
    for index, amount in ((0, 1), (0, 16384), (16384, 1), (-16384, 1), (-16384, 16384), (16384, 16384), (-1, 16384)):
        start = min(index, side - 1) if index >= 0 else side + max(index, -side)
        part = np.take(samples, range(start, start + min(amount, side - start)), axis)
        case("LatentCut", {"samples": latent(samples), "dim": dim, "index": index, "amount": amount}, latent(part))

# Numbers
for value in (0, -9223372036854775807, 9223372036854775807):
    case("PrimitiveInt", {"value": value}, value)
    case("PrimitiveFloat", {"value": float(value)}, float(value))
for multiplier in (1.0, -10.0, 10.0, 0.0):
    case("LatentMultiply", {"samples": latent(samples), "multiplier": multiplier}, latent(samples * np.float32(multiplier)))
mask = np.array([[[0, 0.25, 0.5, 0.75, 1]]], np.float32)
for value in (0.5, 0.0, 1.0):
    case("ThresholdMask", {"mask": tensor(mask), "value": value}, tensor((mask > value).astype(np.float32)))
spot = np.zeros((1, 3, 4), np.float32)
spot[0, 1, 1] = 0.75
hole = 1 - spot
for tapered in (True, False):
    for source, expand, result in (
            (spot, 0, spot), (spot, 16384, np.full_like(spot, 0.75)), (spot, -16384, np.zeros_like(spot)),
            (hole, 16384, np.ones_like(spot)), (hole, -16384, np.full_like(spot, 0.25))):
        case("GrowMask", {"mask": tensor(source), "expand": expand, "tapered_corners": tapered}, tensor(result))
other = counted(1, 3, 4, 3)[:, ::-1, ::-1]
for factor in (0.5, 0.0, 1.0):
    for mode, blended in (("normal", other), ("multiply", picture * other), ("difference", picture - other)):
        result = picture * np.float32(1 - factor) + blended * np.float32(factor)
        case("ImageBlend", {"image1": tensor(picture), "image2": tensor(other), "blend_factor": factor, "blend_mode": mode},
             tensor(result.clip(0, 1)))
sound = np.array([[[0.5, -0.25, 0.001]]], np.float32)
for volume in (1, -100, 100, 0):
    gain = np.float32(10 ** (volume / 20))
    case("AudioAdjustVolume", {"audio": {"waveform": tensor(sound), "sample_rate": 44100}, "volume": volume},
         {"waveform": tensor(sound * gain), "sample_rate": 44100})

# Sizes: the nearest pixel's middle
wide = counted(1, 100, 200, 3)
case("ImageScaleBy", {"image": tensor(picture), "upscale_method": "nearest-exact", "scale_by": 1.0}, tensor(picture))
case("ImageScaleBy", {"image": tensor(picture), "upscale_method": "nearest-exact", "scale_by": 8.0},
     tensor(picture.repeat(8, 1).repeat(8, 2)))
case("ImageScaleBy", {"image": tensor(wide), "upscale_method": "nearest-exact", "scale_by": 0.01},
     tensor(wide[:, 50:51][:, :, [50, 150]]))

# Noise levels
sigmas = np.array([8, 4, 2, 1, 0], np.float32)
for step in (0, 10000, 2):
    case("SplitSigmas", {"sigmas": tensor(sigmas), "step": step}, tensor(sigmas[:step + 1]), tensor(sigmas[step:]))
for denoise in (1.0, 0.0, 0.5):
    total = round(4 * denoise)
    case("SplitSigmasDenoise", {"sigmas": tensor(sigmas), "denoise": denoise},
         tensor(sigmas[:len(sigmas) - total] if total else sigmas[:0]), tensor(sigmas[-(total + 1):]))
for sigma in (136.0, 0.0, 20000.0):
    case("SetFirstSigma", {"sigmas": tensor(sigmas), "sigma": sigma}, tensor([sigma, 4, 2, 1, 0]))


def karras(steps, high, low, rho):
    """The roots are in single precision, as PyTorch has them, whose linspace counts from both ends: their last bits are
    raised to the power of rho."""
    step, i = np.float32(1 / max(steps - 1, 1)), np.arange(steps, dtype=np.float32)
    ramp = np.where(i < steps // 2, step * i, 1 - step * (steps - 1 - i)).astype(np.float32) if steps > 1 else i
    ends = high ** (1 / rho), low ** (1 / rho)
    roots = np.float32(ends[0]) + ramp * np.float32(ends[1] - ends[0])
    return np.append(roots.astype(np.float64) ** rho, 0)


for steps, high, low, rho in ((20, 14.614642, 0.0291675, 7.0), (1, 14.614642, 0.0291675, 7.0), (3, 5000.0, 5000.0, 7.0),
                              (4, 5000.0, 0.0, 7.0), (5, 14.614642, 0.0291675, 100.0)):
    case("KarrasScheduler", {"steps": steps, "sigma_max": high, "sigma_min": low, "rho": rho},
         tensor(karras(steps, high, low, rho)))

print(json.dumps(cases, separators=(",", ":")))
