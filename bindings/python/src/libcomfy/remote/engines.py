"""The engines of a worker process: one for each client and configuration, shared by the process's threads."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import _abi
from ..configuration import model_management_args, to_json
from ..engine import Engine
from ..errors import ComfyError
from .folders import own_folder
from .inputs import InputStore
from .link import Link
from .outputs import Placer
from .work import PROCESS, Work

#: Seconds without a prompt after which an engine lets go of its models, and ends.
IDLE = float(os.environ.get("LIBCOMFY_WORKER_IDLE", "300"))

_DIRECTORIES = ("output", "input", "temp", "user")


def worker_name() -> str:
    """What this worker is called: by Dask, else by its machine and process."""
    worker = _dask_worker()
    return str(worker.address) if worker is not None else f"{socket.gethostname()}:{os.getpid()}"


def _dask_worker() -> Any:
    import sys

    if "distributed.worker" not in sys.modules:
        return None
    try:
        return sys.modules["distributed.worker"].get_worker()
    except ValueError:
        return None


def _threads(work: Work) -> int:
    """The threads for arithmetic: the worker's share of the processors."""
    worker = _dask_worker()
    if worker is not None:
        return int(worker.state.nthreads)
    return max(1, len(os.sched_getaffinity(0)) // work.share) if work.share > 1 else 0


class WorkerEngine:
    """An engine with folders of its own. It runs one prompt at a time, with all of its threads."""

    def __init__(self, work: Work) -> None:
        self.folder, self._lock = own_folder()
        self.directories = {kind: self.folder / kind for kind in _DIRECTORIES}
        self.inputs = InputStore(self.folder)
        self.name = worker_name()
        self.turn = threading.Lock()
        settings = {key: value for key, value in work.configuration.items() if not key.endswith("_directory")}
        if work.configuration.get("base_directory"):
            settings["base_directory"] = work.configuration["base_directory"]
        settings |= {f"{kind}_directory": str(path) for kind, path in self.directories.items()}
        for path in self.directories.values():
            path.mkdir(exist_ok=True)
        try:
            self.engine = _open(settings, _threads(work))
            self.engine.register_installed_nodes()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        shared = {kind: Path(work.configuration.get(f"{kind}_directory", "")) for kind in ("output", "temp")}
        #: For folders that are shared: where outputs went.
        self.placer = Placer(shared)
        self.link = Link(work.address, self.name, lambda: _discard(self), self.engine.clear_cache)
        self.users = 0
        self.is_unwanted = False
        self._timer: threading.Timer | None = None

    def rest(self) -> None:
        """Ends after a while, unless there is another prompt before."""
        self.wake()
        self._timer = threading.Timer(IDLE, _discard, [self])
        self._timer.daemon = True
        self._timer.start()

    def wake(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        self.wake()
        self.link.close()
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def _open(settings: dict[str, Any], threads: int) -> Engine:
    """An engine whose prompts run in a process beside this one, so that a crash is an exception here."""
    try:
        return Engine(settings, executor="isolated", threads=threads)
    except ComfyError as error:
        if error.status != _abi.STATUS_NOT_FOUND:
            raise
        managed = model_management_args()
        plain = {key: value for key, value in settings.items() if key not in managed}
        return Engine(plain, threads=threads)


_engines: dict[tuple[str, str], WorkerEngine] = {}
_lock = threading.Lock()


@contextlib.contextmanager
def engine_for(work: Work) -> Iterator[WorkerEngine]:
    """The engine for a prompt; it stays for the next one."""
    key = work.client, to_json(work.configuration)
    with _lock:
        engine = _engines.get(key)
        if engine is None:
            engine = _engines[key] = WorkerEngine(work)
        engine.wake()
        engine.users += 1
    try:
        yield engine
    finally:
        with _lock:
            engine.users -= 1
            is_last, is_unwanted = engine.users == 0, engine.is_unwanted
            if is_last and not is_unwanted:
                engine.rest()
        if is_last and is_unwanted:
            engine.close()


def _discard(engine: WorkerEngine) -> None:
    """Takes an engine down, at once or after the prompts that it still runs."""
    with _lock:
        for key in [key for key, known in _engines.items() if known is engine]:
            del _engines[key]
        is_first, engine.is_unwanted = not engine.is_unwanted, True
        is_idle = engine.users == 0
    if is_first and is_idle:
        engine.close()


def all_engines() -> list[WorkerEngine]:
    with _lock:
        return list(_engines.values())


def discard_all() -> None:
    for engine in all_engines():
        _discard(engine)


def is_here(work: Work) -> bool:
    """Whether the client of a prompt is in this process."""
    return work.process == PROCESS
