"""Weights that are a function of their names (reference/make_checkpoint.py), so that a file of them need not be kept: its
tensors as text, which SyntheticLayout+File.swift makes the file of, are enough."""
import math
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "reference"))
import make_checkpoint as mc  # noqa: E402


def values(name, shape):
    """Centre and half of a tensor's values: norms are about 1, vectors about 0, others keep what goes through them."""
    if ("norm" in name or "rms" in name) and len(shape) == 1 and name.endswith(("weight", "scale")):
        return 1.0, 0.1
    if len(shape) < 2:
        return 0.0, 0.1
    return 0.0, math.sqrt(3 / math.prod(shape[1:]))


def fill(module, place, skipped=()):
    """Gives a module such weights and writes their layout.

    place: of the file, below the folder of models
    """
    lines, state = [place], {}
    for name, tensor in module.state_dict().items():
        shape = tuple(tensor.shape)
        centre, half = values(name, shape)
        array = mc.fill((shape, centre, half, "F16", None), 1, name).astype(np.float32)
        state[name] = torch.from_numpy(array)
        if name not in skipped:
            lines.append("%s F16 %s %r %r - -" % (name, ",".join(map(str, shape)) or "-", centre or 0, half))
    module.load_state_dict(state)
    name = pathlib.Path(place).stem
    (HERE.parent / "layouts" / (name + ".txt")).write_text("\n".join(lines) + "\n")
    return module.eval()
