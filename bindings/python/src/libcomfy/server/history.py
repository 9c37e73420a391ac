"""The prompts that have ended, in memory and in a file, so that a restart does not lose them.

The file has a line of JSON for each change: an entry that came, {"delete": id} or {"clear": true}. It is written anew
when most of its lines no longer count.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

logger = logging.getLogger(__name__)

Entry = dict[str, Any]


class History:
    """Entries by prompt id, oldest first; of more than `limit` the oldest go."""

    def __init__(self, limit: int, file: Path | None = None) -> None:
        self._limit = limit
        self._entries: dict[str, Entry] = {}
        self._path = file
        self._file: BinaryIO | None = None
        self._lines = 0
        if file is not None:
            self._open(file)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, prompt_id: object) -> bool:
        return prompt_id in self._entries

    def get(self, prompt_id: str) -> Entry | None:
        return self._entries.get(prompt_id)

    def put(self, prompt_id: str, entry: Entry) -> None:
        self._put(prompt_id, entry)
        self._write({"id": prompt_id, "entry": entry})

    def _put(self, prompt_id: str, entry: Entry) -> None:
        self._entries.pop(prompt_id, None)
        self._entries[prompt_id] = entry
        while len(self._entries) > self._limit:
            del self._entries[next(iter(self._entries))]

    def delete(self, prompt_id: str) -> None:
        if self._entries.pop(prompt_id, None) is not None:
            self._write({"delete": prompt_id})

    def clear(self) -> None:
        self._entries.clear()
        self._write({"clear": True})

    def select(self, max_items: int | None = None, offset: int = -1) -> dict[str, Entry]:
        """At most `max_items`, without the `offset` oldest, or the latest ones if `offset` is negative."""
        count = len(self._entries) if max_items is None else max(0, max_items)
        start = max(0, len(self._entries) - count) if offset < 0 else offset
        chosen = list(self._entries.items())[start : start + count]
        return dict(chosen)

    def latest(self) -> Entry | None:
        return next(reversed(self._entries.values()), None)

    # The file

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab+")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            logger.warning("the history is not kept: %s: %s", path, error.strerror or error)
            self.close()
            return
        self._file.seek(0)
        for line in self._file:
            self._lines += 1
            with contextlib.suppress(ValueError, KeyError, TypeError):  # a line that was cut short
                self._replay(json.loads(line))
        self._compact()

    def _replay(self, change: dict[str, Any]) -> None:
        if "clear" in change:
            self._entries.clear()
        elif "delete" in change:
            self._entries.pop(change["delete"], None)
        else:
            entry = change["entry"]
            _, prompt_id, *_ = entry["prompt"]
            if all(isinstance(entry[key], dict) for key in ("outputs", "status")):
                self._put(prompt_id, entry)

    def _write(self, change: dict[str, Any]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(json.dumps(change, default=str).encode() + b"\n")
            self._file.flush()
        except (OSError, ValueError) as error:
            logger.warning("the history is no longer kept: %s", error)
            self.close()
            return
        self._lines += 1
        self._compact()

    def _compact(self) -> None:
        if self._path is None or self._lines <= 2 * len(self._entries) + 100:
            return
        new = self._path.with_suffix(".new")
        try:
            file = new.open("wb+")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for line in self._all_lines():
                file.write(line)
            file.flush()
            os.replace(new, self._path)
        except OSError as error:
            logger.warning("the history's file grows: %s", error)
            self._lines = 0
            return
        self.close()
        self._file, self._lines = file, len(self._entries)

    def _all_lines(self) -> Iterator[bytes]:
        for prompt_id, entry in self._entries.items():
            yield json.dumps({"id": prompt_id, "entry": entry}, default=str).encode() + b"\n"

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
