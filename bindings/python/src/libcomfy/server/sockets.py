"""The clients that are connected, and what is sent to them.

Each has a queue of its own and a task that empties it, so that one that reads slowly keeps nobody waiting. If its queue
is full, what another event of the same kind will follow goes first (progress, previews); if it is full of the others,
the client is given up.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import WSMsgType, web

from ..executor_types import ExecutorToClientProgress
from .answers import BadRequest, parse_json
from .frames import Frames

logger = logging.getLogger(__name__)

#: Frames that wait for one client.
QUEUE_LIMIT = 512
#: The longest message that a client may send; it has nothing longer to say than its feature flags.
MESSAGE_LIMIT = 256 * 1024
#: Seconds after which a client that does not answer is gone.
HEARTBEAT = 55.0


class Client:
    """A connected client."""

    def __init__(self, sid: str, socket: web.WebSocketResponse) -> None:
        self.sid = sid
        self.socket = socket
        self.feature_flags: dict[str, Any] = {}
        self._frames: deque[Frames] = deque()
        self._some = asyncio.Event()
        self.dropped = 0

    @property
    def wants_metadata(self) -> bool:
        return self.feature_flags.get("supports_preview_metadata") is True

    def send(self, frames: Frames) -> None:
        """Queues a frame; the task of the client sends it."""
        if len(self._frames) >= QUEUE_LIMIT and not self._make_room():
            if not self.socket.closed:
                logger.warning("the client %s reads too slowly and is given up", self.sid)
                self._frames.clear()
                self.abort()
            return
        self._frames.append(frames)
        self._some.set()

    def _make_room(self) -> bool:
        for index, frames in enumerate(self._frames):
            if frames.may_be_dropped:
                del self._frames[index]
                self.dropped += 1
                return True
        return False

    def abort(self) -> None:
        """Ends the connection without a word, whatever waits to be sent."""
        request = self.socket._req
        if request is not None and request.transport is not None:
            request.transport.abort()

    async def send_all(self) -> None:
        """Sends what is queued, until the connection ends."""
        while True:
            while self._frames:
                form = self._frames.popleft().form(self.wants_metadata)
                if isinstance(form, str):
                    await self.socket.send_str(form)
                elif form is not None:
                    await self.socket.send_bytes(form)
            self._some.clear()
            await self._some.wait()


class Sockets(ExecutorToClientProgress):
    """All clients, and what they are told."""

    def __init__(self, preview_size: int = 512) -> None:
        #: What clients are told that the server can do.
        self.features: dict[str, Any] = {}
        self._preview_size = preview_size
        self._clients: dict[str, Client] = {}
        #: Gives what a client is told first: (event, data) pairs.
        self.greeting: Callable[[str], Iterable[tuple[str, Any]]] = lambda sid: ()
        self.client_id: str | None = None
        self.last_node_id: str | None = None
        self.last_prompt_id: str | None = None

    def __len__(self) -> int:
        return len(self._clients)

    def __contains__(self, sid: object) -> bool:
        return sid in self._clients

    def takes_metadata(self, sid: str | None) -> bool:
        """Whether a client has said that it takes pictures with what they are of."""
        client = self._clients.get(sid) if sid is not None else None
        return client is not None and client.wants_metadata

    @property
    def receive_all_progress_notifications(self) -> bool:
        return True

    @property
    def sockets_metadata(self) -> dict[str, Any]:
        return {sid: {"feature_flags": client.feature_flags} for sid, client in self._clients.items()}

    def send_sync(self, event: Any, data: Any, sid: str | None = None) -> None:
        """Tells one client, or all if `sid` is None. Call it on the loop's thread."""
        frames = Frames(event, data, self._preview_size)
        for client in list(self._clients.values()) if sid is None else filter(None, [self._clients.get(sid)]):
            client.send(frames)

    def send_to_knowing(self, event: Any, data: Any) -> None:
        """Tells all clients that take pictures with what they are of."""
        frames = Frames(event, data, self._preview_size)
        for client in self._clients.values():
            if client.wants_metadata:
                client.send(frames)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A client's connection, from its beginning to its end."""
        socket = web.WebSocketResponse(compress=False, max_msg_size=MESSAGE_LIMIT, heartbeat=HEARTBEAT, timeout=5)
        await socket.prepare(request)
        client = Client(str(request.query.get("clientId") or uuid.uuid4().hex), socket)
        former = self._clients.get(client.sid)
        self._clients[client.sid] = client
        if former is not None:
            former.abort()
        for event, data in self.greeting(client.sid):
            client.send(Frames(event, data))
        sending = asyncio.create_task(client.send_all())
        try:
            await self._listen(client)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            if self._clients.get(client.sid) is client:
                del self._clients[client.sid]
        return socket

    async def _listen(self, client: Client) -> None:
        is_first, is_warned = True, False
        async for message in client.socket:
            if not is_first or message.type != WSMsgType.TEXT:
                continue
            try:
                said = parse_json(message.data.encode(errors="surrogatepass"))
            except BadRequest as error:
                if not is_warned:
                    logger.warning("the client %s: %s", client.sid[:64], error)
                is_warned = True
                continue
            # ComfyUI looks at the first JSON alone; what else comes is read and let go.
            is_first = False
            if isinstance(said, dict) and said.get("type") == "feature_flags":
                flags = said.get("data")
                client.feature_flags = flags if isinstance(flags, dict) else {}
                client.send(Frames("feature_flags", self.features))

    async def close(self) -> None:
        """Says goodbye to all."""
        clients = list(self._clients.values())
        goodbyes = [client.socket.close(code=1001, message=b"the server ends") for client in clients]
        if goodbyes:
            await asyncio.wait([asyncio.ensure_future(goodbye) for goodbye in goodbyes], timeout=2)
        for client in clients:
            client.abort()
