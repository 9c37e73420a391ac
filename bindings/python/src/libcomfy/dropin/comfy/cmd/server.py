"""The server as nodes see it. There is none; see libcomfy.prompt_server."""

from libcomfy.prompt_server import PromptServer

__all__ = ["PromptServer"]
