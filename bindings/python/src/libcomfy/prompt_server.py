"""ComfyUI's server as nodes see it, who send it messages and give it routes.

Messages reach the progress handler of the prompt whose node sends them. Routes and handlers of prompts are taken, and
called only where libcomfy's server runs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

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


class RecordedRoute(NamedTuple):
    method: str
    path: str
    handler: Callable[[Any], Any]


class _Routes:
    """Takes functions as aiohttp's route tables do, and keeps them for libcomfy's server, should there be one."""

    def __init__(self) -> None:
        self.recorded: list[RecordedRoute] = []

    def route(self, method: str, path: str, **_: Any) -> Callable[[Any], Any]:
        def record(function: Any) -> Any:
            self.recorded.append(RecordedRoute(method, path, function))
            return function

        return record

    def get(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("DELETE", path, **options)

    def head(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("HEAD", path, **options)

    def view(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self.route("*", path, **options)

    def static(self, *_: Any, **__: Any) -> None: ...


class _Application:
    """Takes routes as aiohttp's applications do."""

    #: Whether no routes are taken any more.
    frozen = False

    def __init__(self) -> None:
        self.router = self

    def add_routes(self, routes: Any) -> list[Any]:
        return []

    def _add(self, *_: Any, **__: Any) -> None: ...

    add_get = add_post = add_put = add_patch = add_delete = add_static = add_route = add_view = add_subapp = _add


class _Queue:
    """The server's queue as nodes see it: what they would put into it is put into a client's."""

    #: The prompts that run now, for nodes that look for their own; they find none.
    currently_running: dict[int, Any]
    #: How ended prompts went, by id.
    history: dict[str, Any]

    def __init__(self) -> None:
        self.currently_running = {}
        self.history = {}
        self.queue: list[Any] = []
        self.flags: dict[str, Any] = {}

    def put(self, item: Any) -> None:
        raise NotImplementedError("nodes cannot queue prompts here: libcomfy's clients do (Comfy.queue_prompt)")

    def get_current_queue(self) -> tuple[list[Any], list[Any]]:
        return [], []

    def get_tasks_remaining(self) -> int:
        return 0

    def get_history(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {}

    def set_flag(self, name: str, data: Any) -> None:
        self.flags[name] = data


class PromptServer:
    """`PromptServer.instance` is the one that nodes know."""

    instance: PromptServer

    def __init__(self, loop: Any = None) -> None:
        self.loop = loop
        self.routes = _Routes()
        #: Tells the server's clients what no prompt's handler hears; None without a server.
        self.broadcast: Callable[[Any, Any, str | None], object] | None = None
        self.app = _Application()
        self.prompt_queue = _Queue()
        #: The number of the last prompt, and the sockets of browsers, by client, of which nodes hear nothing.
        self.number = 0
        self.sockets: dict[str, Any] = {}
        self.sockets_metadata: dict[str, Any] = {}
        #: What ComfyUI's server says that it can, which packs add to.
        self.supports = ["custom_nodes_from_web"]
        #: Functions that want to change prompts before they are queued. libcomfy's server calls them; clients do not.
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
        """Tells the prompt's progress handler a message of the node's own; outside of nodes a server's clients."""
        listener = _listeners.get(self.last_prompt_id or "") or self.broadcast
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
