"""What runs inside a worker process of an executor."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from ..errors import ComfyError, InterruptProcessingException
from ..prompt_server import listening
from .engines import WorkerEngine, all_engines, discard_all, engine_for
from .failures import NotAgain, lacking_model
from .outputs import take
from .work import PROCESS, InputsMissing, Result, Work


def execute(work: Work) -> Result:
    """Runs a prompt, and returns its outputs with their files, or raises what ComfyUI raises.

    Node classes of the client go by the names of their modules, which this process must be able to import.
    """
    with engine_for(work) as engine:
        cancelled = threading.Event()
        running: list[Any] = []

        def cancel() -> None:
            cancelled.set()
            for task in list(running):
                with contextlib.suppress(ComfyError):  # it has just ended
                    task.cancel()

        with engine.link.cancellable(work.prompt_id, cancel):
            try:
                with _turn(engine, cancelled):
                    if not engine.link.start(work.prompt_id, work.ticket):
                        raise NotAgain(work.prompt_id)
                    outputs = _run(engine, work, cancelled, running)
                    files = take(outputs, engine.directories)
            except BaseException:
                engine.link.done(work.prompt_id, work.ticket)
                raise
            if work.results == "paths":
                outputs, files = engine.placer.place(outputs, PROCESS, engine.directories, files), {}
            is_told = engine.link.done(work.prompt_id, work.ticket)
        directories = {kind: str(path) for kind, path in engine.directories.items()}
    return Result(outputs, PROCESS, directories, files, is_told)


@contextlib.contextmanager
def _turn(engine: WorkerEngine, cancelled: threading.Event) -> Any:
    """Waits until no other prompt runs."""
    while not engine.turn.acquire(timeout=0.1):
        if cancelled.is_set():
            raise InterruptProcessingException("the prompt was cancelled")
    try:
        yield
    finally:
        engine.turn.release()


def _run(engine: WorkerEngine, work: Work, cancelled: threading.Event, running: list[Any]) -> dict[str, Any]:
    for digest, content in work.contents.items():
        engine.inputs.add(digest, content)
    missing = engine.inputs.fetch(work.inputs, lambda digest: engine.link.need(work.prompt_id, work.ticket, digest))
    if missing:
        raise InputsMissing(missing)
    engine.inputs.arrange(work.inputs)
    engine.engine.register_known(work.nodes)

    def tell(event: Any, data: Any, sid: str | None = None) -> None:
        engine.link.tell(work.prompt_id, work.ticket, event, data, sid)

    with listening(work.prompt_id, tell):
        task = engine.engine.queue(
            work.workflow,
            prompt_id=work.prompt_id,
            client_id=work.client_id,
            targets=work.targets,
            extra_data=work.extra_data,
            trace=work.trace,
        )
        try:
            running.append(task)
            if cancelled.is_set():
                task.cancel()
            for event, data, sid in task.notifications():
                tell(event, data, sid)
            return task.result()
        except ValueError as error:
            raise lacking_model(engine.name, error) or error from None
        except BaseException:
            task.cancel()
            raise
        finally:
            running.clear()
            task.release()


def clear_cache() -> None:
    """Forgets this worker's cached outputs and unloads its models."""
    for engine in all_engines():
        engine.engine.clear_cache()


def clean_up() -> None:
    """Takes this worker's engines down."""
    discard_all()
