"""The queue: prompts that wait, run and have ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from ..errors import InterruptProcessingException
from ..queue_types import BinaryEventTypes
from .failures import failure_data, interruption_data
from .history import History
from .job import Job, State
from .sockets import Sockets

logger = logging.getLogger(__name__)


class Runner(Protocol):
    """What runs prompts."""

    @property
    def capacity(self) -> int:
        """How many it runs at the same time."""
        ...

    async def run(self, job: Job, tell: Callable[[Any, Any], None]) -> dict[str, Any]:
        """Runs a prompt and returns its outputs; raises what ComfyUI raises. `tell` hears all of its events."""
        ...

    def interrupt(self, job: Job) -> None:
        """Asks a prompt that runs to end."""
        ...


class PromptQueue:
    """Runs prompts in the order of their numbers, and tells their clients what happens."""

    def __init__(self, runner: Runner, sockets: Sockets, history: History) -> None:
        self._runner = runner
        self._sockets = sockets
        self.history = history
        self._pending: list[Job] = []
        self._running: dict[str, Job] = {}
        self._count = 0
        self._queued = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_ended = False

    def __len__(self) -> int:
        """The prompts that wait or run."""
        return len(self._pending) + len(self._running)

    @property
    def running(self) -> list[Job]:
        return list(self._running.values())

    @property
    def pending(self) -> list[Job]:
        """In the order in which they will run."""
        return sorted(self._pending, key=lambda job: job.order)

    def find(self, prompt_id: str) -> Job | None:
        """A prompt that waits or runs."""
        return self._running.get(prompt_id) or next((job for job in self._pending if job.prompt_id == prompt_id), None)

    def next_number(self) -> int:
        self._count += 1
        return self._count - 1

    def info(self) -> dict[str, Any]:
        return {"exec_info": {"queue_remaining": len(self)}}

    def put(self, job: Job) -> None:
        """Queues a prompt."""
        if self._has_ended:
            raise RuntimeError("the server ends")
        self._queued += 1
        job.sequence = self._queued
        job.is_watched = job.client_id in self._sockets
        self._pending.append(job)
        self._start()
        self._tell_status()

    def delete(self, prompt_id: str) -> None:
        """Takes a prompt that waits out of the queue."""
        for job in [job for job in self._pending if job.prompt_id == prompt_id]:
            self._pending.remove(job)
            job.state = "cancelled"
            job.ended.set_result(None)
            self._tell_status()

    def clear(self) -> None:
        """Takes all that wait out of the queue."""
        for job in list(self._pending):
            self.delete(job.prompt_id)

    def interrupt(self, prompt_id: str | None = None) -> None:
        """Ends the running prompt of that id, or all that run."""
        for job in self.running:
            if prompt_id is None or job.prompt_id == prompt_id:
                self._runner.interrupt(job)

    def greeting(self, sid: str) -> list[tuple[str, Any]]:
        """What a client hears first: how long the queue is, and, if it has come back, where its prompts are."""
        messages: list[tuple[str, Any]] = [("status", {"status": self.info(), "sid": sid})]
        for job in self.running:
            if job.client_id == sid:
                if job.executing is not None:
                    messages.append(("executing", job.executing))
                if job.progress is not None:
                    messages.append(("progress_state", job.progress))
        return messages

    async def close(self) -> None:
        """Ends all prompts."""
        self._has_ended = True
        self.clear()
        self.interrupt()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=8)
        self.history.close()

    # Running

    def capacity_changed(self) -> None:
        """The runner can run more, or fewer, prompts than before."""
        self._start()

    def _start(self) -> None:
        while self._pending and len(self._running) < self._runner.capacity and not self._has_ended:
            job = min(self._pending, key=lambda job: job.order)
            self._pending.remove(job)
            self._running[job.prompt_id] = job
            job.state = "in_progress"
            task = asyncio.get_running_loop().create_task(self._run(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, job: Job) -> None:
        began = time.monotonic()
        try:
            outputs = await self._runner.run(job, lambda event, data: self._tell(job, event, data))
            # Nodes that were found in the cache have outputs and no event.
            job.outputs = {**job.outputs, **outputs}
            self._end(job, "completed", "execution_success", {"prompt_id": job.prompt_id})
        except InterruptProcessingException as error:
            self._end(job, "cancelled", "execution_interrupted", interruption_data(job, error))
        except asyncio.CancelledError:
            self._end(job, "cancelled", "execution_interrupted", interruption_data(job, None))
            raise
        except Exception as error:
            logger.error("the prompt %s failed: %s: %s", job.prompt_id, type(error).__name__, error)
            self._end(job, "failed", "execution_error", failure_data(job, error))
        logger.info("the prompt %s took %.2f seconds: %s", job.prompt_id, time.monotonic() - began, job.state)

    def _end(self, job: Job, state: State, event: str, data: dict[str, Any]) -> None:
        """Puts a prompt into the history, and tells its end. What reads the history then finds it there."""
        job.state = state
        if not any(message[0] == event for message in job.messages):
            self._tell(job, event, data)
        self._running.pop(job.prompt_id, None)
        self.history.put(job.prompt_id, job.history_entry())
        self._tell_status()
        if job.client_id is not None:
            self._sockets.send_sync("executing", {"node": None, "prompt_id": job.prompt_id}, job.client_id)
        job.ended.set_result(None)
        self._start()

    def _tell(self, job: Job, event: Any, data: Any) -> None:
        """An event goes to the client of its prompt alone; that of a prompt without one to all, if all may know it."""
        if event in ("status", "executing") and (event == "status" or data.get("node") is None):
            return  # the server has its own
        job.heard(event, data)
        if isinstance(data, dict) and job.messages and job.messages[-1][0] == event:
            data = job.messages[-1][1]  # with the time
        if job.client_id is None:
            if event in ("execution_interrupted", "progress", "progress_state"):
                self._sockets.send_sync(event, data)
            elif isinstance(event, BinaryEventTypes):
                self._sockets.send_to_knowing(event, data)
        # Programs that connect only to learn of the end take every bare picture for an output.
        elif not _is_preview(event, data) or job.is_watched or self._sockets.takes_metadata(job.client_id):
            self._sockets.send_sync(event, data, job.client_id)

    def _tell_status(self) -> None:
        self._sockets.send_sync("status", {"status": self.info()})


def _is_preview(event: Any, data: Any) -> bool:
    """Whether an event is the preview of a step; pictures that nodes send as their output are PNG files."""
    return event is BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA and data[0][0] != "PNG"
