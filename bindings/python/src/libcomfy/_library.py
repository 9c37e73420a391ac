"""The shared library: where it is, and the functions of `_abi.py` in it. Errors of calls become exceptions in `errors.py`.

It is loaded on first use, so that importing the package is cheap.
"""

from __future__ import annotations

import ctypes
import functools
import os
from pathlib import Path

from . import _abi


def library_path() -> Path:
    """The shared library: what LIBCOMFY_LIBRARY names, else the one in the wheel, else that of the system, by its name."""
    named = os.environ.get("LIBCOMFY_LIBRARY")
    if named:
        return Path(named)
    packed = Path(__file__).with_name("_native") / "libcomfy.so"
    return packed if packed.exists() else Path(_abi.SONAME)


@functools.cache
def library() -> ctypes.CDLL:
    """The loaded library with all functions declared.

    Raises ImportError if it is missing or is of another version than this package.
    """
    path = library_path()
    try:
        loaded = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(f"libcomfy: cannot load {path}: {error}", name="libcomfy", path=str(path)) from error
    _declare(loaded, "comfy_version_string")
    version = loaded.comfy_version_string().decode()
    if version.split(".")[:2] != _abi.VERSION.split(".")[:2]:
        raise ImportError(f"libcomfy: {path} has version {version}, which this package does not know", name="libcomfy")
    for name in _abi.FUNCTIONS:
        _declare(loaded, name)
    return loaded


def _declare(loaded: ctypes.CDLL, name: str) -> None:
    function = getattr(loaded, name)
    function.restype, function.argtypes = _abi.FUNCTIONS[name]
