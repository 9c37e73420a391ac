"""`nodes.NODE_CLASS_MAPPINGS`: the library's classes, those of loaded packs, and those that a program has put in."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from .core_classes import core
from .package_typing import packs, registry


class NodeClassMappings(MutableMapping[str, Any]):
    """What is put in is known to clients that are entered afterwards; the rest can be looked up and not removed."""

    def __getitem__(self, name: str) -> Any:
        for nodes in (registry.NODE_CLASS_MAPPINGS, packs.NODE_CLASS_MAPPINGS):
            if name in nodes:
                return nodes[name]
        if name in ("SaveImage", "PreviewImage"):
            from .nodes import saving

            return getattr(saving, name)
        return core[name]

    def __setitem__(self, name: str, node_class: Any) -> None:
        registry.NODE_CLASS_MAPPINGS[name] = node_class

    def __delitem__(self, name: str) -> None:
        del registry.NODE_CLASS_MAPPINGS[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(core), **packs.NODE_CLASS_MAPPINGS, **registry.NODE_CLASS_MAPPINGS})

    def __len__(self) -> int:
        return sum(1 for _ in self)
