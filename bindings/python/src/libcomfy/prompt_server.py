"""ComfyUI's server as nodes see it, who send it messages and give it routes. There is no server here.

Messages reach the progress handler of the prompt whose node sends them. Routes and handlers of prompts are taken, and
never called.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from .execution_context import current_execution_context
from .progress import current_client_id, send_progress_text

#: Whom the messages of a prompt's nodes are told, by the prompt's id.
_listeners: dict[str, Callable[[Any, Any, str | None], None]] = {}


@contextlib.contextmanager
def listening(prompt_id: str, tell: Callable[[Any, Any, str | None], None]) -> Iterator[None]:
    """Has messages of a prompt's nodes told on their threads, while it is under way."""
    _listeners[prompt_id] = tell
    try:
        yield
    finally:
        _listeners.pop(prompt_id, None)


class _Routes:
    """Takes functions as aiohttp's route tables do, and leaves them as they are."""

    def _route(self, *_: Any, **__: Any) -> Callable[[Any], Any]:
        return lambda function: function

    get = post = put = patch = delete = head = view = route = static = _route


class _Application:
    """Takes routes as aiohttp's applications do."""

    def __init__(self) -> None:
        self.router = self

    def add_routes(self, routes: Any) -> list[Any]:
        return []

    def _add(self, *_: Any, **__: Any) -> None: ...

    add_get = add_post = add_put = add_patch = add_delete = add_static = add_route = add_view = add_subapp = _add


class PromptServer:
    """`PromptServer.instance` is the one that nodes know."""

    instance: PromptServer

    def __init__(self, loop: Any = None) -> None:
        self.loop = loop
        self.routes = _Routes()
        self.app = _Application()
        #: Functions that want to change prompts before they are queued. Nobody calls them.
        self.on_prompt_handlers: list[Callable[[Any], Any]] = []

    @property
    def client_id(self) -> str | None:
        """Whom the events of the running node's prompt are addressed to."""
        return current_client_id()

    @property
    def last_node_id(self) -> str | None:
        """The node that runs in the caller's context."""
        return current_execution_context().node_id

    @property
    def last_prompt_id(self) -> str | None:
        return current_execution_context().task_id

    def send_sync(self, event: Any, data: Any, sid: str | None = None) -> None:
        """Tells the prompt's progress handler a message of the node's own; outside of nodes nobody hears it."""
        listener = _listeners.get(self.last_prompt_id or "")
        if listener is not None:
            listener(event, data, sid)

    async def send(self, event: Any, data: Any, sid: str | None = None) -> None:
        self.send_sync(event, data, sid)

    def send_progress_text(self, text: str | bytes, node_id: str | None = None, sid: str | None = None) -> None:
        """Tells a text of the running node."""
        send_progress_text(text)

    def add_on_prompt_handler(self, handler: Callable[[Any], Any]) -> None:
        self.on_prompt_handlers.append(handler)

    def add_routes(self) -> None: ...


PromptServer.instance = PromptServer()
