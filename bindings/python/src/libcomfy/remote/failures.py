"""What prompts raise that workers have had to do with."""

from __future__ import annotations

import concurrent.futures
import json
from typing import Any

from ..worker_death import WorkerDied

#: Exceptions of executors that say that a worker has gone, by their names: none of their packages is imported.
_LOST = {
    "KilledWorker",  # dask.distributed
    "CommClosedError",
    "TerminatedWorkerError",  # loky
    "ManagerLost",  # parsl
    "WorkerLost",
    "InterchangeError",
}


class WorkerLacksModel(ValueError):
    """A worker has no model of a name that the prompt says. Nothing of it has run.

    The message begins with the worker's name; `details` are ComfyUI's validation errors.
    """

    def __init__(self, message: str, details: Any = None) -> None:
        super().__init__(message)
        self.details = details


class NotAgain(Exception):
    """A worker has begun a prompt that the client no longer wants run."""


def is_lost_worker(error: BaseException) -> bool:
    """Whether an exception means that the worker has died, rather than that the prompt has failed."""
    return isinstance(error, concurrent.futures.BrokenExecutor) or type(error).__name__ in _LOST


def attempts_of(error: BaseException) -> int:
    """How many workers have died under a prompt that raised this: Dask tries again by itself before it gives up."""
    allowed = getattr(error, "allowed_failures", None)
    return 1 + allowed if isinstance(allowed, int) else 1


def given_up(prompt_id: str, workers: list[str], last: BaseException | None) -> WorkerDied:
    """The exception of a prompt under which too many workers have died."""
    names = ", ".join(dict.fromkeys(workers)) or "unknown"
    message = f"the prompt was given up after {len(workers)} attempts: each time its worker died ({names})"
    details = getattr(last, "details", None)
    error = WorkerDied(message)
    error.details = {
        "node_id": "",
        "node_type": "",
        "executed": [],
        "current_inputs": {},
        "current_outputs": [],
        "traceback": [],
        **(details if isinstance(details, dict) else {}),
        "prompt_id": prompt_id,
        "exception_type": "BrokenProcessPool",
        "exception_message": message,
    }
    return error


def lacking_model(worker: str, error: ValueError) -> WorkerLacksModel | None:
    """The error of a prompt that does not validate because of files that the worker does not have, or None."""
    try:
        nodes = json.loads(str(error))
        problems = [problem for node in nodes.values() for problem in node["errors"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    names = [_missing_file(problem) for problem in problems if problem.get("type") == "value_not_in_list"]
    found = sorted({name for name in names if name is not None})
    if not found:
        return None
    return WorkerLacksModel(f"the worker {worker} has no {', no '.join(found)}: {error}", nodes)


def _missing_file(problem: dict[str, Any]) -> str | None:
    received = (problem.get("extra_info") or {}).get("received_value")
    is_file = isinstance(received, str) and received.lower().endswith(_MODEL_ENDINGS)
    return received if is_file else None


_MODEL_ENDINGS = (".safetensors", ".sft", ".ckpt", ".pt", ".pt2", ".pth", ".bin", ".gguf", ".pkl")
