"""Interruption, and the device that nodes compute on, which is the processor."""

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


def cpu_mode() -> bool:
    return True


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
