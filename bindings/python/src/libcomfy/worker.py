"""What runs inside an executor that was passed in: a worker, thread or process, has an engine of its own."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from .configuration import model_management_args, to_json
from .engine import Engine
from .executor_types import ExecutorToClientProgress
from .package_typing import ExportedNodes
from .pump import hear_in_thread, run_in_thread


class HandlerReference:
    """A progress handler on its way to a worker.

    Threads get the handler itself, other processes a copy if it can be pickled, else none: there, the notifications
    are lost, as they are with ComfyUI.
    """

    def __init__(self, handler: ExecutorToClientProgress | None) -> None:
        self.handler = handler

    def __getstate__(self) -> dict[str, Any]:
        try:
            pickle.dumps(self.handler)
        except Exception:
            return {"handler": None}
        return {"handler": self.handler}


class _Worker(threading.local):
    engine: Engine | None = None
    configuration: str | None = None


_worker = _Worker()


def _engine_for(configuration: Mapping[str, Any] | None) -> Engine:
    wanted = to_json(configuration)
    if _worker.engine is None or _worker.configuration != wanted:
        clean_up()
        # Whoever asked for a process of its own has it.
        managed = model_management_args()
        plain = {key: value for key, value in (configuration or {}).items() if key not in managed}
        _worker.engine, _worker.configuration = Engine(plain), wanted
        _worker.engine.register_installed_nodes()
    return _worker.engine


def execute_prompt(
    workflow: str,
    prompt_id: str,
    client_id: str | None,
    handler: HandlerReference,
    configuration: Mapping[str, Any] | None,
    targets: Sequence[str] | None,
    nodes: ExportedNodes,
    trace: Mapping[str, str],
) -> dict[str, Any]:
    """Runs a prompt on this worker's engine and returns its outputs, or raises what ComfyUI raises.

    To another process `nodes` go by the names of their classes' modules, which it must be able to import.
    """
    engine = _engine_for(configuration)
    engine.register_known(nodes)
    with hear_in_thread(prompt_id, handler.handler):
        task = engine.queue(workflow, prompt_id=prompt_id, client_id=client_id, targets=targets, trace=trace)
        try:
            run_in_thread(task, handler.handler)
            return task.result()
        finally:
            task.release()


def clear_cache() -> None:
    """Forgets this worker's cached outputs and unloads its models."""
    if _worker.engine is not None:
        _worker.engine.clear_cache()


def clean_up() -> None:
    """Takes this worker's engine down."""
    if _worker.engine is not None:
        _worker.engine.close()
        _worker.engine = _worker.configuration = None
