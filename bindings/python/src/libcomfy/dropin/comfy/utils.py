"""What nodes use of ComfyUI's utilities; what is for its models is names only."""

from libcomfy.absent import complete
from libcomfy.pictures import (
    bislerp,
    common_upscale,
    lanczos,
    load_torch_file,
    pil2tensor,
    repeat_to_batch_size,
    resize_to_batch_size,
    tensor2pil,
)
from libcomfy.progress import ProgressBar

PROGRESS_BAR_ENABLED = True

__all__ = [
    "PROGRESS_BAR_ENABLED",
    "ProgressBar",
    "bislerp",
    "common_upscale",
    "lanczos",
    "load_torch_file",
    "pil2tensor",
    "repeat_to_batch_size",
    "resize_to_batch_size",
    "tensor2pil",
]

complete(globals())
