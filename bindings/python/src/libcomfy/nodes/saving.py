"""ComfyUI's nodes that save images, as base classes: many nodes are one of them with something added.

Prompts that name SaveImage and PreviewImage get the library's own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import folder_paths
from ..api.ui import metadata, save_batch


class SaveImage:
    """Saves images [B, H, W, C] in 0...1 as PNG files below `output_dir`."""

    RETURN_TYPES: tuple[str, ...] = ()
    FUNCTION = "save_images"
    CATEGORY = "image"
    OUTPUT_NODE = True

    def __init__(self) -> None:
        self.output_dir = folder_paths.get_output_directory()
        self.type = "output"
        self.prefix_append = ""
        self.compress_level = 4

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {"images": ("IMAGE",), "filename_prefix": ("STRING", {"default": "ComfyUI"})},
            "hidden": {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"},
        }

    def save_images(
        self,
        images: Any,
        filename_prefix: str = "ComfyUI",
        prompt: Any = None,
        extra_pnginfo: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        prefix = filename_prefix + self.prefix_append
        saved = save_batch(images, prefix, self.output_dir, self.type, metadata(prompt, extra_pnginfo))
        paths = [Path(self.output_dir, file["subfolder"], file["filename"]) for file in saved]
        return {"ui": {"images": [{"abs_path": str(path), **file} for path, file in zip(paths, saved)]}}


class PreviewImage(SaveImage):
    """Saves them as temporary files."""

    def __init__(self) -> None:
        super().__init__()
        self.output_dir = folder_paths.get_temp_directory()
        self.type = "temp"
        self.prefix_append = "_temp_" + "".join(random.choice("abcdefghijklmnopqrstupvxyz") for _ in range(5))
        self.compress_level = 1

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {"images": ("IMAGE",)},
            "hidden": {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"},
        }
