"""What the handlers of requests share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from ..engine import Engine
from ..folder_paths import base_directories
from .history import History
from .options import Options
from .queue import PromptQueue, Runner
from .sockets import Sockets


class ServerRunner(Runner, Protocol):
    #: Called when `capacity` has changed.
    changed: Callable[[], None]

    async def free(self, models: bool, cache: bool) -> None:
        """Unloads models, or forgets outputs."""
        ...

    def devices(self) -> list[Mapping[str, Any]]:
        """What computes elsewhere, as /system_stats has it."""
        ...

    async def close(self) -> None: ...


def directory(configuration: Mapping[str, Any], kind: str) -> Path | None:
    """The output, input, temp or user directory of a configuration; None for another kind."""
    if kind not in ("output", "input", "temp", "user"):
        return None
    return base_directories(configuration)[0] / (configuration.get(f"{kind}_directory") or kind)


@dataclasses.dataclass
class Parts:
    """The parts of a server."""

    options: Options
    #: Knows the nodes and the folders. It runs the prompts too, unless a cluster does.
    engine: Engine
    runner: ServerRunner
    sockets: Sockets
    history: History
    queue: PromptQueue

    @property
    def configuration(self) -> Mapping[str, Any]:
        return self.engine.configuration

    def directory(self, kind: str) -> Path | None:
        """The output, input, temp or user directory; None for another kind."""
        return directory(self.configuration, kind)

    @property
    def upload_limit(self) -> int:
        """Bytes of a request."""
        return round(float(self.configuration["max_upload_size"]) * 1024 * 1024)


PARTS = web.AppKey("libcomfy_parts", Parts)


def parts_of(request: web.Request) -> Parts:
    return request.config_dict[PARTS]
