"""The two ways in which a client may run its prompts, and executors that keep context variables."""

from __future__ import annotations

import concurrent.futures
import contextvars
from collections.abc import Callable
from typing import Any


class ContextVarExecutor(concurrent.futures.ThreadPoolExecutor):
    """Threads of this process; what is submitted sees the context variables of the one who submits it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        return super().submit(contextvars.copy_context().run, fn, *args, **kwargs)


class ProcessPoolExecutor(concurrent.futures.Executor):
    """Processes of their own, started afresh rather than forked: a library instance does not survive a fork.

    Nothing is started before the first submission.
    """

    def __init__(self, max_workers: int | None = None, mp_context: Any = None, **options: Any) -> None:
        self._max_workers = max_workers
        self._mp_context = mp_context
        self._options = options
        self._pool: concurrent.futures.ProcessPoolExecutor | None = None
        self._is_shut_down = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        if self._is_shut_down:
            raise RuntimeError("cannot schedule new futures after shutdown")
        if self._pool is None:
            import multiprocessing

            context = self._mp_context or multiprocessing.get_context("spawn")
            options = {"initializer": _end_with_parent, **self._options}
            self._pool = concurrent.futures.ProcessPoolExecutor(self._max_workers, context, **options)
        return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._is_shut_down = True
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


def _end_with_parent() -> None:
    """Sees to it that a worker, whatever it is doing, ends when the process does that started it."""
    import multiprocessing.connection
    import os
    import threading

    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, name="libcomfy-parent", daemon=True).start()


class ContextVarProcessPoolExecutor(ProcessPoolExecutor):
    """ComfyUI's other name for it."""
