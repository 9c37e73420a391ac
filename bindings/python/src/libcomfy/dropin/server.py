"""The server as nodes see it. There is none; see libcomfy.prompt_server."""

from libcomfy.absent import complete
from libcomfy.executor_types import BinaryEventTypes
from libcomfy.prompt_server import PromptServer

__all__ = ["BinaryEventTypes", "PromptServer"]

complete(globals())
