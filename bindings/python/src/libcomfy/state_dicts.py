"""The weights of networks that packs bring along, under the names of ComfyUI's utilities. Needs torch."""

from __future__ import annotations

import functools
import struct
from collections.abc import Mapping, MutableMapping
from typing import Any


def get_attr(obj: Any, attr: str) -> Any:
    """What a dotted path from an object leads to."""
    return functools.reduce(getattr, attr.split("."), obj)


def set_attr(obj: Any, attr: str, value: Any) -> Any:
    """Sets it; returns what was there."""
    path, _, name = attr.rpartition(".")
    owner = get_attr(obj, path) if path else obj
    before = getattr(owner, name)
    setattr(owner, name, value)
    return before


def set_attr_param(obj: Any, attr: str, value: Any) -> Any:
    """Sets a weight, as one that is not trained."""
    import torch

    return set_attr(obj, attr, torch.nn.Parameter(value, requires_grad=False))


def copy_to_param(obj: Any, attr: str, value: Any) -> None:
    """Writes into a weight where it lies."""
    get_attr(obj, attr).data.copy_(value)


def calculate_parameters(sd: Mapping[str, Any], prefix: str = "") -> int:
    """How many numbers the weights with a prefix have together."""
    return sum(weight.nelement() for name, weight in sd.items() if name.startswith(prefix))


def weight_dtype(sd: Mapping[str, Any], prefix: str = "") -> Any:
    """The type that most of those numbers have; None if there are none."""
    counts: dict[Any, int] = {}
    for name, weight in sd.items():
        if name.startswith(prefix):
            counts[weight.dtype] = counts.get(weight.dtype, 0) + weight.numel()
    return max(counts, key=counts.__getitem__, default=None)


def state_dict_key_replace(state_dict: MutableMapping[str, Any], keys_to_replace: Mapping[str, str]) -> Any:
    """Gives weights other names, in place."""
    for name in keys_to_replace.keys() & state_dict.keys():
        state_dict[keys_to_replace[name]] = state_dict.pop(name)
    return state_dict


def state_dict_prefix_replace(
    state_dict: MutableMapping[str, Any], replace_prefix: Mapping[str, str], filter_keys: bool = False
) -> Any:
    """Gives weights with these prefixes others, in place or, with `filter_keys`, in a dictionary of those alone."""
    target = {} if filter_keys else state_dict
    for prefix, other in replace_prefix.items():
        for name in [name for name in state_dict if name.startswith(prefix)]:
            target[other + name[len(prefix) :]] = state_dict.pop(name)
    return target


def save_torch_file(sd: Mapping[str, Any], ckpt: str, metadata: Mapping[str, str] | None = None) -> None:
    """Writes weights as a file of safetensors. Needs that package."""
    from safetensors.torch import save_file  # type: ignore[import-not-found, unused-ignore]

    save_file(sd, ckpt, metadata=metadata)


def safetensors_header(safetensors_path: str, max_size: int = 100 << 20) -> bytes | None:
    """The JSON before the weights; None if it is longer than that."""
    with open(safetensors_path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return file.read(length) if length <= max_size else None
