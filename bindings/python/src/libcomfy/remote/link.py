"""A worker's end of the channel: one connection a process and client, shared by its threads."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any

from .frames import LIMIT, pack, pack_event, unpack
from .work import Address

#: Seconds for a connection, and for an answer.
CONNECT = 3.0
ANSWER = 30.0


class Link:
    """The connection to a client. Once it is lost, or if it never was, everything but progress goes on without."""

    def __init__(self, address: Address | None, name: str, left: Callable[[], None], clear: Callable[[], None]) -> None:
        """`left` is called once the client has gone, `clear` when it wants caches to be forgotten."""
        self._left = left
        self._clear = clear
        self._lock = threading.Lock()
        self._answers: dict[str, tuple[threading.Event, list[Any]]] = {}
        self._cancels: dict[str, Callable[[], None]] = {}
        self._socket: socket.socket | None = None
        self._connection: Connection | None = None
        if address is not None:
            self._connect(address)
        if self._connection is not None:
            self._send(pack({"what": "hello", "worker": name}))
            threading.Thread(target=self._read, name="libcomfy-link", daemon=True).start()

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def _connect(self, address: Address) -> None:
        for host in address.hosts:
            connected: socket.socket | None = None
            try:
                connected = socket.create_connection((host, address.port), timeout=CONNECT)
                connected.settimeout(None)
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                connection = Connection(os.dup(connected.fileno()))
                answer_challenge(connection, address.key)
                deliver_challenge(connection, address.key)
            except Exception:  # nobody there, or somebody else
                if connected is not None:
                    connected.close()
                continue
            self._socket, self._connection = connected, connection
            return

    def _send(self, message: bytes) -> bool:
        with self._lock:
            if self._connection is None:
                return False
            try:
                self._connection.send_bytes(message)
                return True
            except (OSError, ValueError):
                return False

    def _read(self) -> None:
        assert self._connection is not None
        try:
            while True:
                head, body = unpack(self._connection.recv_bytes(LIMIT))
                if head["what"] == "leave":
                    break
                if head["what"] == "clear":
                    threading.Thread(target=self._clear, name="libcomfy-clear", daemon=True).start()
                    continue
                if head["what"] == "cancel":
                    cancel = self._cancels.get(head["prompt_id"])
                    if cancel is not None:
                        cancel()
                    continue
                waiting = self._answers.get(head["ticket"])
                if waiting is not None:
                    waiting[1].append((head, body))
                    waiting[0].set()
        except (EOFError, OSError, ValueError, KeyError, TypeError):
            pass
        self._end()
        self._left()

    def _end(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None and self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            connection.close()
            self._socket.close()
        for event, _ in list(self._answers.values()):
            event.set()

    close = _end

    def _ask(self, ticket: str, message: bytes) -> tuple[dict[str, Any], bytes] | None:
        event: threading.Event = threading.Event()
        answers: list[Any] = []
        self._answers[ticket] = event, answers
        try:
            if not self._send(message):
                return None
            event.wait(ANSWER)
            return answers[0] if answers else None
        finally:
            del self._answers[ticket]

    # What a prompt says

    def start(self, prompt_id: str, ticket: str) -> bool:
        """Whether the prompt may run; True if nobody can be asked."""
        answer = self._ask(ticket, pack({"what": "start", "prompt_id": prompt_id, "ticket": ticket}))
        return answer is None or answer[0]["what"] == "go"

    def need(self, prompt_id: str, ticket: str, digest: str) -> bytes | None:
        """A file's content, or None."""
        message = pack({"what": "need", "prompt_id": prompt_id, "ticket": ticket, "digest": digest})
        answer = self._ask(ticket, message)
        return answer[1] if answer is not None and answer[0].get("is_there") else None

    def tell(self, prompt_id: str, ticket: str, event: Any, data: Any, sid: str | None) -> None:
        if self.is_open:
            self._send(pack_event(prompt_id, ticket, event, data, sid))

    def done(self, prompt_id: str, ticket: str) -> bool:
        """Says that all was said; whether the client will hear of it."""
        return self._send(pack({"what": "done", "prompt_id": prompt_id, "ticket": ticket}))

    @contextlib.contextmanager
    def cancellable(self, prompt_id: str, cancel: Callable[[], None]) -> Any:
        """Has `cancel` called if the client wants the prompt to end."""
        self._cancels[prompt_id] = cancel
        try:
            yield
        finally:
            self._cancels.pop(prompt_id, None)
