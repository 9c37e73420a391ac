"""Files of outputs: taken as bytes at the worker, numbered and written at the client."""

from __future__ import annotations

import copy
import os
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: What numbers the library gives: "name_00001_.png".
_NUMBERED = re.compile(r"^(.*)_(\d{5,})_(\.[^.]*)$", re.S)

#: Placing one file at a time keeps the numbers of this process without gaps.
_placing = threading.Lock()


def file_items(outputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The files among the outputs of nodes."""
    for output in outputs.values():
        if isinstance(output, dict):
            yield from items_of(output)


def items_of(output: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The files of one node's output."""
    for items in output.values():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("filename"), str) and isinstance(item.get("type"), str):
                yield item


def take(outputs: Mapping[str, Any], directories: Mapping[str, Path]) -> dict[str, bytes]:
    """The contents of outputs' files by their paths.

    What is taken stays as an empty file, so that its number is not given twice; one that a cache names again is not
    taken again.
    """
    contents = {}
    for item in file_items(outputs):
        path = path_of(item, directories)
        if path is None or str(path) in contents:
            continue
        try:
            content = path.read_bytes()
            if content:
                contents[str(path)] = content
                os.truncate(path, 0)
        except OSError:
            continue  # a node has said something of a file that is none
    return contents


def path_of(item: Mapping[str, Any], directories: Mapping[str, Path]) -> Path | None:
    """The path of an output's file; None if it leads out of its directory."""
    root = directories.get(item["type"])
    if root is None:
        return None
    path = os.path.abspath(os.path.join(root, str(item.get("subfolder") or ""), item["filename"]))
    return Path(path) if path.startswith(os.path.abspath(root) + os.sep) else None


class Placer:
    """Writes files of outputs into a client's directories, and remembers where those went that are named again."""

    #: Files that are remembered.
    LIMIT = 100_000

    def __init__(self, directories: Mapping[str, Path]) -> None:
        self._directories = directories
        self._placed: dict[tuple[str, str], str] = {}

    def place(
        self, outputs: Mapping[str, Any], worker: str, theirs: Mapping[str, Path], files: Mapping[str, bytes]
    ) -> dict[str, Any]:
        """Outputs as they are here. `theirs` are the worker's directories, `files` what it has sent."""
        placed = copy.deepcopy(dict(outputs))
        for item in file_items(placed):
            path = path_of(item, theirs)
            if path is None or item["type"] not in self._directories:
                continue
            key = worker, str(path)
            if str(path) in files:
                while len(self._placed) >= self.LIMIT:
                    del self._placed[next(iter(self._placed))]
                folder = inside(self._directories[item["type"]], str(item.get("subfolder") or ""))
                self._placed[key] = str(write_numbered(folder, item["filename"], files[str(path)]))
            if key in self._placed:
                item["filename"] = os.path.basename(self._placed[key])
                item["abs_path"] = self._placed[key]
        return placed


def inside(root: Path, subfolder: str) -> Path:
    """A folder below another one. Raises ValueError if the name leads out of it."""
    path = os.path.abspath(os.path.join(root, subfolder))
    if os.path.commonpath([os.path.abspath(root), path]) != os.path.abspath(root):
        raise ValueError(f"the folder {subfolder!r} of an output leads out of {root}")
    return Path(path)


def write_numbered(folder: Path, name: str, content: bytes) -> Path:
    """Writes a file under its name with the next number that is free, also if others write there."""
    name = os.path.basename(name)
    match = _NUMBERED.match(name)
    stem, number, ending = match.groups() if match else (*os.path.splitext(name)[:1], "0", os.path.splitext(name)[1])
    folder.mkdir(parents=True, exist_ok=True)
    with _placing:
        next_number = _next_number(folder, stem, ending) if match else 0
        while True:
            if match:
                name = f"{stem}_{next_number:05}_{ending}"
            elif next_number:
                name = f"{stem} ({next_number}){ending}"
            try:
                descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                next_number += 1
                continue
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            return folder / name


def _next_number(folder: Path, stem: str, ending: str) -> int:
    numbers = (_NUMBERED.match(entry) for entry in os.listdir(folder) if entry.startswith(stem))
    return max((int(match.group(2)) for match in numbers if match and match.group(1) == stem), default=0) + 1
