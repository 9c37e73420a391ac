"""Images that need neither Pillow nor numpy, and turn into either."""

from __future__ import annotations

import base64
import ctypes
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import _abi

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_PNG_COLOR_TYPES = {1: 0, 3: 2, 4: 6}


class Image:
    """An image of 8 bits a channel. In a notebook it shows itself."""

    def __init__(self, width: int, height: int, channels: int, data: bytes, path: str | None = None) -> None:
        if channels not in _MODES or len(data) != width * height * channels:
            raise ValueError(f"{len(data)} bytes are no image of {width}x{height}x{channels}")
        self.width = width
        self.height = height
        self.channels = channels
        #: Rows from the top down, without gaps.
        self.data = data
        #: The file that it was saved as, or None.
        self.path = path
        #: The seed that it was drawn with, where that is known.
        self.seed: int | None = None

    @classmethod
    def from_native(cls, image: _abi.Image, path: str | None = None) -> Image:
        """Copies an image that the library lent."""
        row = image.width * image.channels
        address = ctypes.addressof(image.pixels.contents)
        if image.stride == row:
            data = ctypes.string_at(address, row * image.height)
        else:
            data = b"".join(ctypes.string_at(address + y * image.stride, row) for y in range(image.height))
        return cls(image.width, image.height, image.channels, data, path)

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def mode(self) -> str:
        """Pillow's name of the pixel format: L, RGB or RGBA."""
        return _MODES[self.channels]

    def tobytes(self) -> bytes:
        return self.data

    def to_pil(self) -> Any:
        """A Pillow image. Needs Pillow."""
        import PIL.Image

        return PIL.Image.frombytes(self.mode, self.size, self.data)

    def to_numpy(self) -> Any:
        """An array [height, width, channels] of uint8. Needs numpy."""
        import numpy

        return numpy.frombuffer(self.data, numpy.uint8).reshape(self.height, self.width, self.channels)

    @property
    def __array_interface__(self) -> dict[str, Any]:
        shape = (self.height, self.width, self.channels)
        return {"version": 3, "shape": shape, "typestr": "|u1", "data": self.data}

    def to_png(self, texts: Mapping[str, str] | None = None) -> bytes:
        """The image as a PNG file, with texts by their keys in ASCII."""
        row = self.width * self.channels
        rows = b"".join(b"\0" + self.data[start : start + row] for start in range(0, row * self.height, row))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, _PNG_COLOR_TYPES[self.channels], 0, 0, 0)
        notes = [(b"tEXt", f"{key}\0{text}".encode("ascii")) for key, text in (texts or {}).items()]
        parts = [(b"IHDR", header), *notes, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in parts
        )

    def save(self, path: str | Path) -> None:
        """Writes a PNG file; a name with another ending needs Pillow, which then chooses the format by it."""
        if Path(path).suffix.lower() == ".png":
            Path(path).write_bytes(self.to_png())
        else:
            self.to_pil().save(path)

    def _repr_png_(self) -> bytes:
        return self.to_png()

    def __repr__(self) -> str:
        return f"<libcomfy.Image {self.width}x{self.height} {self.mode}" + (f" {self.path}>" if self.path else ">")


class ImageList(list[Image]):
    """A list of images. In a notebook it shows them."""

    def _repr_html_(self) -> str:
        pictures = (base64.b64encode(image.to_png()).decode() for image in self)
        return "".join(f'<img src="data:image/png;base64,{data}" style="margin: 2px">' for data in pictures)


def as_image(source: Any) -> Image:
    """An image of what people have: an Image, a file, its bytes, an image of Pillow, or an array [height, width,
    channels] or [height, width], of uint8, or of numbers in 0...1. Files need Pillow.
    """
    if isinstance(source, Image):
        return source
    if isinstance(source, (str, Path, bytes)):
        import io

        import PIL.Image
        import PIL.ImageOps

        opened = PIL.Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)
        source = PIL.ImageOps.exif_transpose(opened)
    if hasattr(source, "tobytes") and hasattr(source, "mode") and hasattr(source, "convert"):
        channels = {name: count for count, name in _MODES.items()}.get(source.mode)
        if channels is None:
            source, channels = source.convert("RGB"), 3
        return Image(source.size[0], source.size[1], channels, source.tobytes())
    if hasattr(source, "shape"):
        import numpy

        array = numpy.asarray(source)
        if array.dtype != numpy.uint8:
            array = (array.astype(float).clip(0, 1) * 255).round().astype(numpy.uint8)
        height, width = array.shape[:2]
        return Image(width, height, 1 if array.ndim == 2 else array.shape[2], array.tobytes())
    raise TypeError(f"{type(source).__name__} is no picture: an Image, a file, an image of Pillow or an array is one")


def pil_or_own(image: Image) -> Any:
    """A Pillow image if Pillow is there, else the image itself."""
    try:
        return image.to_pil()
    except ImportError:
        return image
