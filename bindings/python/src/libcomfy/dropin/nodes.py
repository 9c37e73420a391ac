"""The registry of custom nodes: clients that are entered afterwards know what is put into it.

ComfyUI's own node classes are names only, but for SaveImage and PreviewImage: here, these nodes are the library's. A
node uses them by expanding.
"""

from libcomfy.absent import placeholders
from libcomfy.nodes.saving import PreviewImage, SaveImage
from libcomfy.package_typing import registry
from libcomfy.progress import interrupt_current_processing as interrupt_processing

__all__ = [
    "MAX_RESOLUTION",
    "NODE_CLASS_MAPPINGS",
    "NODE_DISPLAY_NAME_MAPPINGS",
    "PreviewImage",
    "SaveImage",
    "interrupt_processing",
]

NODE_CLASS_MAPPINGS = registry.NODE_CLASS_MAPPINGS
NODE_DISPLAY_NAME_MAPPINGS = registry.NODE_DISPLAY_NAME_MAPPINGS

#: The largest width and height that ComfyUI's nodes take.
MAX_RESOLUTION = 16384

_names_only = placeholders(__name__)
globals().update(_names_only)
__all__ += _names_only
