"""What ComfyUI's queue and history are made of, under its names."""

from __future__ import annotations

import concurrent.futures
import enum
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypedDict

#: How many finished prompts a history keeps at most.
MAXIMUM_HISTORY_SIZE = 10000


class BinaryEventTypes(enum.Enum):
    """Notifications that carry more than JSON."""

    PREVIEW_IMAGE = 1
    UNENCODED_PREVIEW_IMAGE = 2
    TEXT = 3
    PREVIEW_IMAGE_WITH_METADATA = 4


class ExtraData(TypedDict, total=False):
    client_id: str
    extra_pnginfo: dict[str, Any]
    preview_method: str
    token: str


class ExecutionStatusAsDict(TypedDict):
    status_str: Literal["success", "error"]
    completed: bool
    messages: list[str]


class ExecutionStatus(NamedTuple):
    status_str: Literal["success", "error"]
    completed: bool
    messages: list[str]

    def as_dict(self) -> ExecutionStatusAsDict:
        return {"status_str": self.status_str, "completed": self.completed, "messages": list(self.messages)}


class TaskInvocation(NamedTuple):
    item_id: int | str
    outputs: dict[str, Any]
    status: ExecutionStatus | None
    error_details: dict[str, Any] | None = None


class ExecutionError(RuntimeError):
    """A queued prompt failed; the message is what its exceptions say."""

    def __init__(
        self,
        task_id: int | str,
        status: ExecutionStatus | None = None,
        exceptions: Sequence[BaseException] | None = None,
        *args: object,
    ) -> None:
        super().__init__(*args)
        self._task_id = task_id
        self._status = status or ExecutionStatus("error", False, [str(error) for error in exceptions or ()])

    @property
    def status(self) -> ExecutionStatus:
        return self._status

    def as_task_invocation(self) -> TaskInvocation:
        return TaskInvocation(self._task_id, {}, self._status)

    def __str__(self) -> str:
        return ",".join(self._status.messages)


class QueueTuple(NamedTuple):
    """A queued prompt: lower priorities come first."""

    priority: float
    prompt_id: str
    prompt: dict[str, Any]
    extra_data: ExtraData | None = None
    good_outputs: list[str] | None = None
    sensitive: dict[str, Any] | None = None


class NamedQueueTuple(dict[str, Any]):
    """A queue tuple whose members have names; as a dictionary it is what can be told of it as JSON."""

    def __init__(self, queue_tuple: QueueTuple) -> None:
        self.queue_tuple = QueueTuple(*queue_tuple)
        super().__init__(
            priority=self.priority,
            prompt_id=self.prompt_id,
            prompt=self.prompt,
            extra_data=self.extra_data,
            good_outputs=self.good_outputs,
        )

    @property
    def priority(self) -> float:
        return self.queue_tuple.priority

    @property
    def prompt_id(self) -> str:
        return self.queue_tuple.prompt_id

    @property
    def prompt(self) -> dict[str, Any]:
        return self.queue_tuple.prompt

    @property
    def extra_data(self) -> ExtraData | None:
        return self.queue_tuple.extra_data

    @property
    def good_outputs(self) -> list[str] | None:
        return self.queue_tuple.good_outputs


class QueueItem(NamedQueueTuple):
    """A queued prompt with a future for its outcome."""

    def __init__(
        self, queue_tuple: QueueTuple, completed: concurrent.futures.Future[TaskInvocation | dict[str, Any]] | None
    ) -> None:
        super().__init__(queue_tuple)
        self.completed = completed

    def __lt__(self, other: object) -> bool:
        return self.priority < other.priority if isinstance(other, QueueItem) else NotImplemented


class HistoryEntry(TypedDict):
    prompt: QueueTuple
    outputs: dict[str, Any]
    status: ExecutionStatusAsDict


class Flags(TypedDict, total=False):
    unload_models: bool
    free_memory: bool


class ExecutorToClientMessage(TypedDict, total=False):
    node: str
    prompt_id: str
    output: str


AbstractPromptQueueGetCurrentQueueItems = tuple[list[QueueTuple], list[QueueTuple]]
