"""The registry of custom nodes: clients that are entered afterwards know what is put into it."""

from libcomfy.package_typing import registry

NODE_CLASS_MAPPINGS = registry.NODE_CLASS_MAPPINGS
NODE_DISPLAY_NAME_MAPPINGS = registry.NODE_DISPLAY_NAME_MAPPINGS

#: The largest width and height that ComfyUI's nodes take.
MAX_RESOLUTION = 16384
