"""Values as recorded.json writes them: see record_reference.py."""
import math

import numpy as np

MADE = {}  # what stands for {"object": NAME, ...}: a function of these words
SAMPLES, WHOLE = 24, 32


def noise(shape, seed, low, high):
    with np.errstate(over="ignore"):
        x = np.uint64(seed) + np.arange(math.prod(shape), dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    share = (x >> np.uint64(40)).astype(np.float64) / (1 << 24)
    return (low + (high - low) * share).astype(np.float32).reshape(shape)


def made(value):
    """An input of a row as the reference takes it."""
    import torch
    if isinstance(value, list):
        return [made(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "object" in value:
        return MADE[value["object"]](**{k: made(v) for k, v in value.items() if k != "object"})
    if "shape" not in value:
        return {k: made(v) for k, v in value.items()}
    shape = value["shape"]
    if "fill" in value:
        return torch.full(shape, value["fill"], dtype=torch.float32)
    if "values" in value:
        return torch.tensor(value["values"], dtype=torch.float32).reshape(shape)
    return torch.from_numpy(noise(shape, value["seed"], value["low"], value["high"]))


def number(x):
    x = float(x)
    return float(f"{x:.7g}") if math.isfinite(x) else {"number": str(x)}


def tensor(x):
    x = np.asarray(x.detach().to("cpu").float().numpy())
    shape, flat = list(x.shape), x.reshape(-1)
    if flat.size and (flat == flat[0]).all():
        return {"shape": shape, "fill": number(flat[0])}
    if flat.size <= WHOLE:
        return {"shape": shape, "values": [number(v) for v in flat]}
    stretch = flat.size // SAMPLES
    places = [i * flat.size // SAMPLES + i * 7 % stretch for i in range(SAMPLES)]
    wide = flat.astype(np.float64)
    return {"shape": shape, "mean": number(wide.mean()), "size": number(np.abs(wide).mean()),
            "samples": [number(flat[i]) for i in places]}


def encoded(value):
    """A result as the file has it."""
    import torch
    if isinstance(value, torch.Tensor):
        return tensor(value) if value.ndim else number(value)
    if isinstance(value, np.ndarray):
        return tensor(torch.from_numpy(value))
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": str(value)}
    if isinstance(value, dict):
        return {str(k): encoded(v) for k, v in value.items()}
    if hasattr(value, "_asdict"):
        return encoded(value._asdict())
    if isinstance(value, (list, tuple)):
        return [encoded(v) for v in value]
    from reference_models import facts
    return {key: encoded(fact) for key, fact in facts(value).items()} or {"opaque": type(value).__name__}
