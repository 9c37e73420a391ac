"""The configuration."""

from collections.abc import Iterator, Mapping
from typing import Any

from libcomfy import folder_paths
from libcomfy.configuration import Configuration, LatentPreviewMethod, PerformanceFeature, default_configuration


class _Arguments(Mapping[str, Any]):
    """What the client has whose node runs; outside of nodes, the one that was opened last. There is no command line.

    What a program sets here holds for those who read it here.
    """

    def __init__(self) -> None:
        vars(self)["_set"] = {}

    def __getitem__(self, name: str) -> Any:
        return self._current()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def _current(self) -> Configuration:
        return Configuration({**folder_paths.configuration(), **self._set})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._current(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._set[name] = value


args = _Arguments()

__all__ = ["Configuration", "LatentPreviewMethod", "PerformanceFeature", "args", "default_configuration"]
