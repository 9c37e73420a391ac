"""Names that requests bring, as paths that never leave their folder."""

from __future__ import annotations

import os


def inside(root: str | os.PathLike[str], *names: str) -> str | None:
    """The path of names below a folder, or None if they lead out of it or cannot be names of files."""
    if any("\0" in name for name in names):
        return None
    folder = os.path.abspath(root)
    path = os.path.abspath(os.path.join(folder, *names))
    try:
        path.encode()
    except UnicodeEncodeError:
        return None
    if os.path.commonpath([folder, path]) != folder:
        return None
    return path


def disposition(name: str) -> str:
    """A Content-Disposition that says what a file is called, as ComfyUI has it, whatever is in the name."""
    from urllib.parse import quote

    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return f'filename="{name}"'
    return f"filename*=UTF-8''{quote(name, safe='')}"
