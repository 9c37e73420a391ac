"""The exception of a prompt whose worker process has died: a module of its own, since its base imports multiprocessing."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool

from .errors import NodeExecutionError


class WorkerDied(BrokenProcessPool, NodeExecutionError):
    """The process that ran the prompt was killed, crashed or ran out of memory; the message says which."""
