"""What `ui` has, under the name of the module that ComfyUI has it in."""

from libcomfy.api.ui import *  # noqa: F403
