"""A prompt on its way through the queue, into the history."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from typing import Any, Literal

State = Literal["pending", "in_progress", "completed", "failed", "cancelled"]

#: What prompts bring that is nobody's business afterwards.
SECRETS = ("auth_token_comfy_org", "api_key_comfy_org")

#: Events that end a prompt, and all that the history keeps.
ENDS = {"execution_success", "execution_error", "execution_interrupted"}
KEPT = {"execution_start", "execution_cached", "warning", *ENDS}


def now() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


@dataclasses.dataclass
class Job:
    """A prompt that was queued. Lower numbers run first."""

    number: float
    prompt_id: str
    prompt: dict[str, Any]
    extra_data: dict[str, Any]
    #: The output nodes that run.
    outputs_to_execute: list[str]
    #: The output nodes that the client asked for; None for all.
    targets: list[str] | None = None
    secrets: dict[str, Any] = dataclasses.field(default_factory=dict)
    #: Whether its client was connected when it was queued.
    is_watched: bool = False
    #: Its place among those of the same number.
    sequence: int = 0
    state: State = "pending"
    #: What has happened: [event, data].
    messages: list[list[Any]] = dataclasses.field(default_factory=list)
    #: Outputs by node, and which node they are of.
    outputs: dict[str, Any] = dataclasses.field(default_factory=dict)
    meta: dict[str, Any] = dataclasses.field(default_factory=dict)
    #: The node that runs, as the latest `executing` has it, and the latest `progress_state`.
    executing: dict[str, Any] | None = None
    progress: dict[str, Any] | None = None
    #: Done once the prompt is in the history.
    ended: asyncio.Future[None] = dataclasses.field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def client_id(self) -> str | None:
        client_id = self.extra_data.get("client_id")
        return client_id if isinstance(client_id, str) and client_id else None

    @property
    def order(self) -> tuple[float, int]:
        return self.number, self.sequence

    def queue_item(self) -> list[Any]:
        """As GET /queue has it."""
        return [self.number, self.prompt_id, self.prompt, self.extra_data, self.outputs_to_execute]

    def heard(self, event: Any, data: Any) -> None:
        """Takes note of an event."""
        if event == "executing":
            self.executing = data
        elif event == "progress_state":
            self.progress = data
        elif event == "executed":
            self._executed(data)
        elif event in KEPT and isinstance(data, dict):
            self.messages.append([event, {"timestamp": now(), **data}])

    def _executed(self, data: dict[str, Any]) -> None:
        node = str(data.get("node"))
        if isinstance(data.get("output"), dict):
            self.outputs[node] = data["output"]
        display = data.get("display_node") or node
        self.meta[node] = {"node_id": node, "display_node": display, "parent_node": None, "real_node_id": display}

    def begin_again(self) -> None:
        """Forgets what has happened: the prompt runs from the beginning."""
        self.messages = [message for message in self.messages if message[0] == "warning"]
        self.outputs, self.meta = {}, {}
        self.executing = self.progress = None

    def history_entry(self) -> dict[str, Any]:
        """As GET /history has it."""
        is_success = self.state == "completed"
        status = {
            "status_str": "success" if is_success else "error",
            "completed": is_success,
            "messages": self.messages,
        }
        return {"prompt": self.queue_item(), "outputs": self.outputs, "status": status, "meta": self.meta}
