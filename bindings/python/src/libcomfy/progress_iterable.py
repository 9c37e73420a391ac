"""A queued prompt whose notifications can be iterated over."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

from .client_types import ProgressNotification, V1QueuePromptResponse
from .executor_types import ExecutorToClientProgress, SendSyncData, SendSyncEvent


class QueuePromptWithProgress:
    """The task that `Comfy.queue_with_progress` gives. Belongs to the event loop that it was made on."""

    def __init__(self) -> None:
        self._handler = _QueueingHandler()
        self._response: asyncio.Future[V1QueuePromptResponse] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[V1QueuePromptResponse] | None = None

    def progress(self) -> AsyncIterator[ProgressNotification]:
        """The notifications as they come. Ends when the prompt has succeeded, or raises why it did not."""
        return self._iterate()

    async def _iterate(self) -> AsyncIterator[ProgressNotification]:
        while (notification := await self._handler.queue.get()) is not None:
            yield notification
        self._handler.queue.put_nowait(None)  # so that a second iteration ends too
        await asyncio.shield(self._response)

    async def get(self) -> V1QueuePromptResponse:
        """Waits for the outputs, or raises why there are none."""
        return await asyncio.shield(self._response)

    def future(self) -> asyncio.Future[V1QueuePromptResponse]:
        return self._response

    def cancel(self) -> bool:
        """Cancels the prompt; `get` and `progress` raise CancelledError. False if it has ended already."""
        return self._task is not None and self._task.cancel()

    @property
    def progress_handler(self) -> ExecutorToClientProgress:
        return self._handler

    def follow(self, task: asyncio.Task[V1QueuePromptResponse]) -> None:
        """Ends with this task."""
        self._task = task
        task.add_done_callback(self.complete)

    def complete(self, task: asyncio.Task[V1QueuePromptResponse]) -> None:
        if self._response.done():
            return
        if task.cancelled():
            self._response.cancel()
        elif (error := task.exception()) is not None:
            self._response.set_exception(error)
            self._response.exception()  # it may be that progress() alone is looked at, or nothing: then don't log it
        else:
            self._response.set_result(task.result())
        self._handler.queue.put_nowait(None)


class _QueueingHandler(ExecutorToClientProgress):
    def __init__(self) -> None:
        self.client_id: str | None = str(uuid.uuid4())
        self.last_node_id: str | None = None
        self.last_prompt_id: str | None = None
        self._loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[ProgressNotification | None] = asyncio.Queue()

    @property
    def receive_all_progress_notifications(self) -> bool:
        return True

    def send_sync(self, event: SendSyncEvent, data: SendSyncData, sid: str | None = None) -> None:
        """Also from another thread: an executor's."""
        self._loop.call_soon_threadsafe(self.queue.put_nowait, ProgressNotification(event, data, sid))

    def __reduce__(self) -> Any:
        raise TypeError("notifications cannot be sent to another process")
