"""Where models, inputs and results lie."""

from typing import Any

from libcomfy import folder_paths as _own
from libcomfy.folder_paths import *  # noqa: F403


def __getattr__(name: str) -> Any:
    return getattr(_own, name)
