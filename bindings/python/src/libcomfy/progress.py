"""Telling how far a node is that is written in Python."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .images import Image

if TYPE_CHECKING:
    from .nodes.call import NodeCall


def _current_call() -> NodeCall | None:
    # Without that module there is no node that could be running.
    module = sys.modules.get("libcomfy.nodes.call")
    return module.current_call.get() if module is not None else None


def send_progress(value: float, maximum: float, preview: Any = None) -> None:
    """Tells how far the running node is; nothing happens outside of one.

    `preview` is a Pillow image, a tensor [H, W, C] or [B, H, W, C] in 0...1, of which the first image is shown, or a
    tuple (format, image, largest size) as ComfyUI's nodes have it. Raises InterruptProcessingException if the prompt
    was cancelled: progress is where long nodes notice it.
    """
    node_call = _current_call()
    if node_call is not None:
        node_call.send_progress(float(value), float(maximum), _image(preview))
        node_call.check_interrupted()


def send_progress_text(text: str | bytes) -> None:
    """Tells a text of the running node; nothing happens outside of one."""
    node_call = _current_call()
    if node_call is not None:
        node_call.send_text(text if isinstance(text, str) else bytes(text).decode())


def send_warning(message: str) -> None:
    """Tells that the running node leaves something out or does it otherwise than an input says; nothing happens
    outside of a node."""
    node_call = _current_call()
    if node_call is not None:
        node_call.warn(message)


def current_client_id() -> str | None:
    """Whom the events of the running node's prompt are addressed to; None outside of nodes."""
    node_call = _current_call()
    return None if node_call is None else node_call.client_id


def unload_all_models() -> None:
    """Has the library let go of the models that the client whose node runs has loaded."""
    node_call = _current_call()
    if node_call is not None:
        node_call.unload_all_models()


def interrupt_current_processing(value: bool = True) -> None:
    """Cancels the prompt whose node runs. A cancellation cannot be taken back by `value`."""
    node_call = _current_call()
    if node_call is not None and value:
        node_call.interrupt_prompt()


def throw_exception_if_processing_interrupted() -> None:
    """Raises InterruptProcessingException if the prompt whose node runs was cancelled."""
    node_call = _current_call()
    if node_call is not None:
        node_call.check_interrupted()


def processing_interrupted() -> bool:
    node_call = _current_call()
    return node_call is not None and node_call.is_cancelled()


def _image(preview: Any) -> Image | None:
    if preview is None or isinstance(preview, Image):
        return preview
    if isinstance(preview, tuple):
        return _image(preview[1])
    if hasattr(preview, "shape"):
        from .api.ui import to_image

        return to_image(preview[0] if len(preview.shape) == 4 else preview)
    channels = {"L": 1, "RGB": 3, "RGBA": 4}.get(preview.mode)
    if channels is None:
        preview, channels = preview.convert("RGB"), 3
    return Image(preview.width, preview.height, channels, preview.tobytes())


class ProgressBar:
    """The progress of the running node. Updating it raises InterruptProcessingException if the prompt is cancelled."""

    def __init__(self, total: float, node_id: str | None = None) -> None:
        self.total = total
        self.current: float = 0
        self.node_id = node_id

    def update_absolute(self, value: float, total: float | None = None, preview: Any = None) -> None:
        if total is not None:
            self.total = total
        self.current = min(value, self.total)
        send_progress(self.current, self.total, preview)

    def update(self, value: float) -> None:
        self.update_absolute(self.current + value)
