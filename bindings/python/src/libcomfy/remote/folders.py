"""Folders of workers, which go with them: those of workers that were killed go when the next one comes."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

_PREFIX = "libcomfy-worker-"
_LOCK = ".lock"


def own_folder() -> tuple[Path, BinaryIO]:
    """A new folder, and the file whose lock says that it is in use."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        _remove_if_left(folder)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    new = folder / f"{_LOCK}.new"
    lock = new.open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    new.rename(folder / _LOCK)  # only now others look at it
    return folder, lock


def _remove_if_left(lock: Path) -> None:
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
    except OSError:  # somebody uses it, or it is somebody else's
        pass
