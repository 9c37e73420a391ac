"""A receiver of notifications that drops them: the default, and a base class for others."""

from __future__ import annotations

import uuid
from typing import Any

from .executor_types import ExecutorToClientProgress, SendSyncData, SendSyncEvent


class ServerStub(ExecutorToClientProgress):
    def __init__(self) -> None:
        self.client_id: str | None = str(uuid.uuid4())
        self.last_node_id: str | None = None
        self.last_prompt_id: str | None = None

    def send_sync(self, event: SendSyncEvent, data: SendSyncData, sid: str | None = None) -> None:
        pass

    def send_progress_text(self, text: bytes | bytearray | str, node_id: str, sid: str | None = None) -> None:
        pass

    def add_on_prompt_handler(self, handler: Any) -> None:
        pass
