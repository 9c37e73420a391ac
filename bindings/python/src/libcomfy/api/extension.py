"""What a package of nodes for version 3 of the API gives from its `comfy_entrypoint`."""

from __future__ import annotations

import abc
from typing import Any


class ComfyExtension(abc.ABC):
    async def on_load(self) -> None:  # noqa: B027 - most have nothing to do
        """Called before the nodes are asked for."""

    @abc.abstractmethod
    async def get_node_list(self) -> list[type[Any]]:
        """The node classes, subclasses of io.ComfyNode."""
