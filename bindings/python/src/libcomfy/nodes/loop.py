"""The event loop on which asynchronous nodes run: one thread for the process, started when it is first needed."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Coroutine
from typing import Any

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_process = 0


def node_loop() -> asyncio.AbstractEventLoop:
    global _loop, _process
    with _lock:
        if _loop is None or _process != os.getpid():
            _loop, _process = asyncio.new_event_loop(), os.getpid()
            threading.Thread(target=_run, args=(_loop,), name="libcomfy-nodes", daemon=True).start()
        return _loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    torch: Any = sys.modules.get("torch")
    if not hasattr(torch, "inference_mode"):  # a folder of that name is a module too
        loop.run_forever()
    else:
        with torch.inference_mode():  # as ComfyUI's nodes run
            loop.run_forever()


def submit(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Starts a coroutine; the future that this gives is a concurrent one."""
    return asyncio.run_coroutine_threadsafe(coroutine, node_loop())


def wait_for(result: Any) -> Any:
    """The result of a function that may be asynchronous, waiting in the calling thread."""
    if not hasattr(result, "__await__"):
        return result

    async def awaited(awaitable: Awaitable[Any]) -> Any:
        return await awaitable

    return submit(awaited(result)).result()
