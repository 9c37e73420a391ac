"""ComfyUI's configuration. The library says which keys it has, their defaults, and which need a process of their own."""

from __future__ import annotations

import copy
import enum
import functools
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ._library import library
from .configuration_values import LatentPreviewMethod as LatentPreviewMethod
from .configuration_values import PerformanceFeature as PerformanceFeature
from .errors import take_text


@functools.cache
def _keys() -> dict[str, dict[str, Any]]:
    """What the library says of each of ComfyUI's keys."""
    keys = json.loads(take_text(library().comfy_get_configuration_keys) or "{}")
    return {name: key for name, key in keys.items() if not key["own"]}


def _defaults() -> dict[str, Any]:
    return _typed({name: copy.copy(key["default"]) for name, key in _keys().items()})


def _typed(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings as JSON has them, with ComfyUI's enumerations."""
    settings["preview_method"] = LatentPreviewMethod(settings["preview_method"])
    settings["fast"] = {PerformanceFeature(name) for name in settings["fast"]}
    return settings


if TYPE_CHECKING:
    from .configuration_types import ConfigurationKeys

    Configuration: TypeAlias = ConfigurationKeys
else:

    class Configuration(dict[str, Any]):
        """A dictionary of ComfyUI's settings, whose items are attributes too. It starts with the defaults."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(_defaults())
            self.update(*args, **kwargs)

        def __getattr__(self, name: str) -> Any:
            try:
                return self[name]
            except KeyError:
                raise AttributeError(f"the configuration has no {name!r}") from None

        def __setattr__(self, name: str, value: Any) -> None:
            self[name] = value

        def __reduce__(self) -> tuple[Any, ...]:
            return Configuration, (dict(self),)

        def __deepcopy__(self, memo: dict[int, Any]) -> Configuration:
            return Configuration(copy.deepcopy(dict(self), memo))


def default_configuration() -> Configuration:
    """A new configuration with all defaults."""
    return Configuration()


def model_management_args() -> frozenset[str]:
    """The settings that concern the management of models.

    ComfyUI keeps those in global state, so that a client which changes one of them runs its prompts in another process.
    """
    return frozenset(name for name, key in _keys().items() if key["isolates"])


def isolating_keys(configuration: Mapping[str, Any] | None) -> list[str]:
    """The keys of a configuration that force a process of its own, sorted."""
    if configuration is None:
        return []
    defaults = _defaults()
    return sorted(key for key in model_management_args() & configuration.keys() if configuration[key] != defaults[key])


def requires_process_pool_executor(configuration: Mapping[str, Any] | None) -> bool:
    """Whether a configuration changes any of the model_management_args."""
    return bool(isolating_keys(configuration))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item) for item in value), key=str)
    return str(value)  # paths, mostly


def changes(configuration: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings that differ from the defaults."""
    defaults = _defaults()
    missing = object()
    return {k: v for k, v in (configuration or {}).items() if v != defaults.get(k, missing)}


def to_json(configuration: Mapping[str, Any] | None) -> str:
    """What the library is told: the settings that differ from its defaults."""
    return json.dumps(changes(configuration), default=_plain)


def from_json(text: str) -> Configuration:
    """What the library tells of its configuration."""
    configuration: Configuration = Configuration(**_typed(json.loads(text)))  # type: ignore[typeddict-item]
    return configuration
