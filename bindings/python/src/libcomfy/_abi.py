"""The C ABI of include/comfy.h, declared for ctypes: structs, constants, functions, and where the library is.

Nothing here decides anything. `library()` loads the shared library on first use, so that importing the package is
cheap; errors of calls become exceptions in `errors.py`.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import (
    POINTER,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path
from typing import Any

from . import __version__

# comfy_status
OK = 0
TIMEOUT = 1
END = 2
INVALID_ARGUMENT = -1
INVALID_HANDLE = -2
INVALID_JSON = -5
INVALID_CONFIGURATION = -6
NOT_FOUND = -7
NOT_READY = -8
QUEUE_FULL = -9
VALIDATION_FAILED = -10
EXECUTION_FAILED = -11
CANCELLED = -12
CLOSED = -13
UNSUPPORTED = -14
IO = -15
OUT_OF_RESOURCES = -16
ALREADY_EXISTS = -18

# comfy_event_kind
EVENT_PREVIEW = 6
EVENT_PROGRESS_TEXT = 12

# comfy_executor
EXECUTOR_IN_PROCESS = 1
EXECUTOR_ISOLATED = 2


class Struct(ctypes.Structure):
    """A struct of the header: its first field `size` says how much of it the caller knows."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(size=ctypes.sizeof(self), **fields)


class Image(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("pixels", POINTER(c_uint8)),
        ("width", c_int64),
        ("height", c_int64),
        ("channels", c_int64),
        ("stride", c_int64),
        ("format", c_int32),
        ("index", c_int32),
        ("node_id", c_char_p),
        ("filename", c_char_p),
        ("subfolder", c_char_p),
        ("type", c_char_p),
    ]


class Event(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("kind", c_int32),
        ("reserved", c_int32),
        ("name", c_char_p),
        ("json", c_char_p),
        ("json_length", c_size_t),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("image", POINTER(Image)),
        ("sequence", c_uint64),
        ("dropped", c_uint64),
        ("timestamp_ms", c_int64),
    ]


class ClientOptions(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("configuration", c_char_p),
        ("base_directory", c_char_p),
        ("models_directory", c_char_p),
        ("input_directory", c_char_p),
        ("output_directory", c_char_p),
        ("temp_directory", c_char_p),
        ("client_id", c_char_p),
        ("executor", c_int32),
        ("max_workers", c_uint32),
        ("threads", c_uint32),
        ("flags", c_uint32),
        ("event_queue_size", c_uint32),
        ("reserved", c_uint32),
        ("event_callback", c_void_p),
        ("user_data", c_void_p),
        ("span_callback", c_void_p),
        ("memory_budget", c_uint64),
    ]


class PromptOptions(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("prompt_id", c_char_p),
        ("client_id", c_char_p),
        ("targets", POINTER(c_char_p)),
        ("target_count", c_size_t),
        ("priority", c_int32),
        ("flags", c_uint32),
        ("traceparent", c_char_p),
        ("extra_data", c_char_p),
        ("tracestate", c_char_p),
    ]


class Progress(Struct):
    _fields_ = [
        ("size", c_size_t),
        ("state", c_int32),
        ("reserved", c_int32),
        ("node_id", c_char_p),
        ("value", c_double),
        ("max", c_double),
        ("overall", c_double),
        ("nodes_done", c_size_t),
        ("nodes_total", c_size_t),
    ]


#: Functions that return a comfy_status and take a `comfy_error **` last: their other parameters.
FUNCTIONS: dict[str, list[Any]] = {
    "comfy_get_build_info": [POINTER(c_void_p)],
    "comfy_client_create": [POINTER(c_void_p), POINTER(ClientOptions)],
    "comfy_client_get_configuration": [POINTER(c_void_p), c_void_p],
    "comfy_client_get_node_schemas": [POINTER(c_void_p), c_void_p, c_char_p],
    "comfy_client_clear_cache": [c_void_p],
    "comfy_client_interrupt": [c_void_p, c_char_p],
    "comfy_client_get_memory": [POINTER(c_void_p), c_void_p],
    "comfy_client_set_history_limit": [c_void_p, c_size_t],
    "comfy_client_add_image": [c_void_p, c_char_p, POINTER(Image)],
    "comfy_client_queue_prompt": [POINTER(c_void_p), c_void_p, c_char_p, POINTER(PromptOptions)],
    "comfy_task_get_prompt_id": [POINTER(c_void_p), c_void_p],
    "comfy_task_wait": [c_void_p, c_int64],
    "comfy_task_cancel": [c_void_p],
    "comfy_task_get_progress": [POINTER(Progress), c_void_p],
    "comfy_task_get_result": [POINTER(c_void_p), c_void_p],
    "comfy_task_get_error": [POINTER(c_void_p), c_void_p],
    "comfy_task_get_image_count": [POINTER(c_size_t), c_void_p],
    "comfy_task_get_image": [POINTER(Image), c_void_p, c_size_t],
    "comfy_task_poll_event": [POINTER(Event), c_void_p, c_int64],
    "comfy_task_get_event_fd": [POINTER(c_int32), c_void_p],
}

#: The others: result and parameters.
PLAIN_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "comfy_version_string": (c_char_p, []),
    "comfy_status_name": (c_char_p, [c_int32]),
    "comfy_error_status": (c_int32, [c_void_p]),
    "comfy_error_message": (c_char_p, [c_void_p]),
    "comfy_error_details": (c_char_p, [c_void_p]),
    "comfy_error_release": (None, [c_void_p]),
    "comfy_free": (None, [c_void_p]),
    "comfy_client_destroy": (None, [c_void_p]),
    "comfy_client_cancel_and_destroy": (None, [c_void_p]),
    "comfy_task_release": (None, [c_void_p]),
}


def library_path() -> Path:
    """The shared library: what LIBCOMFY_LIBRARY names, else the one in the wheel."""
    named = os.environ.get("LIBCOMFY_LIBRARY")
    return Path(named) if named else Path(__file__).with_name("_native") / "libcomfy.so"


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
    _declare_plain(loaded, PLAIN_FUNCTIONS)
    version = loaded.comfy_version_string().decode()
    if version.split(".")[:2] != __version__.split(".")[:2]:
        raise ImportError(f"libcomfy: {path} has version {version}, which this package does not know", name="libcomfy")
    _declare(loaded, FUNCTIONS)
    return loaded


def declare(functions: dict[str, list[Any]], plain_functions: dict[str, tuple[Any, list[Any]]]) -> None:
    """Declares more functions, in the form of FUNCTIONS and PLAIN_FUNCTIONS."""
    _declare(library(), functions)
    _declare_plain(library(), plain_functions)


def _declare(loaded: ctypes.CDLL, functions: dict[str, list[Any]]) -> None:
    for name, parameters in functions.items():
        function = getattr(loaded, name)
        function.restype = c_int32
        function.argtypes = [*parameters, POINTER(c_void_p)]


def _declare_plain(loaded: ctypes.CDLL, functions: dict[str, tuple[Any, list[Any]]]) -> None:
    for name, (result, parameters) in functions.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = parameters
