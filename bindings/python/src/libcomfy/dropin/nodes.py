"""The registry of custom nodes: clients that are entered afterwards know what is put into it.

ComfyUI's own node classes are names only: here, these nodes are the library's. A node uses them by expanding.
"""

from libcomfy.absent import placeholders
from libcomfy.package_typing import registry

NODE_CLASS_MAPPINGS = registry.NODE_CLASS_MAPPINGS
NODE_DISPLAY_NAME_MAPPINGS = registry.NODE_DISPLAY_NAME_MAPPINGS

#: The largest width and height that ComfyUI's nodes take.
MAX_RESOLUTION = 16384

globals().update(placeholders(__name__))
