"""Exceptions: those of the library's calls, and those that ComfyUI raises for prompts.

A prompt that fails raises what ComfyUI's embedded client raises: ValueError with the validation errors as JSON,
InterruptProcessingException, or the exception of the node itself. A node of the library names its exception's type;
the exception then is of that type and has the data of execution_error as `details`.
"""

from __future__ import annotations

import builtins
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


_GRAPH_ERRORS: dict[str, type[Exception]] = {
    error.__name__: error for error in (DependencyCycleError, NodeInputError, NodeNotFoundError, DuplicateNodeError)
}


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


def prompt_exception(error: ComfyError) -> BaseException:
    """What ComfyUI raises for a prompt whose task ended with this error."""
    if error.status == _abi.STATUS_VALIDATION_FAILED:
        return ValueError(json.dumps(error.details))
    if error.status == _abi.STATUS_CANCELLED:
        return InterruptProcessingException(str(error))
    if error.status == _abi.STATUS_EXECUTION_FAILED and isinstance(error.details, dict):
        return _node_exception(error.details)
    return error


def _node_exception(details: dict[str, Any]) -> BaseException:
    name = str(details.get("exception_type", "")).rpartition(".")[2]
    kind = _GRAPH_ERRORS.get(name) or getattr(builtins, name, None)
    message = str(details.get("exception_message", "")).removesuffix("\n")
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = NodeExecutionError
    try:
        exception = kind(message)
    except TypeError:  # such as UnicodeDecodeError, which wants more than a message
        exception = NodeExecutionError(message)
    exception.details = details  # type: ignore[attr-defined]
    return exception
