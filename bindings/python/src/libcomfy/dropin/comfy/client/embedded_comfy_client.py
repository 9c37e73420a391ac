"""The client."""

from libcomfy.client import Comfy, EmbeddedComfyClient

__all__ = ["Comfy", "EmbeddedComfyClient"]
