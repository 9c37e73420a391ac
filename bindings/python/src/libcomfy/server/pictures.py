"""What the server does with pictures, on Pillow."""

from __future__ import annotations

import base64
import binascii
import glob
import io
import json
import os
from typing import Any

import PIL.Image

from .safetensors import header_of

#: What Pillow raises for files that are no pictures, or too large ones.
UNREADABLE = (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError, MemoryError, EOFError)


def converted(path: str, image_format: str, quality: int, with_alpha: bool) -> bytes:
    """A picture as WEBP or JPEG."""
    with PIL.Image.open(path) as image:
        image.load()
        picture: Any = image
    if image_format == "jpeg" or not with_alpha:
        picture = picture.convert("RGB")
    elif picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB")
    return _saved(picture, image_format.upper(), quality=max(1, min(quality, 100)))


def channel(path: str, name: str) -> bytes:
    """The colours ("rgb") or the opacity ("a") of a picture, as PNG."""
    with PIL.Image.open(path) as image:
        image.load()
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        if name == "rgb":
            return _saved((image.convert("RGBA") if has_alpha else image).convert("RGB"), "PNG")
        alpha = image.convert("RGBA").getchannel("A") if has_alpha else PIL.Image.new("L", image.size, 255)
    picture = PIL.Image.new("RGBA", alpha.size)
    picture.putalpha(alpha)
    return _saved(picture, "PNG")


def with_mask(original: str, mask: bytes) -> bytes:
    """A picture with the opacity of another one, as PNG, with the texts that the first has."""
    import PIL.PngImagePlugin

    with PIL.Image.open(original) as image, PIL.Image.open(io.BytesIO(mask)) as masking:
        texts = PIL.PngImagePlugin.PngInfo()
        for key, text in getattr(image, "text", {}).items():
            texts.add_text(key, text)
        picture = image.convert("RGBA")
        alpha = masking.convert("RGBA").getchannel("A")
    if alpha.size != picture.size:
        raise ValueError(f"the mask is {alpha.size[0]}x{alpha.size[1]}, the picture {picture.width}x{picture.height}")
    picture.putalpha(alpha)
    return _saved(picture, "PNG", compress_level=4, pnginfo=texts)


def preview_of_model(path: str) -> bytes | None:
    """The picture that lies beside a model file, or in its header, as WEBP."""
    stem = os.path.splitext(path)[0]
    for candidate in sorted(glob.glob(glob.escape(stem) + ".*")):
        if os.path.splitext(candidate)[0] in (stem, f"{stem}.preview"):
            picture = _as_webp(candidate)
            if picture is not None:
                return picture
    metadata = (header_of(f"{stem}.safetensors") or {}).get("__metadata__")
    try:
        covers = json.loads(metadata["ssmd_cover_images"]) if isinstance(metadata, dict) else []
        return _as_webp(io.BytesIO(base64.b64decode(covers[0]))) if covers else None
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def _as_webp(source: Any) -> bytes | None:
    try:
        with PIL.Image.open(source) as image:
            return _saved(image.convert("RGBA" if "A" in image.getbands() else "RGB"), "WEBP")
    except UNREADABLE:
        return None


def reencoded(path: str, image_format: str, quality: int = 95) -> bytes:
    """A picture in another format, as it is but for what that cannot say."""
    with PIL.Image.open(path) as image:
        picture = image.convert("RGB") if image_format == "JPEG" else image
        return _saved(picture, image_format, quality=max(1, quality))


def _saved(picture: Any, image_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=image_format, **options)
    return buffer.getvalue()
