"""The client's end of the channel: it listens, workers connect.

Who connects shows that it has the key, and the client does too, by multiprocessing's challenges; what follows is not
encrypted. Messages of workers: hello, start (answered with go or refuse), event, need (answered with file), done. The
client says beside: cancel, leave.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any, Protocol

from .frames import LIMIT, pack, unpack, unpack_event
from .work import Address

logger = logging.getLogger(__name__)

#: Seconds that someone has to show the key.
HANDSHAKE = 10.0


class Listener(Protocol):
    """Hears of one prompt. Called on threads of the channel."""

    def may_start(self, ticket: str, worker: str) -> bool:
        """A worker is about to run it: whether it may."""
        ...

    def heard(self, ticket: str, event: Any, data: Any, sid: str | None) -> None: ...

    def content(self, digest: str) -> bytes | None:
        """A file that the worker lacks."""
        ...

    def done(self, ticket: str) -> None:
        """All events of that submission have been heard."""
        ...

    def lost(self, worker: str) -> None:
        """The worker that runs it has gone."""
        ...


class _Peer:
    """A worker process that is connected."""

    def __init__(self, accepted: socket.socket, connection: Connection) -> None:
        self._socket = accepted
        self.connection = connection
        self.name = "a worker"
        self.prompts: set[str] = set()
        self._lock = threading.Lock()

    def send(self, message: bytes) -> None:
        with self._lock, contextlib.suppress(OSError, ValueError):
            self.connection.send_bytes(message)

    def end(self) -> None:
        """Ends the connection; whoever reads from it finds its end."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


class Channel:
    def __init__(self, hosts: Sequence[str]) -> None:
        self._key = os.urandom(32)
        self._listeners: dict[str, Listener] = {}
        self._peers: set[_Peer] = set()
        self._lock = threading.Lock()
        self._is_closed = False
        self._sockets = _listen(hosts)
        port = self._sockets[0].getsockname()[1]
        self.address = Address(tuple(server.getsockname()[0] for server in self._sockets), port, self._key)
        for server in self._sockets:
            threading.Thread(target=self._accept, args=(server,), name="libcomfy-channel", daemon=True).start()

    def listen(self, prompt_id: str, listener: Listener) -> None:
        self._listeners[prompt_id] = listener

    def forget(self, prompt_id: str) -> None:
        self._listeners.pop(prompt_id, None)

    def cancel(self, prompt_id: str) -> None:
        """Asks whoever runs a prompt to end it."""
        with self._lock:
            peers = [peer for peer in self._peers if prompt_id in peer.prompts]
        for peer in peers:
            peer.send(pack({"what": "cancel", "prompt_id": prompt_id}))

    def workers(self) -> list[str]:
        """The names of the workers that are connected."""
        with self._lock:
            return sorted(peer.name for peer in self._peers)

    def clear_caches(self) -> None:
        """Asks all workers to forget their caches, once they run nothing."""
        with self._lock:
            peers = list(self._peers)
        for peer in peers:
            peer.send(pack({"what": "clear"}))

    def close(self) -> None:
        """Tells all workers that the client has gone."""
        self._is_closed = True
        for server in self._sockets:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        with self._lock:
            peers = list(self._peers)
        for peer in peers:
            peer.send(pack({"what": "leave"}))
            peer.end()

    def _accept(self, server: socket.socket) -> None:
        while not self._is_closed:
            try:
                accepted, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(accepted,), name="libcomfy-channel", daemon=True).start()

    def _serve(self, accepted: socket.socket) -> None:
        peer = self._greet(accepted)
        if peer is None:
            return
        with self._lock:
            self._peers.add(peer)
        try:
            while True:
                head, body = unpack(peer.connection.recv_bytes(LIMIT))
                self._answer(peer, head, body)
        except (EOFError, OSError, ValueError, KeyError, TypeError):
            pass
        finally:
            with self._lock:
                self._peers.discard(peer)
            for prompt_id in peer.prompts:
                listener = self._listeners.get(prompt_id)
                if listener is not None and not self._is_closed:
                    listener.lost(peer.name)
            peer.end()
            peer.connection.close()
            accepted.close()

    def _greet(self, accepted: socket.socket) -> _Peer | None:
        """The one who has connected, if it shows the key in time."""
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection = Connection(os.dup(accepted.fileno()))
        late = threading.Timer(HANDSHAKE, _shut_down, [accepted])
        late.daemon = True
        late.start()
        try:
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
            return _Peer(accepted, connection)
        except Exception as error:
            logger.warning("someone without the key has called: %s", error)
            connection.close()
            accepted.close()
            return None
        finally:
            late.cancel()

    def _answer(self, peer: _Peer, head: dict[str, Any], body: bytes) -> None:
        what = head["what"]
        if what == "hello":
            peer.name = str(head["worker"])
            return
        prompt_id, ticket = head["prompt_id"], head.get("ticket", "")
        listener = self._listeners.get(prompt_id)
        if what == "start":
            may = listener is not None and listener.may_start(ticket, peer.name)
            if may:
                peer.prompts.add(prompt_id)
            peer.send(pack({"what": "go" if may else "refuse", "ticket": ticket}))
        elif what == "need":
            content = listener.content(head["digest"]) if listener is not None else None
            peer.send(pack({"what": "file", "ticket": ticket, "is_there": content is not None}, content or b""))
        elif what == "done":
            peer.prompts.discard(prompt_id)
            if listener is not None:
                listener.done(ticket)
        elif what == "event" and listener is not None:
            listener.heard(ticket, *unpack_event(head, body))


def _shut_down(accepted: socket.socket) -> None:
    with contextlib.suppress(OSError):
        accepted.shutdown(socket.SHUT_RDWR)


def _listen(hosts: Sequence[str]) -> list[socket.socket]:
    """Sockets of the same port at all addresses."""
    first = socket.create_server((hosts[0], 0), family=_family(hosts[0]), backlog=128)
    sockets, port = [first], first.getsockname()[1]
    for host in hosts[1:]:
        with contextlib.suppress(OSError):
            sockets.append(socket.create_server((host, port), family=_family(host), backlog=128))
    return sockets


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
