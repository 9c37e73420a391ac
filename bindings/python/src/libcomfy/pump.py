"""Running a task to its end: on an event loop without blocking it, or in a thread of one's own."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from .engine import Task
from .executor_types import ExecutorToClientProgress
from .notifications import ProgressNotification, deliver
from .prompt_server import listening

logger = logging.getLogger(__name__)

#: How many notifications are taken in one go before others on the event loop have their turn.
BATCH = 32


async def run_on_loop(task: Task, handler: ExecutorToClientProgress | None) -> None:
    """Tells the handler all notifications; returns when the prompt has ended.

    The task's descriptor wakes the event loop; no thread is involved. If the caller is cancelled, so is the prompt.
    """
    import asyncio

    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def take() -> None:
        try:
            for _ in range(BATCH):
                notification = task.poll(0)
                if notification is None:
                    break
                tell(handler, notification)
            if task.ended and not ended.done():
                ended.set_result(None)
        except BaseException as error:
            if not ended.done():
                ended.set_exception(error)

    descriptor = task.event_descriptor()
    loop.add_reader(descriptor, take)
    try:
        await ended
    except asyncio.CancelledError:
        task.cancel()
        raise
    finally:
        loop.remove_reader(descriptor)


def run_in_thread(task: Task, handler: ExecutorToClientProgress | None) -> None:
    """The same, waiting in the calling thread."""
    try:
        for notification in task.notifications():
            tell(handler, notification)
    except BaseException:
        task.cancel()
        raise


def hear_on_loop(prompt_id: str, handler: ExecutorToClientProgress | None) -> contextlib.AbstractContextManager[None]:
    """Lets a handler hear what a prompt's nodes say of their own, on the running loop. Enter it before queueing."""
    import asyncio

    loop = asyncio.get_running_loop()

    def forward(event: Any, data: Any, sid: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(tell, handler, ProgressNotification(event, data, sid))

    return listening(prompt_id, forward)


def hear_in_thread(prompt_id: str, handler: ExecutorToClientProgress | None) -> contextlib.AbstractContextManager[None]:
    """The same on the nodes' own threads."""
    return listening(prompt_id, lambda *message: tell(handler, ProgressNotification(*message)))


def tell(handler: ExecutorToClientProgress | None, notification: ProgressNotification) -> None:
    """Tells a handler; what it raises is logged, and does not end the prompt."""
    if handler is None:
        return
    try:
        deliver(notification, handler)
    except Exception:
        logger.exception("the progress handler failed with %s", notification.event)
