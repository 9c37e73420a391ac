"""Runs prompts on an engine of this machine, isolated in processes of their own unless the options say otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from .. import _abi
from .._library import library
from ..engine import Engine, Task
from ..errors import call
from ..executor_types import ExecutorToClientProgress
from ..prompts import prompt_text
from ..pump import hear_on_loop, run_on_loop
from .job import Job
from .sockets import Sockets


class _Listener(ExecutorToClientProgress):
    """Hears the events of one prompt."""

    def __init__(self, tell: Callable[[Any, Any], None]) -> None:
        self._tell = tell
        self.client_id: str | None = None
        self.last_node_id: str | None = None
        self.last_prompt_id: str | None = None

    def send_sync(self, event: Any, data: Any, sid: str | None = None) -> None:
        self._tell(event, data)


class LocalRunner:
    def __init__(self, engine: Engine, capacity: int, sockets: Sockets) -> None:
        self.capacity = capacity
        self.changed: Callable[[], None] = lambda: None
        self._engine = engine
        # What nodes say of their own goes to whom they say, and not to their prompt's client alone.
        self._sockets = sockets
        self._tasks: dict[str, Task] = {}
        # The server has a history of its own, which is the one that is asked.
        call(library().comfy_client_set_history_limit, engine.handle, 0)

    async def run(self, job: Job, tell: Callable[[Any, Any], None]) -> dict[str, Any]:
        listener = _Listener(tell)
        with hear_on_loop(job.prompt_id, self._sockets):
            task = self._engine.queue(
                prompt_text(job.prompt),
                prompt_id=job.prompt_id,
                client_id=job.client_id,
                targets=job.targets,
                extra_data={**job.extra_data, **job.secrets},
            )
            self._tasks[job.prompt_id] = task
            try:
                await run_on_loop(task, listener)
                return task.result()
            finally:
                del self._tasks[job.prompt_id]
                task.release()

    def interrupt(self, job: Job) -> None:
        task = self._tasks.get(job.prompt_id)
        if task is not None:
            task.cancel()

    async def free(self, models: bool, cache: bool) -> None:
        """Unloads models, or forgets outputs; a worker that runs a prompt does so at its end."""
        flags = (_abi.FREE_MODELS if models else 0) | (_abi.FREE_CACHE if cache else 0)
        if flags:
            await asyncio.to_thread(call, library().comfy_client_free_memory, self._engine.handle, flags)

    def devices(self) -> list[Mapping[str, Any]]:
        return []

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.cancel_and_close)
