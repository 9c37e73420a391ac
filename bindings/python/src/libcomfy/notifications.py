"""Events of the library as ComfyUI's notifications."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from . import _abi
from .executor_types import (
    ExecutorToClientProgress,
    SendSyncData,
    SendSyncEvent,
    UnencodedPreviewImageMessage,
    encode_text_for_progress,
)
from .images import Image, pil_or_own
from .queue_types import BinaryEventTypes


class ProgressNotification(NamedTuple):
    """`data` is what ComfyUI sends with `event`; `sid` is the client that it is addressed to, None for everybody."""

    event: SendSyncEvent
    data: SendSyncData
    sid: str | None = None


def from_event(event: _abi.Event) -> ProgressNotification:
    """Copies an event out of the memory that the library lent."""
    data: Any = json.loads(event.json)
    sid = event.client_id.decode() if event.client_id is not None else None
    if event.kind == _abi.EVENT_KIND_PREVIEW and event.image:
        image = pil_or_own(Image.from_native(event.image.contents))
        message = UnencodedPreviewImageMessage("JPEG", image, 512, data.get("node_id", ""), data.get("prompt_id", ""))
        return ProgressNotification(BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA, (message, data), sid)
    if event.kind == _abi.EVENT_KIND_PROGRESS_TEXT:
        text = encode_text_for_progress(data.get("nodeId", ""), data.get("text", ""))
        return ProgressNotification(BinaryEventTypes.TEXT, text, sid)
    return ProgressNotification(event.name.decode(), data, sid)


def deliver(notification: ProgressNotification, handler: ExecutorToClientProgress) -> None:
    """Tells a handler, and lets it know which prompt and node it hears of."""
    event, data, sid = notification
    if event == "execution_start":
        handler.last_prompt_id = data["prompt_id"]
    elif event == "executing":
        handler.last_node_id = data["node"]
    handler.send_sync(event, data, sid)
