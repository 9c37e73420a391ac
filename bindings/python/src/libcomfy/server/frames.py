"""Events as frames of a WebSocket: text for what is JSON, binary for pictures and texts of nodes.

Binary frames begin with their kind, 32 bits big-endian: 1 a picture, with another 32 bits for its format (1 JPEG, 2
PNG); 3 a text of a node; 4 a picture with what it is of, as the length of some JSON, the JSON, the picture.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Any

from ..queue_types import BinaryEventTypes
from .answers import to_json

_FORMATS = {"JPEG": (1, "image/jpeg"), "PNG": (2, "image/png")}


class Frames:
    """An event in the forms in which clients want it; each is made once, when the first of them wants it."""

    def __init__(self, event: Any, data: Any, preview_size: int = 512) -> None:
        self._event = event
        self._data = data
        self._preview_size = preview_size
        self._made: dict[bool, str | bytes | None] = {}
        self._picture: tuple[str, bytes] | None = None

    @property
    def may_be_dropped(self) -> bool:
        """Whether a client that is too slow can do without it: another one of its kind follows."""
        return self._event in ("progress", "progress_state", "logs") or isinstance(self._event, BinaryEventTypes)

    def form(self, with_metadata: bool) -> str | bytes | None:
        """The frame for a client that takes pictures with what they are of, or not; None if there is none."""
        if with_metadata not in self._made:
            self._made[with_metadata] = self._make(with_metadata)
        return self._made[with_metadata]

    def _make(self, with_metadata: bool) -> str | bytes | None:
        event = self._event
        if event == BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA:
            message, metadata = self._data
            kind, picture = self._encoded(message)
            number, mime = _FORMATS[kind]
            if not with_metadata:
                return struct.pack(">II", BinaryEventTypes.PREVIEW_IMAGE.value, number) + picture
            about = json.dumps({**metadata, "image_type": mime}).encode()
            return struct.pack(">II", event.value, len(about)) + about + picture
        if event == BinaryEventTypes.UNENCODED_PREVIEW_IMAGE:
            kind, picture = self._encoded(self._data)
            return struct.pack(">II", BinaryEventTypes.PREVIEW_IMAGE.value, _FORMATS[kind][0]) + picture
        if isinstance(self._data, (bytes, bytearray)):
            number = event.value if isinstance(event, BinaryEventTypes) else event
            return struct.pack(">I", number) + bytes(self._data) if isinstance(number, int) else None
        return to_json({"type": str(event), "data": self._data})

    def _encoded(self, message: Any) -> tuple[str, bytes]:
        if self._picture is None:
            kind, image, *rest = message
            limit = min(self._preview_size, rest[0]) if rest and rest[0] else self._preview_size
            self._picture = _encode(kind, image, limit)
        return self._picture


def _encode(kind: str, image: Any, limit: int) -> tuple[str, bytes]:
    """A picture as a file of one of the formats, no larger than a limit."""
    if not hasattr(image, "thumbnail"):  # a libcomfy.Image
        image = image.to_pil()
    if kind not in _FORMATS:
        kind = "JPEG"
    if max(image.size) > limit:
        image = image.copy()
        image.thumbnail((limit, limit))
    if kind == "JPEG" and image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, format=kind, quality=95, compress_level=1)
    return kind, buffer.getvalue()
