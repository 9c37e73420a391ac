"""ComfyUI's own nodes, which are the library's here; see nodes."""

from nodes import *  # noqa: F403
