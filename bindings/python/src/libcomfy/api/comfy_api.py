"""ComfyAPI: what nodes may ask of whoever runs them, asynchronously or not."""

from __future__ import annotations

from typing import Any

from ..progress import send_progress


class _AsyncExecution:
    async def set_progress(
        self,
        value: float,
        max_value: float,
        node_id: str | None = None,
        preview_image: Any = None,
        ignore_size_limit: bool = False,
    ) -> None:
        """Tells how far the node is that runs, with a preview if there is one."""
        send_progress(value, max_value, preview_image)


class _SyncExecution:
    def set_progress(
        self,
        value: float,
        max_value: float,
        node_id: str | None = None,
        preview_image: Any = None,
        ignore_size_limit: bool = False,
    ) -> None:
        """Tells how far the node is that runs, with a preview if there is one."""
        send_progress(value, max_value, preview_image)


class ComfyAPI:
    VERSION = "latest"
    STABLE = False

    def __init__(self) -> None:
        self.execution = _AsyncExecution()


class ComfyAPISync:
    VERSION = "latest"
    STABLE = False

    def __init__(self) -> None:
        self.execution = _SyncExecution()
