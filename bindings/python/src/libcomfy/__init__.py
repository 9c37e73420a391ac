"""libcomfy: run ComfyUI workflows inside a Python program.

    import asyncio, libcomfy

    async def main():
        async with libcomfy.Comfy() as client:
            outputs = await client.queue_prompt(workflow)

`generate` is a short form for scripts and notebooks, `install_as_comfy` makes programs that were written for ComfyUI's
own embedded client run on this one. What few programs need is imported on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._abi import VERSION as __version__
from .client import Comfy, EmbeddedComfyClient

if TYPE_CHECKING:
    from .client_types import ProgressNotification, V1QueuePromptResponse
    from .configuration import Configuration, LatentPreviewMethod, default_configuration
    from .errors import ComfyError, ConfigurationError, InterruptProcessingException, NodeExecutionError
    from .executor_types import ExecutorToClientProgress, UnencodedPreviewImageMessage
    from .executors import ContextVarExecutor, ProcessPoolExecutor
    from .generation import generate
    from .graph_utils import ExecutionBlocker, GraphBuilder
    from .history import History
    from .images import Image
    from .installation import install_as_comfy
    from .package_typing import ExportedNodes
    from .progress import ProgressBar
    from .queue_types import BinaryEventTypes
    from .server_stub import ServerStub
    from .workflows import convert_workflow, find_inputs, read_workflow, set_input, set_prompt, set_seed

__all__ = [
    "BinaryEventTypes",
    "Comfy",
    "ComfyError",
    "Configuration",
    "ConfigurationError",
    "ContextVarExecutor",
    "EmbeddedComfyClient",
    "ExecutionBlocker",
    "ExecutorToClientProgress",
    "ExportedNodes",
    "GraphBuilder",
    "History",
    "Image",
    "InterruptProcessingException",
    "LatentPreviewMethod",
    "NodeExecutionError",
    "ProcessPoolExecutor",
    "ProgressBar",
    "ProgressNotification",
    "ServerStub",
    "UnencodedPreviewImageMessage",
    "V1QueuePromptResponse",
    "convert_workflow",
    "default_configuration",
    "find_inputs",
    "generate",
    "install_as_comfy",
    "read_workflow",
    "set_input",
    "set_prompt",
    "set_seed",
]

# Which module has which of them.
_HOMES = {
    "client_types": ("ProgressNotification", "V1QueuePromptResponse"),
    "configuration": ("Configuration", "LatentPreviewMethod", "default_configuration"),
    "errors": ("ComfyError", "ConfigurationError", "InterruptProcessingException", "NodeExecutionError"),
    "executor_types": ("ExecutorToClientProgress", "UnencodedPreviewImageMessage"),
    "executors": ("ContextVarExecutor", "ProcessPoolExecutor"),
    "generation": ("generate",),
    "graph_utils": ("ExecutionBlocker", "GraphBuilder"),
    "history": ("History",),
    "images": ("Image",),
    "installation": ("install_as_comfy",),
    "package_typing": ("ExportedNodes",),
    "progress": ("ProgressBar",),
    "queue_types": ("BinaryEventTypes",),
    "server_stub": ("ServerStub",),
    "workflows": ("convert_workflow", "find_inputs", "read_workflow", "set_input", "set_prompt", "set_seed"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOME_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
