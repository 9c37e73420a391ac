"""Notifications and who receives them, under ComfyUI's names.

The data of each notification is a dictionary with the fields that the TypedDicts here list. A preview is a tuple of an
UnencodedPreviewImageMessage and its metadata, with the event BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA.
"""

from __future__ import annotations

import struct
from typing import Any, Literal, NamedTuple, Protocol, TypedDict, runtime_checkable

from .errors import DependencyCycleError, DuplicateNodeError, NodeInputError, NodeNotFoundError
from .queue_types import BinaryEventTypes

__all__ = [
    "ActiveNodeProgressState",
    "ComboOptions",
    "DependencyCycleError",
    "DuplicateNodeError",
    "ExecInfo",
    "ExecutedMessage",
    "ExecutingMessage",
    "ExecutionErrorMessage",
    "ExecutionInterruptedMessage",
    "Executor",
    "ExecutorToClientProgress",
    "NodeErrorsDictValue",
    "NodeInputError",
    "NodeNotFoundError",
    "PreviewImageMetadata",
    "PreviewImageWithMetadataMessage",
    "ProgressMessage",
    "ProgressStateMessage",
    "QueueInfo",
    "SendSyncData",
    "SendSyncEvent",
    "StatusMessage",
    "UnencodedPreviewImageMessage",
    "ValidationErrorDict",
    "encode_text_for_progress",
]


class ExecInfo(TypedDict):
    queue_remaining: int


class QueueInfo(TypedDict):
    exec_info: ExecInfo


class StatusMessage(TypedDict):
    status: QueueInfo


class ExecutingMessage(TypedDict, total=False):
    node: str | None
    display_node: str | None
    prompt_id: str
    output: dict[str, Any]


ExecutedMessage = ExecutingMessage


class ProgressMessage(TypedDict, total=False):
    value: float
    max: float
    prompt_id: str | None
    node: str | None


class ActiveNodeProgressState(TypedDict):
    value: float
    max: float
    state: Literal["pending", "running", "finished", "error"]
    node_id: str
    prompt_id: str
    display_node_id: str
    parent_node_id: str | None
    real_node_id: str


class ProgressStateMessage(TypedDict):
    prompt_id: str
    nodes: dict[str, ActiveNodeProgressState]


class ExecutionInterruptedMessage(TypedDict):
    prompt_id: str
    node_id: str
    node_type: str
    executed: list[str]


class ExecutionErrorMessage(TypedDict):
    prompt_id: str
    node_id: str
    node_type: str
    executed: list[str]
    exception_message: str
    exception_type: str
    traceback: list[str]
    current_inputs: dict[str, Any]
    current_outputs: list[str]


class PreviewImageMetadata(TypedDict, total=False):
    node_id: str
    prompt_id: str
    display_node_id: str
    parent_node_id: str | None
    real_node_id: str
    image_type: str


class UnencodedPreviewImageMessage(NamedTuple):
    """A preview: `pil_image` is a Pillow image, or without Pillow a `libcomfy.Image`.

    Attributes of the image (`size`, `save`, ...) are attributes of the message too.
    """

    format: Literal["JPEG", "PNG"]
    pil_image: Any
    max_size: int = 512
    node_id: str = ""
    task_id: str = ""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.pil_image, name)


PreviewImageWithMetadataMessage = tuple[UnencodedPreviewImageMessage, PreviewImageMetadata]

SendSyncEvent = str | BinaryEventTypes | None
SendSyncData = Any


class ExecutorToClientProgress(Protocol):
    """Who hears what happens to prompts. `send_sync` must not wait: it is called on the event loop's thread."""

    client_id: str | None
    last_node_id: str | None
    last_prompt_id: str | None

    @property
    def receive_all_progress_notifications(self) -> bool:
        return False

    @property
    def sockets_metadata(self) -> dict[str, Any]:
        return {"__unimplemented": True}

    def send_sync(self, event: SendSyncEvent, data: SendSyncData, sid: str | None = None) -> None:
        """Receives one notification, addressed to the client `sid`, or to everybody if that is None."""

    def send_progress_text(self, text: bytes | bytearray | str, node_id: str, sid: str | None = None) -> None:
        self.send_sync(BinaryEventTypes.TEXT, encode_text_for_progress(node_id, text), sid)

    def queue_updated(self, queue_remaining: int | None = None) -> None:
        """Hears that the length of the queue has changed."""
        return None


def encode_text_for_progress(node_id: str, text: bytes | bytearray | str) -> bytes:
    """A node's text as ComfyUI sends it: the id's length as four big-endian bytes, the id, the text."""
    node = node_id.encode()
    return struct.pack(">I", len(node)) + node + (text.encode() if isinstance(text, str) else bytes(text))


class ValidationErrorDict(TypedDict):
    type: str
    message: str
    details: str
    extra_info: dict[str, Any]


class NodeErrorsDictValue(TypedDict, total=False):
    dependent_outputs: list[str]
    errors: list[ValidationErrorDict]
    class_type: str


class Executor(Protocol):
    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...


@runtime_checkable
class ComboOptions(Protocol):
    """The options of an input that must be looked up before a value can be checked against them."""

    def view_for_validation(self) -> list[str]: ...
