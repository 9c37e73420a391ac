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
from libcomfy.state_dicts import (
    calculate_parameters,
    copy_to_param,
    get_attr,
    safetensors_header,
    save_torch_file,
    set_attr,
    set_attr_param,
    state_dict_key_replace,
    state_dict_prefix_replace,
    weight_dtype,
)
from libcomfy.tiles import get_tiled_scale_steps, tiled_scale, tiled_scale_multidim

PROGRESS_BAR_ENABLED = True

__all__ = [
    "PROGRESS_BAR_ENABLED",
    "ProgressBar",
    "bislerp",
    "calculate_parameters",
    "common_upscale",
    "copy_to_param",
    "get_attr",
    "get_tiled_scale_steps",
    "lanczos",
    "load_torch_file",
    "pil2tensor",
    "repeat_to_batch_size",
    "resize_to_batch_size",
    "safetensors_header",
    "save_torch_file",
    "set_attr",
    "set_attr_param",
    "state_dict_key_replace",
    "state_dict_prefix_replace",
    "tensor2pil",
    "tiled_scale",
    "tiled_scale_multidim",
    "weight_dtype",
]

complete(globals())
