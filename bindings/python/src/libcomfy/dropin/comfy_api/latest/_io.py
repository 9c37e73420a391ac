"""What `io` has, under the name of the module that ComfyUI has it in."""

from libcomfy.api.io import *  # noqa: F403
