"""What ComfyUI raises for prompts that fail.

That is ValueError with the validation errors as JSON, InterruptProcessingException, or the exception of the node itself.
A node of the library names its exception's type; the exception then is of that type and has the data of execution_error
as `details`. So has BrokenProcessPool, which a prompt raises whose worker process has died.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import json
from typing import Any

from . import _abi
from .errors import (
    ComfyError,
    DependencyCycleError,
    DuplicateNodeError,
    InterruptProcessingException,
    NodeExecutionError,
    NodeInputError,
    NodeNotFoundError,
)

_GRAPH_ERRORS: dict[str, type[Exception]] = {
    error.__name__: error for error in (DependencyCycleError, NodeInputError, NodeNotFoundError, DuplicateNodeError)
}


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
    if name == "BrokenProcessPool":
        from .worker_death import WorkerDied

        kind = WorkerDied
    message = str(details.get("exception_message", "")).removesuffix("\n")
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = NodeExecutionError
    if kind is KeyError:  # which says its key as Python writes it
        with contextlib.suppress(ValueError, SyntaxError):
            message = ast.literal_eval(message)
    try:
        exception = kind(_key(message) if kind is KeyError else message)
    except TypeError:  # such as UnicodeDecodeError, which wants more than a message
        exception = NodeExecutionError(message)
    exception.details = details  # type: ignore[attr-defined]
    return exception


def _key(message: str) -> Any:
    """What a KeyError says is its key as Python writes it, so that the text of one made of this would be quoted twice."""
    try:
        return ast.literal_eval(message)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return message
