"""Messages of the channel: some JSON and some bytes. Nothing is unpickled."""

from __future__ import annotations

import json
import struct
from typing import Any

from ..executor_types import UnencodedPreviewImageMessage
from ..images import Image, pil_or_own
from ..queue_types import BinaryEventTypes

#: The longest message: a file of the input folder.
LIMIT = 1 << 30

_CHANNELS = {"L": 1, "RGB": 3, "RGBA": 4}


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    text = json.dumps(head, default=str).encode()
    return struct.pack(">I", len(text)) + text + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """Raises ValueError if it is no message."""
    if len(message) < 4:
        raise ValueError("the message is too short")
    (length,) = struct.unpack(">I", message[:4])
    head = json.loads(message[4 : 4 + length])
    if not isinstance(head, dict):
        raise ValueError("the message has no head")
    return head, message[4 + length :]


def pack_event(prompt_id: str, ticket: str, event: Any, data: Any, sid: str | None) -> bytes:
    """An event of a prompt."""
    head: dict[str, Any] = {"what": "event", "prompt_id": prompt_id, "ticket": ticket, "sid": sid}
    if event == BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA:
        message, metadata = data
        image = message.pil_image
        if image.mode not in _CHANNELS:
            image = image.convert("RGB")
        size = [*image.size, _CHANNELS[image.mode]]
        head |= {"kind": event.value, "size": size, "format": message.format, "metadata": metadata}
        return pack(head, image.tobytes())
    if isinstance(data, (bytes, bytearray)):
        return pack({**head, "kind": event.value if isinstance(event, BinaryEventTypes) else event}, bytes(data))
    return pack({**head, "event": str(event), "data": data})


def unpack_event(head: dict[str, Any], body: bytes) -> tuple[Any, Any, str | None]:
    """(event, data, sid)"""
    if "event" in head:
        return head["event"], head["data"], head["sid"]
    event = BinaryEventTypes(head["kind"])
    if event != BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA:
        return event, body, head["sid"]
    width, height, channels = head["size"]
    metadata = head["metadata"]
    message = UnencodedPreviewImageMessage(
        head["format"],
        pil_or_own(Image(width, height, channels, body)),
        512,
        metadata.get("node_id", ""),
        metadata.get("prompt_id", ""),
    )
    return event, (message, metadata), head["sid"]
