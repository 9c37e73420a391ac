"""ComfyUI's node API of version 3: `io` and `ui` for nodes, ComfyExtension, ComfyAPI."""

from __future__ import annotations

from . import io, ui
from .comfy_api import ComfyAPI, ComfyAPISync
from .extension import ComfyExtension
from .media import Input, InputImpl, Types

__all__ = ["ComfyAPI", "ComfyAPISync", "ComfyExtension", "Input", "InputImpl", "Types", "io", "ui"]
