"""What nodes show: the `ui` of a NodeOutput."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from .. import folder_paths
from ..images import Image
from .types import FolderType


class SavedResult(dict[str, str]):
    """A file that a node saved: its name, the folder below the directory, and the kind of directory."""

    def __init__(self, filename: str, subfolder: str, type: FolderType | str) -> None:
        super().__init__(filename=filename, subfolder=subfolder, type=FolderType(type).value)

    @property
    def filename(self) -> str:
        return self["filename"]

    @property
    def subfolder(self) -> str:
        return self["subfolder"]

    @property
    def type(self) -> str:
        return self["type"]


class _UIOutput:
    def as_dict(self) -> dict[str, Any]:
        raise NotImplementedError


class SavedImages(_UIOutput):
    def __init__(self, results: Sequence[SavedResult], is_animated: bool = False) -> None:
        self.results = results
        self.is_animated = is_animated

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"images": list(self.results)}
        if self.is_animated:
            shown["animated"] = (True,)
        return shown


class PreviewText(_UIOutput):
    def __init__(self, value: str) -> None:
        self.value = value

    def as_dict(self) -> dict[str, Any]:
        return {"text": (self.value,)}


class PreviewImage(_UIOutput):
    """Images [B, H, W, C] in 0...1, saved as temporary files."""

    def __init__(self, image: Any, animated: bool = False, cls: Any = None, **_: Any) -> None:
        self.values = _save_temporary(image)
        self.animated = animated

    def as_dict(self) -> dict[str, Any]:
        return {"images": self.values, "animated": (self.animated,)}


class PreviewMask(PreviewImage):
    """Masks [B, H, W] in 0...1, as grey images."""

    def __init__(self, mask: Any, animated: bool = False, cls: Any = None, **_: Any) -> None:
        batched = mask.reshape(-1, *mask.shape[-2:])
        super().__init__(batched.reshape(*batched.shape, 1), animated, cls)


class ImageSaveHelper:
    """Saving images the way ComfyUI's own nodes do."""

    @staticmethod
    def save_images(
        images: Any, filename_prefix: str, folder_type: FolderType | str, cls: Any = None, compress_level: int = 4
    ) -> list[SavedResult]:
        return _save(images, filename_prefix, FolderType(folder_type))

    @staticmethod
    def get_save_images_ui(images: Any, filename_prefix: str, cls: Any = None, compress_level: int = 4) -> SavedImages:
        return SavedImages(_save(images, filename_prefix, FolderType.output))


def _save_temporary(images: Any) -> list[SavedResult]:
    letters = "".join(random.choice("abcdefghijklmnopqrstupvxyz") for _ in range(5))
    return _save(images, f"ComfyUI_temp_{letters}", FolderType.temp)


def _save(images: Any, prefix: str, folder: FolderType) -> list[SavedResult]:
    directory = getattr(folder_paths, f"get_{folder.value}_directory")()
    height, width, channels = images.shape[1:]
    target, name, counter, subfolder, _ = folder_paths.get_save_image_path(prefix, directory, width, height)
    results = []
    for offset, image in enumerate(images):
        filename = f"{name}_{counter + offset:05}_.png"
        Image(width, height, channels, to_bytes(image)).save(f"{target}/{filename}")
        results.append(SavedResult(filename, subfolder, folder))
    return results


def to_bytes(image: Any) -> bytes:
    """The pixels of a tensor or array [H, W, C] of floats in 0...1, cut off as ComfyUI does, not rounded."""
    scaled = image * 255
    if hasattr(scaled, "detach"):
        scaled = scaled.detach().cpu().numpy()
    pixels: bytes = scaled.clip(0, 255).astype("uint8").tobytes()
    return pixels
