"""Interruption, and the device that nodes compute on, which is the processor."""

from typing import Any

from libcomfy.errors import InterruptProcessingException
from libcomfy.progress import processing_interrupted, throw_exception_if_processing_interrupted

__all__ = [
    "InterruptProcessingException",
    "get_torch_device",
    "intermediate_device",
    "is_device_cpu",
    "processing_interrupted",
    "text_encoder_device",
    "throw_exception_if_processing_interrupted",
    "unet_offload_device",
    "vae_device",
]


def get_torch_device() -> Any:
    """Torch's processor. Needs torch, as every node does that asks."""
    import torch

    return torch.device("cpu")


intermediate_device = unet_offload_device = text_encoder_device = vae_device = get_torch_device


def is_device_cpu(device: Any) -> bool:
    return getattr(device, "type", None) == "cpu"
