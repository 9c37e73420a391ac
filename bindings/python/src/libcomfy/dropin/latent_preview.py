"""The ways to preview, for packs that choose one by its name here; previewing itself is the library's, and names only."""

from comfy.cli_args import LatentPreviewMethod, args
from libcomfy import folder_paths
from libcomfy.absent import complete

__all__ = ["LatentPreviewMethod", "args", "folder_paths"]

default_preview_method = args.preview_method
#: The largest side of a preview in pixels.
MAX_PREVIEW_RESOLUTION = args.preview_size

complete(globals())
