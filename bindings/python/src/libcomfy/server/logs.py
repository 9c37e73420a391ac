"""The latest lines of the log, for the page's panel."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections import deque
from typing import Any

from .sockets import Sockets

#: Lines that are kept.
LIMIT = 300
SIZE = {"cols": 120, "rows": 40}


class RecentLogs(logging.Handler):
    """Keeps the latest lines, and tells them to the clients that want to see them."""

    def __init__(self, sockets: Sockets, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
        self.entries: deque[dict[str, Any]] = deque(maxlen=LIMIT)
        self.subscribers: set[str] = set()
        self._sockets = sockets
        self._loop = loop

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record) + "\n"
        except Exception:
            self.handleError(record)
            return
        entry = {"t": datetime.datetime.fromtimestamp(record.created).isoformat(), "m": text}
        self.entries.append(entry)
        if self.subscribers and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, entry)

    def _tell(self, entry: dict[str, Any]) -> None:
        self.subscribers = {sid for sid in self.subscribers if sid in self._sockets}
        for sid in self.subscribers:
            self._sockets.send_sync("logs", {"entries": [entry], "size": SIZE}, sid)
