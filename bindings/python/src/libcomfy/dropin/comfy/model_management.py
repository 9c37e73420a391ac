"""Interruption, and the device that nodes compute on, which is the processor."""

import enum
import os
from typing import Any

from libcomfy.absent import complete
from libcomfy.errors import InterruptProcessingException
from libcomfy.progress import (
    interrupt_current_processing,
    processing_interrupted,
    throw_exception_if_processing_interrupted,
    unload_all_models,
)

__all__ = [
    "InterruptProcessingException",
    "get_free_memory",
    "get_torch_device",
    "get_total_memory",
    "intermediate_device",
    "interrupt_current_processing",
    "is_device_cpu",
    "processing_interrupted",
    "should_use_bf16",
    "should_use_fp16",
    "soft_empty_cache",
    "text_encoder_device",
    "throw_exception_if_processing_interrupted",
    "unet_offload_device",
    "unload_all_models",
    "vae_device",
]


def get_torch_device() -> Any:
    """Torch's processor. Needs torch, as every node does that asks."""
    import torch

    return torch.device("cpu")


intermediate_device = unet_offload_device = text_encoder_device = vae_device = get_torch_device
text_encoder_offload_device = vae_offload_device = get_torch_device


def intermediate_dtype() -> Any:
    """Torch's type of pictures and latents between nodes."""
    import torch

    return torch.float32


#: Whether a node trains a model at the moment.
in_training = False


def raise_non_oom(error: BaseException) -> None:
    """Raises what is no shortage of memory."""
    import torch

    if not isinstance(error, (torch.cuda.OutOfMemoryError, MemoryError)):
        raise error


def is_device_cpu(device: Any) -> bool:
    return getattr(device, "type", None) == "cpu"


def is_device_cuda(device: Any) -> bool:
    return getattr(device, "type", None) == "cuda"


def is_device_mps(device: Any) -> bool:
    return getattr(device, "type", None) == "mps"


def _no(*_: Any, **__: Any) -> bool:
    return False


# Torch computes in float32 on the processor, and there is no other device.
should_use_fp16 = should_use_bf16 = is_nvidia = is_amd = is_intel_xpu = is_directml_enabled = xformers_enabled = _no
device_supports_non_blocking = force_channels_last = supports_fp8_compute = mps_mode = _no


sage_attention_enabled = flash_attention_enabled = flash_attn_enabled = xformers_enabled_vae = _no
pytorch_attention_flash_attention = is_ascend_npu = is_mlu = is_ixuca = is_device_xpu = supports_nvfp4_compute = _no

#: What there is of other devices and their libraries.
xpu_available = npu_available = mlu_available = ixuca_available = directml_enabled = False
XFORMERS_IS_AVAILABLE = XFORMERS_ENABLED_VAE = DISABLE_SMART_MEMORY = WINDOWS = False
FORCE_FP32 = FORCE_FP16 = FORCE_BF16 = PRIORITIZE_FP16 = SUPPORT_FP8_OPS = False
ENABLE_PYTORCH_ATTENTION = True
directml_device = None


class CPUState(enum.Enum):
    GPU = 0
    CPU = 1
    MPS = 2


class VRAMState(enum.Enum):
    DISABLED = 0
    NO_VRAM = 1
    LOW_VRAM = 2
    NORMAL_VRAM = 3
    HIGH_VRAM = 4
    SHARED = 5


cpu_state = CPUState.CPU
vram_state = set_vram_to = VRAMState.DISABLED


def cpu_mode() -> bool:
    return True


def pytorch_attention_enabled() -> bool:
    return True


pytorch_attention_enabled_vae = pytorch_attention_enabled


def is_device_type(device: Any, type: str) -> bool:
    return getattr(device, "type", None) == type


def unet_dtype(*_: Any, **__: Any) -> Any:
    """What a pack's own network computes in."""
    import torch

    return torch.float32


vae_dtype = text_encoder_dtype = unet_dtype


def _nothing(*_: Any, **__: Any) -> None:
    return None


# No type is forced upon attention, and there are no streams beside the processor.
force_upcast_attention_dtype = current_stream = get_offload_stream = sync_stream = mac_version = _nothing


def supports_dtype(device: Any, dtype: Any) -> bool:
    """Whether networks compute in it here."""
    return str(dtype) == "torch.float32"


def supports_cast(device: Any, dtype: Any) -> bool:
    """Whether tensors may be of it."""
    return True


def unet_manual_cast(weight_dtype: Any, inference_device: Any, supported_dtypes: Any = ()) -> Any:
    """What weights are made for computing; None if they are that already."""
    computed = unet_dtype()
    return None if weight_dtype == computed else computed


lora_compute_dtype = unet_dtype


def get_supported_float8_types() -> list[Any]:
    """Those that torch has."""
    import torch

    return [getattr(torch, name) for name in sorted(dir(torch)) if name.startswith("float8_")]


def debug_memory_summary() -> str:
    return ""


def extra_reserved_memory() -> float:
    return 0


def minimum_inference_memory() -> float:
    """What ComfyUI leaves free for computing, in bytes."""
    return 0.8 * 2**30


def trim_memory() -> bool:
    return True


def free_memory(memory_required: float, device: Any, keep_loaded: Any = ()) -> list[Any]:
    """Nothing: the library makes room by itself. The models that were unloaded."""
    return []


def loaded_models(only_currently_used: bool = False) -> list[Any]:
    """None that Python could look into."""
    return []


def cast_to(weight: Any, dtype: Any = None, device: Any = None, *_: Any, copy: bool = False, **__: Any) -> Any:
    """A tensor as another type, on another device."""
    return weight.to(device=device, dtype=dtype, copy=copy)


def cast_to_device(tensor: Any, device: Any, dtype: Any, copy: bool = False) -> Any:
    return cast_to(tensor, dtype, device, copy=copy)


def get_autocast_device(dev: Any) -> str:
    return getattr(dev, "type", "cpu")


def get_torch_device_name(device: Any) -> str:
    return str(getattr(device, "type", device))


def dtype_size(dtype: Any) -> int:
    """The bytes of one number of a type of torch's."""
    return int(dtype.itemsize)


def __getattr__(name: str) -> Any:
    if name == "OOM_EXCEPTION":  # what torch raises when a device's memory is used up
        try:
            import torch
        except ImportError:
            return MemoryError
        return torch.cuda.OutOfMemoryError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def get_total_memory(dev: Any = None, torch_total_too: bool = False) -> Any:
    """The machine's memory in bytes."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (total, total) if torch_total_too else total


def get_free_memory(dev: Any = None, torch_free_too: bool = False) -> Any:
    """What of it is not in use, in bytes."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return (free, free) if torch_free_too else free


def cleanup_models() -> None:
    """Nothing: the library lets go of models by itself."""


cleanup_models_gc = cleanup_models


def soft_empty_cache(force: bool = False) -> None:
    """Nothing: there is no device whose allocator would keep memory."""


def module_size(module: Any) -> int:
    """The bytes of a torch module's weights."""
    return sum(tensor.nelement() * tensor.element_size() for tensor in module.state_dict().values())


complete(globals())
