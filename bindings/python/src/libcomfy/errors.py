"""Exceptions: those of the library's calls, which raise them here, and those of nodes."""

from __future__ import annotations

import ctypes
import json
from typing import Any

from . import _abi
from ._library import library


class ComfyError(RuntimeError):
    """A call of the library failed. `status` is its comfy_status, `details` what it knows beyond the message."""

    def __init__(self, message: str, status: int, details: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.details = details


class ConfigurationError(ComfyError, ValueError):
    """The configuration has an unknown key, a value of a wrong type, or a combination that cannot be."""


class NodeExecutionError(RuntimeError):
    """A node failed with an exception that has no class here; `details` is the data of execution_error."""

    details: Any = None


class InterruptProcessingException(Exception):
    """The prompt was cancelled or interrupted."""


class DependencyCycleError(Exception):
    """Nodes wait for each other's outputs."""


class NodeInputError(Exception):
    """A node's input cannot be made."""


class NodeNotFoundError(Exception):
    """A graph names a node that it does not have."""


class DuplicateNodeError(Exception):
    """An expansion has a node that exists already."""


def call(function: Any, *arguments: Any) -> int:
    """Calls a function of the ABI; returns its status, or raises its error."""
    error = ctypes.c_void_p()
    status: int = function(*arguments, ctypes.byref(error))
    if status >= _abi.STATUS_OK:
        return status
    raise _take_error(status, error)


def _take_error(status: int, error: ctypes.c_void_p) -> ComfyError:
    loaded = library()
    try:
        message = loaded.comfy_error_message(error).decode()
        text = loaded.comfy_error_details(error)
        details = json.loads(text) if text else None
    finally:
        loaded.comfy_error_release(error)
    message = message or loaded.comfy_status_name(status).decode()
    kind = ConfigurationError if status == _abi.STATUS_INVALID_CONFIGURATION else ComfyError
    return kind(message, status, details)


def take_text(function: Any, *arguments: Any) -> str | None:
    """Calls a function whose first parameter gives out text; None if there is nothing of that name."""
    text = ctypes.c_void_p()
    try:
        call(function, ctypes.byref(text), *arguments)
    except ComfyError as error:
        if error.status == _abi.STATUS_NOT_FOUND:
            return None
        raise
    try:
        return ctypes.string_at(text).decode()
    finally:
        library().comfy_free(text)
