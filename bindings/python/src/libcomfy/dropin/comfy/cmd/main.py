"""Starting the server, for programs that start ComfyUI's in their own process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from libcomfy.configuration import changes
from libcomfy.server import Options, serve
from libcomfy.server.__main__ import main as entrypoint

__all__ = ["entrypoint", "main", "start_comfyui"]


async def _start_comfyui(from_script_dir: Path | None = None, configuration: Any = None) -> None:
    await serve(Options(configuration=changes(configuration)))


def start_comfyui(asyncio_loop: asyncio.AbstractEventLoop | None = None) -> None:
    if asyncio_loop is None:
        asyncio.run(_start_comfyui())
    else:
        asyncio_loop.run_until_complete(_start_comfyui())


main = entrypoint
