"""Files of the input folder: found by name at the client, kept by content at the worker."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_KINDS = ("input", "output", "temp")


def named_files(prompt: Mapping[str, Any], directories: Mapping[str, Path]) -> dict[str, Path]:
    """The files of the input folder (and, as "name [output]", of others) that a prompt's inputs name.

    By "directory/name". An input that happens to say the name of such a file sends one more along.
    """
    found = {}
    for text in _texts(prompt):
        kind = next((kind for kind in _KINDS if text.endswith(f" [{kind}]")), None)
        name = text.removesuffix(f" [{kind}]") if kind else text
        kind = kind or "input"
        root = os.path.abspath(directories[kind])
        path = os.path.abspath(os.path.join(root, name.replace("\\", "/")))
        if path.startswith(root + os.sep) and os.path.isfile(path):
            found[f"{kind}/{os.path.relpath(path, root)}"] = Path(path)
    return found


def _texts(prompt: Mapping[str, Any]) -> Iterator[str]:
    for node in prompt.values():
        for value in node.get("inputs", {}).values() if isinstance(node, Mapping) else ():
            if isinstance(value, str) and 0 < len(value) < 1000 and "\n" not in value and "\0" not in value:
                yield value


class Hashes:
    """Hashes of files, which are read again only once they have changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], str]] = {}
        self._paths: dict[str, Path] = {}

    def of(self, path: Path) -> str:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            with path.open("rb") as file:
                known = stamp, _digest(file)
            self._known[path] = known
        self._paths[known[1]] = path
        return known[1]

    def content(self, digest: str) -> bytes | None:
        """The content of a file that was hashed; None if it has changed since."""
        path = self._paths.get(digest)
        try:
            content = path.read_bytes() if path is not None else None
        except OSError:
            return None
        return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


class InputStore:
    """What a worker has received, by content, and the folders in which its prompts find it by name."""

    def __init__(self, root: Path) -> None:
        self._contents = root / "contents"
        self._contents.mkdir()
        self._folders = {kind: root / kind for kind in _KINDS}

    def missing(self, inputs: Mapping[str, str]) -> list[str]:
        return sorted({digest for digest in inputs.values() if not (self._contents / digest).exists()})

    def add(self, digest: str, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError("a file has changed on its way")
        new = self._contents / f"{digest}.new"
        new.write_bytes(content)
        new.replace(self._contents / digest)

    def arrange(self, inputs: Mapping[str, str]) -> None:
        """Puts the files where a prompt looks for them."""
        for name, digest in inputs.items():
            kind, _, rest = name.partition("/")
            path = self._folders[kind] / rest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            shutil.copyfile(self._contents / digest, path)

    def fetch(self, inputs: Mapping[str, str], ask: Callable[[str], bytes | None]) -> list[str]:
        """Asks for what is missing; returns what could not be had."""
        left = []
        for digest in self.missing(inputs):
            content = ask(digest)
            if content is None:
                left.append(digest)
            else:
                self.add(digest, content)
        return left
