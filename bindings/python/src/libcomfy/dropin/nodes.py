"""The registry of custom nodes: clients that are entered afterwards know what is put into it.

ComfyUI's own node classes are the library's nodes: see libcomfy.core_classes.
"""

from libcomfy.absent import complete
from libcomfy.core_classes import classes
from libcomfy.node_mappings import NodeClassMappings
from libcomfy.nodes.saving import PreviewImage, SaveImage
from libcomfy.package_typing import packs, registry
from libcomfy.progress import interrupt_current_processing as interrupt_processing

__all__ = [
    "EXTENSION_WEB_DIRS",
    "MAX_RESOLUTION",
    "NODE_CLASS_MAPPINGS",
    "NODE_DISPLAY_NAME_MAPPINGS",
    "PreviewImage",
    "SaveImage",
    "interrupt_processing",
]

NODE_CLASS_MAPPINGS = NodeClassMappings()
NODE_DISPLAY_NAME_MAPPINGS = registry.NODE_DISPLAY_NAME_MAPPINGS
#: The folders with scripts for the page that packs have beside what their WEB_DIRECTORY names.
EXTENSION_WEB_DIRS = packs.EXTENSION_WEB_DIRS

#: The largest width and height that ComfyUI's nodes take.
MAX_RESOLUTION = 16384

_classes = {name: node for name, node in classes(__name__).items() if name not in __all__}
globals().update(_classes)
__all__ += [*_classes, *complete(globals())]
