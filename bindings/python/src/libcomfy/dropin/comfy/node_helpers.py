"""Small helpers of ComfyUI's for nodes, and those of its fork for packages of nodes."""

import importlib.resources
import inspect
import sys

from node_helpers import conditioning_set_values, hasher, image_alpha_fix, pillow, string_to_torch_dtype

from libcomfy.package_typing import CustomNode

__all__ = [
    "conditioning_set_values",
    "export_custom_nodes",
    "export_package_as_web_directory",
    "hasher",
    "image_alpha_fix",
    "pillow",
    "string_to_torch_dtype",
]


def export_custom_nodes() -> None:
    """Puts all CustomNode classes of the module that calls it into its NODE_CLASS_MAPPINGS, by their names."""
    module = sys._getframe(1).f_globals
    found = {
        name: item
        for name, item in module.items()
        if inspect.isclass(item) and CustomNode in item.__mro__[1:] and not inspect.isabstract(item)
    }
    module.setdefault("NODE_CLASS_MAPPINGS", {}).update(found)


def export_package_as_web_directory(package: str) -> None:
    """Names a package's folder as the WEB_DIRECTORY of the module that calls it. There is no front end that asks."""
    sys._getframe(1).f_globals["WEB_DIRECTORY"] = str(importlib.resources.files(package))
