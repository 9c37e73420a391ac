"""The library's videos as nodes in Python see them."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..api.videos import VideoComponents, VideoInput
from .values import EngineObject


class LibraryVideo(EngineObject, VideoInput):
    """A video that one of the library's nodes has loaded or made; it takes one of them to look into it."""

    @functools.cached_property
    def _components(self) -> VideoComponents:
        # what runs classes stands on the engine, which stands on this
        direct = importlib.import_module("libcomfy.nodes.direct")
        images, audio, rate = direct.run("GetVideoComponents", {"video": EngineObject(self.value)}, [False] * 3)
        return VideoComponents(images, Fraction(rate).limit_denominator(100_000), audio)

    def get_components(self) -> VideoComponents:
        return self._components


def look_into_videos(inputs: dict[str, Any], declared: Mapping[str, Any]) -> None:
    """Has the inputs that are declared as videos be such."""
    for category in ("required", "optional"):
        for name, spec in (declared.get(category) or {}).items():
            # texts of a class of their own may equal everything
            if name in inputs and spec and isinstance(spec[0], str) and str.__eq__(spec[0], "VIDEO"):
                inputs[name] = _video(inputs[name])


def _video(given: Any) -> Any:
    if isinstance(given, list):
        return list(map(_video, given))
    return LibraryVideo(given.value) if type(given) is EngineObject else given
