"""What nodes do with pictures as tensors, under the names of ComfyUI's utilities. Needs torch."""

from __future__ import annotations

from typing import Any


def common_upscale(samples: Any, width: int, height: int, upscale_method: str, crop: str) -> Any:
    """Resizes pictures [B, C, H, W], or [B, C, F, H, W] of frames, with one of torch's methods or "lanczos".

    With `crop` "center" what is too wide or too high for the new proportions is cut off on both sides first.
    """
    if samples.ndim > 4:
        batch, channels, frames = samples.shape[:3]
        flat = samples.movedim(2, 1).reshape(batch * frames, channels, *samples.shape[3:])
        resized = common_upscale(flat, width, height, upscale_method, crop)
        return resized.reshape(batch, frames, channels, height, width).movedim(1, 2)
    if crop == "center":
        samples = _cropped(samples, width / height)
    if upscale_method == "lanczos":
        return lanczos(samples, width, height)
    if upscale_method == "bislerp":
        return bislerp(samples, width, height)
    import torch

    return torch.nn.functional.interpolate(samples, size=(height, width), mode=upscale_method)


def _cropped(samples: Any, proportion: float) -> Any:
    height, width = samples.shape[-2:]
    left = round((width - height * proportion) / 2) if width / height > proportion else 0
    top = round((height - width / proportion) / 2) if width / height < proportion else 0
    return samples[..., top : height - top, left : width - left]


def lanczos(samples: Any, width: int, height: int) -> Any:
    """Resizes pictures [B, C, H, W] in 0...1 with Pillow, which rounds them to 8 bits."""
    import numpy
    import PIL.Image
    import torch

    resized = []
    for picture in samples:
        pixels = (picture.movedim(0, -1).cpu().numpy() * 255).clip(0, 255).astype(numpy.uint8)
        one = PIL.Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels)
        array = numpy.asarray(one.resize((width, height), PIL.Image.Resampling.LANCZOS), numpy.float32) / 255
        resized.append(torch.from_numpy(array.reshape(height, width, -1)).movedim(-1, 0))
    return torch.stack(resized).to(samples.device, samples.dtype)


def bislerp(samples: Any, width: int, height: int) -> Any:
    """Resizes [B, C, H, W]: neighbours' channels are vectors, whose directions are mixed on a sphere."""
    return _mixed(_mixed(samples.float(), 3, width), 2, height).to(samples.dtype)


def _mixed(samples: Any, axis: int, length: int) -> Any:
    """The same along one axis, where the places between are those of bilinear resizing."""
    import torch

    last = samples.shape[axis] - 1
    places = (torch.arange(length, device=samples.device) + 0.5) * (samples.shape[axis] / length) - 0.5
    places = places.clamp(0, last)
    near = places.long()
    far = (near + 1).clamp(max=last)
    share = (places - near).reshape([length if own == axis else 1 for own in range(4)])
    first, second = samples.index_select(axis, near), samples.index_select(axis, far)
    first_norm, second_norm = first.norm(dim=1, keepdim=True), second.norm(dim=1, keepdim=True)
    first_unit, second_unit = (first / first_norm).nan_to_num(0), (second / second_norm).nan_to_num(0)
    cosine = (first_unit * second_unit).sum(1, keepdim=True)
    angle = cosine.acos()
    mixed = (angle * (1 - share)).sin() * first_unit + (angle * share).sin() * second_unit
    mixed = mixed / angle.sin() * (first_norm * (1 - share) + second_norm * share)
    # where both point the same way there is no arc, and where they oppose there is any
    mixed = torch.where(cosine > 1 - 1e-5, first, mixed)
    return torch.where(cosine < 1e-5 - 1, first * (1 - share) + second * share, mixed)


def repeat_to_batch_size(tensor: Any, batch_size: int, dim: int = 0) -> Any:
    """As many items as wanted: the first ones, or all of them again and again."""
    count = tensor.shape[dim]
    if count < batch_size:
        tensor = tensor.repeat(*[-(-batch_size // count) if axis == dim else 1 for axis in range(tensor.ndim)])
    return tensor.narrow(dim, 0, batch_size)


def resize_to_batch_size(tensor: Any, batch_size: int) -> Any:
    """As many items as wanted, taken at even distances or repeated in place."""
    count = tensor.shape[0]
    if count == batch_size:
        return tensor
    if batch_size <= 1:
        return tensor[:batch_size]
    if batch_size < count:
        scale = (count - 1) / (batch_size - 1)
        return tensor[[min(round(index * scale), count - 1) for index in range(batch_size)]]
    return tensor[[min(int((index + 0.5) * count / batch_size), count - 1) for index in range(batch_size)]]


def pil2tensor(image: Any) -> Any:
    """A Pillow image as a tensor [1, H, W, C] in 0...1."""
    import numpy
    import torch

    return torch.from_numpy(numpy.asarray(image, numpy.float32) / 255).unsqueeze(0)


def tensor2pil(tensor: Any) -> Any:
    """The first of pictures [B, H, W, C] in 0...1 as a Pillow image."""
    from .api.ui import to_image

    return to_image(tensor[0] if tensor.ndim == 4 else tensor).to_pil()


def load_torch_file(ckpt: str, safe_load: bool = False, device: Any = None, return_metadata: bool = False) -> Any:
    """The tensors of a file by name. Files of safetensors need that package."""
    import torch

    if not str(ckpt).lower().endswith((".safetensors", ".sft")):
        tensors = torch.load(ckpt, map_location=device or "cpu", weights_only=True)
        tensors = tensors.get("state_dict", tensors)
        return (tensors, None) if return_metadata else tensors
    from safetensors import safe_open  # type: ignore[import-not-found, unused-ignore]

    with safe_open(ckpt, framework="pt", device=str(device or "cpu")) as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        return (tensors, file.metadata()) if return_metadata else tensors
