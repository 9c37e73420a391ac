"""Large tensors through a function in tiles that overlap, under the names of ComfyUI's utilities. Needs torch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, Union

#: How a length of the input becomes one of the output: a factor, or a function.
Scale = Union[float, Callable[[float], float]]


def get_tiled_scale_steps(width: int, height: int, tile_x: int, tile_y: int, overlap: int) -> int:
    """How many tiles there are."""
    lengths = ((width, tile_x), (height, tile_y))
    return math.prod(
        1 if length <= tile else math.ceil((length - overlap) / (tile - overlap)) for length, tile in lengths
    )


def tiled_scale(
    samples: Any,
    function: Callable[[Any], Any],
    tile_x: int = 64,
    tile_y: int = 64,
    overlap: int = 8,
    upscale_amount: Scale = 4,
    out_channels: int = 3,
    output_device: Any = "cpu",
    pbar: Any = None,
) -> Any:
    """The same for pictures [B, C, H, W]."""
    return tiled_scale_multidim(
        samples, function, (tile_y, tile_x), overlap, upscale_amount, out_channels, output_device, pbar=pbar
    )


def tiled_scale_multidim(
    samples: Any,
    function: Callable[[Any], Any],
    tile: Sequence[int] = (64, 64),
    overlap: int | Sequence[int] = 8,
    upscale_amount: Scale | Sequence[Scale] = 4,
    out_channels: int = 3,
    output_device: Any = "cpu",
    downscale: bool = False,
    index_formulas: Scale | Sequence[Scale] | None = None,
    pbar: Any = None,
) -> Any:
    """What a function makes of samples [B, C, ...], whose further axes it makes longer, or with `downscale` shorter.

    It gets one item's tile at a time. Where tiles overlap they are blended: the weight of each falls to its edges.
    `index_formulas` are how places become places of the output, where that is otherwise than lengths.
    """
    import torch

    axes = len(tile)
    overlaps = _for_each(overlap, axes)
    lengths = _for_each(upscale_amount, axes)
    places = lengths if index_formulas is None else _for_each(index_formulas, axes)

    def scaled(formula: Scale, value: float) -> int:
        if callable(formula):
            return round(formula(value))
        return round(value / formula if downscale else value * formula)

    size = samples.shape[2:]
    results = []
    for item in samples.split(1):
        if all(length <= most for length, most in zip(size, tile)):
            results.append(function(item).to(output_device))
            _advance(pbar)
            continue
        shape = (1, out_channels, *(scaled(formula, length) for formula, length in zip(lengths, size)))
        total, weights = torch.zeros(shape, device=output_device), torch.zeros(shape, device=output_device)
        for starts in itertools.product(*map(_starts, size, tile, overlaps)):
            part, position = item, []
            for axis, start in enumerate(starts):
                part = part.narrow(axis + 2, start, min(tile[axis], size[axis] - start))
                position.append(scaled(places[axis], start))
            result = function(part).to(output_device)
            weight = torch.ones_like(result)
            for axis in range(axes):
                weight *= _falling(result, axis + 2, scaled(lengths[axis], overlaps[axis]))
            where = (..., *(slice(at, at + length) for at, length in zip(position, result.shape[2:])))
            total[where] += result * weight
            weights[where] += weight
            _advance(pbar)
        results.append(total / weights)
    return torch.cat(results)


def _for_each(value: Any, axes: int) -> Sequence[Any]:
    return value if isinstance(value, (tuple, list)) else [value] * axes


def _starts(length: int, tile: int, overlap: int) -> Sequence[int]:
    """Where the tiles of an axis begin."""
    if length <= tile:
        return [0]
    return [max(0, min(length - overlap, start)) for start in range(0, length - overlap, tile - overlap)]


def _falling(result: Any, axis: int, margin: int) -> Any:
    """Weights along an axis that fall to both edges over a margin."""
    import torch

    length = result.shape[axis]
    weights = torch.ones(length, dtype=result.dtype, device=result.device)
    if margin < length:
        for step in range(margin):
            weights[step] *= (step + 1) / margin
            weights[length - 1 - step] *= (step + 1) / margin
    return weights.reshape([length if own == axis else 1 for own in range(result.ndim)])


def _advance(bar: Any) -> None:
    if bar is not None:
        bar.update(1)
