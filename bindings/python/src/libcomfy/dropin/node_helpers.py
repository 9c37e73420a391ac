"""Small helpers of ComfyUI's for nodes."""

import hashlib
from collections.abc import Callable
from typing import Any

_DTYPES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}


def conditioning_set_values(conditioning: Any, values: dict[str, Any] | None = None, append: bool = False) -> Any:
    """A conditioning with further values in each of its dictionaries; with `append`, lists are made longer."""
    changed = []
    for tensor, options in conditioning:
        own = dict(options)
        for name, value in (values or {}).items():
            own[name] = own[name] + value if append and own.get(name) is not None else value
        changed.append([tensor, own])
    return changed


def pillow(function: Callable[[Any], Any], argument: Any) -> Any:
    """The result of one of Pillow's functions, which for a damaged image is tried again with what is left of it."""
    import PIL.ImageFile

    try:
        return function(argument)
    except (OSError, SyntaxError, ValueError):
        earlier = PIL.ImageFile.LOAD_TRUNCATED_IMAGES
        PIL.ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            return function(argument)
        finally:
            PIL.ImageFile.LOAD_TRUNCATED_IMAGES = earlier


def hasher() -> Any:
    """The function that names files by their content."""
    return hashlib.sha256


def string_to_torch_dtype(name: str) -> Any:
    """torch's type for "fp32", "fp16" or "bf16"; None for other texts."""
    import torch

    return getattr(torch, _DTYPES[name]) if name in _DTYPES else None


def image_alpha_fix(destination: Any, source: Any) -> tuple[Any, Any]:
    """Two images [B, H, W, C], the second with as many channels as the first: cut off, or opaque ones added."""
    import torch

    missing = destination.shape[-1] - source.shape[-1]
    # a negative padding cuts off
    return destination, torch.nn.functional.pad(source, (0, missing), value=1.0)
