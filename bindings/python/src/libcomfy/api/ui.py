"""What nodes show: the `ui` of a NodeOutput."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import folder_paths
from ..images import Image
from .types import FolderType

__all__ = [
    "AudioSaveHelper",
    "ImageSaveHelper",
    "PreviewAudio",
    "PreviewImage",
    "PreviewMask",
    "PreviewText",
    "PreviewUI3D",
    "PreviewVideo",
    "SavedAudios",
    "SavedImages",
    "SavedResult",
]


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
    def type(self) -> FolderType:
        return FolderType(self["type"])


class UIOutput:
    def as_dict(self) -> dict[str, Any]:
        raise NotImplementedError


class SavedImages(UIOutput):
    def __init__(self, results: Sequence[SavedResult], is_animated: bool = False) -> None:
        self.results = results
        self.is_animated = is_animated

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"images": list(self.results)}
        if self.is_animated:
            shown["animated"] = (True,)
        return shown


class SavedAudios(UIOutput):
    def __init__(self, results: Sequence[SavedResult]) -> None:
        self.results = results

    def as_dict(self) -> dict[str, Any]:
        return {"audio": list(self.results)}


class PreviewText(UIOutput):
    def __init__(self, value: str, **_: Any) -> None:
        self.value = value

    def as_dict(self) -> dict[str, Any]:
        return {"text": (self.value,)}


class PreviewImage(UIOutput):
    """Images [B, H, W, C] in 0...1, saved as temporary files."""

    def __init__(self, image: Any, animated: bool = False, cls: Any = None, **_: Any) -> None:
        letters = "".join(random.choice("abcdefghijklmnopqrstupvxyz") for _ in range(5))
        self.values = ImageSaveHelper.save_images(image, f"ComfyUI_temp_{letters}", FolderType.temp, cls)
        self.animated = animated

    def as_dict(self) -> dict[str, Any]:
        return {"images": self.values, "animated": (self.animated,)}


class PreviewMask(PreviewImage):
    """Masks [B, H, W] in 0...1, as grey images."""

    def __init__(self, mask: Any, animated: bool = False, cls: Any = None, **_: Any) -> None:
        batched = mask.reshape(-1, *mask.shape[-2:])
        super().__init__(batched.reshape(*batched.shape, 1), animated, cls)


class PreviewVideo(UIOutput):
    """Videos that a node has saved by itself."""

    def __init__(self, values: Sequence[dict[str, str]], **_: Any) -> None:
        self.values = values

    def as_dict(self) -> dict[str, Any]:
        return {"images": list(self.values), "animated": (True,)}


class PreviewUI3D(UIOutput):
    """A model file, the camera that looks at it, and the picture [1, H, W, C] behind it."""

    def __init__(self, model_file: str, camera_info: Any, *, bg_image: Any = None, **_: Any) -> None:
        self.model_file = model_file
        self.camera_info = camera_info
        self.background: str | None = None
        if bg_image is not None:
            name = f"bg_{uuid.uuid4().hex}.png"
            folder = Path(folder_paths.get_temp_directory())
            folder.mkdir(parents=True, exist_ok=True)
            to_image(bg_image[0]).save(folder / name)
            self.background = f"temp/{name}"

    def as_dict(self) -> dict[str, Any]:
        return {"result": [self.model_file, self.camera_info, self.background]}


class ImageSaveHelper:
    """Saving images the way ComfyUI's own nodes do. `cls` is the node's class, whose prompt goes into the files."""

    @staticmethod
    def save_images(
        images: Any, filename_prefix: str, folder_type: FolderType | str, cls: Any = None, compress_level: int = 4
    ) -> list[SavedResult]:
        """Saves each image of a batch [B, H, W, C] as a PNG file."""
        kind = FolderType(folder_type)
        return save_batch(images, filename_prefix, _directory(kind), kind, _metadata(cls))

    @staticmethod
    def get_save_images_ui(images: Any, filename_prefix: str, cls: Any = None, compress_level: int = 4) -> SavedImages:
        return SavedImages(ImageSaveHelper.save_images(images, filename_prefix, FolderType.output, cls))

    @staticmethod
    def save_animated_png(
        images: Any, filename_prefix: str, folder_type: FolderType | str, cls: Any, fps: float, compress_level: int
    ) -> SavedResult:
        """Saves a batch as one animated PNG. Needs Pillow."""
        from PIL.PngImagePlugin import PngInfo

        notes = PngInfo()
        for key, text in _metadata(cls).items():
            notes.add(b"comf", f"{key}\0{text}".encode("latin-1"), after_idat=True)
        options = {"pnginfo": notes, "compress_level": compress_level}
        return _save_animation(images, filename_prefix, FolderType(folder_type), "png", fps, options)

    @staticmethod
    def get_save_animated_png_ui(
        images: Any, filename_prefix: str, cls: Any, fps: float, compress_level: int
    ) -> SavedImages:
        saved = ImageSaveHelper.save_animated_png(images, filename_prefix, FolderType.output, cls, fps, compress_level)
        return SavedImages([saved], is_animated=len(images) > 1)

    @staticmethod
    def save_animated_webp(
        images: Any,
        filename_prefix: str,
        folder_type: FolderType | str,
        cls: Any,
        fps: float,
        lossless: bool,
        quality: int,
        method: int,
    ) -> SavedResult:
        """Saves a batch as one animated WebP. Needs Pillow."""
        import PIL.Image

        notes = PIL.Image.Exif()
        # the prompt is told as the camera's model, the rest from its make downward
        texts = _metadata(cls)
        tags = iter(range(0x010F, 0, -1))
        for key, text in texts.items():
            notes[0x0110 if key == "prompt" else next(tags)] = f"{key}:{text}"
        options = {"exif": notes, "lossless": lossless, "quality": quality, "method": method}
        return _save_animation(images, filename_prefix, FolderType(folder_type), "webp", fps, options)

    @staticmethod
    def get_save_animated_webp_ui(
        images: Any, filename_prefix: str, cls: Any, fps: float, lossless: bool, quality: int, method: int
    ) -> SavedImages:
        saved = ImageSaveHelper.save_animated_webp(
            images, filename_prefix, FolderType.output, cls, fps, lossless, quality, method
        )
        return SavedImages([saved], is_animated=len(images) > 1)


class AudioSaveHelper:
    """Saving sounds, which libcomfy does not do."""

    @staticmethod
    def save_audio(*_: Any, **__: Any) -> list[SavedResult]:
        raise NotImplementedError("libcomfy writes no audio files")

    get_save_audio_ui = save_audio


class PreviewAudio(UIOutput):
    def __init__(self, audio: Any, cls: Any = None, **_: Any) -> None:
        self.values = AudioSaveHelper.save_audio(audio, cls=cls)


def save_batch(
    images: Any, prefix: str, directory: str, kind: FolderType | str, texts: Mapping[str, str]
) -> list[SavedResult]:
    """Saves each image of a batch [B, H, W, C] as a PNG file with these texts, somewhere below a directory."""
    folder, name, counter, subfolder = _place(images, prefix, directory)
    results = []
    for index, image in enumerate(images):
        filename = f"{name.replace('%batch_num%', str(index))}_{counter + index:05}_.png"
        (folder / filename).write_bytes(to_image(image).to_png(texts))
        results.append(SavedResult(filename, subfolder, kind))
    return results


def _directory(kind: FolderType) -> str:
    return str(getattr(folder_paths, f"get_{kind.value}_directory")())


def _place(images: Any, prefix: str, directory: str) -> tuple[Path, str, int, str]:
    """The folder, the name, the counter and the subfolder for a batch."""
    height, width = images[0].shape[:2]
    folder, name, counter, subfolder, _ = folder_paths.get_save_image_path(prefix, directory, width, height)
    return Path(folder), name, counter, subfolder


def _save_animation(
    images: Any, prefix: str, kind: FolderType, ending: str, fps: float, options: dict[str, Any]
) -> SavedResult:
    folder, name, counter, subfolder = _place(images, prefix, _directory(kind))
    filename = f"{name}_{counter:05}_.{ending}"
    first, *rest = (to_image(image).to_pil() for image in images)
    duration = int(1000.0 / fps)
    first.save(folder / filename, save_all=True, append_images=rest, duration=duration, **options)
    return SavedResult(filename, subfolder, kind)


def _metadata(cls: Any) -> dict[str, str]:
    hidden = getattr(cls, "hidden", None)
    return {} if hidden is None else metadata(hidden.prompt, hidden.extra_pnginfo)


def metadata(prompt: Any, extra_pnginfo: Mapping[str, Any] | None) -> dict[str, str]:
    """What goes into saved files, as JSON: the prompt and what came with it, unless the configuration forbids it."""
    if folder_paths.configuration().get("disable_metadata"):
        return {}
    told = {} if prompt is None else {"prompt": prompt}
    return {key: json.dumps(item) for key, item in {**told, **(extra_pnginfo or {})}.items()}


def to_image(image: Any) -> Image:
    """An image from a tensor or array [H, W, C] of floats in 0...1, which are cut off as ComfyUI does, not rounded."""
    height, width, channels = image.shape
    scaled = image * 255
    if hasattr(scaled, "detach"):
        scaled = scaled.detach().cpu().numpy()
    return Image(width, height, channels, scaled.clip(0, 255).astype("uint8").tobytes())
