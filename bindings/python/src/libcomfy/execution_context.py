"""What surrounds a prompt, a node or a client: configuration, additional nodes, ids. Kept in a context variable."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .package_typing import ExportedNodes

if TYPE_CHECKING:
    from .executor_types import ExecutorToClientProgress


@dataclasses.dataclass(frozen=True)
class ExecutionContext:
    """`task_id` (the prompt's id), `node_id` and `list_index` are set while a node written in Python runs."""

    configuration: Mapping[str, Any] | None = None
    custom_nodes: ExportedNodes = dataclasses.field(default_factory=ExportedNodes)
    server: ExecutorToClientProgress | None = None
    task_id: str | None = None
    node_id: str | None = None
    list_index: int | None = None

    @property
    def prompt_id(self) -> str | None:
        return self.task_id


_context: ContextVar[ExecutionContext] = ContextVar("libcomfy_execution_context", default=ExecutionContext())  # noqa: B039


def current_execution_context() -> ExecutionContext:
    return _context.get()


@contextlib.contextmanager
def _changed(**changes: Any) -> Iterator[ExecutionContext]:
    context = dataclasses.replace(_context.get(), **changes)
    token = _context.set(context)
    try:
        yield context
    finally:
        # A fixture or a generator may be closed from another context than the one that it was opened in.
        with contextlib.suppress(ValueError):
            _context.reset(token)


def context_configuration(configuration: Mapping[str, Any] | None = None) -> contextlib.AbstractContextManager[Any]:
    """Clients that are made inside use this configuration if they have none of their own."""
    return _changed(configuration=configuration)


def context_add_custom_nodes(exported_nodes: ExportedNodes) -> contextlib.AbstractContextManager[Any]:
    """Clients that are entered, and prompts that are queued, inside know these nodes too."""
    merged = ExportedNodes().update(_context.get().custom_nodes).update(exported_nodes)
    return _changed(custom_nodes=merged)


def context_execute_node(node_id: str) -> contextlib.AbstractContextManager[Any]:
    return _changed(node_id=node_id)


def context_set_node_and_prompt(
    prompt_id: str, node_id: str, list_index: int | None = None
) -> contextlib.AbstractContextManager[Any]:
    return _changed(task_id=prompt_id, node_id=node_id, list_index=list_index)


def set_node(prompt_id: str | None, node_id: str | None, list_index: int | None) -> None:
    """Sets the ids for the rest of the current context, which is a node's own."""
    _context.set(dataclasses.replace(_context.get(), task_id=prompt_id, node_id=node_id, list_index=list_index))


def get_executing_context() -> ExecutionContext | None:
    """The context if a node runs, else None."""
    context = _context.get()
    return None if context.task_id is None or context.node_id is None else context


class CurrentNodeContext:
    """Sets the ids of the prompt and node that run, as a context manager that may be used several times."""

    def __init__(self, prompt_id: str, node_id: str, list_index: int | None = None) -> None:
        self._ids = (prompt_id, node_id, list_index)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> CurrentNodeContext:
        self._stack.enter_context(context_set_node_and_prompt(*self._ids))
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()
