"""Nodes of version 3 of ComfyUI's API: a schema made of objects, and class methods.

class Invert(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema("Invert", inputs=[io.Image.Input("image")], outputs=[io.Image.Output()])

    @classmethod
    def execute(cls, image):
        return io.NodeOutput(1 - image)
"""

from __future__ import annotations

from .node import ComfyNode, Hidden, HiddenHolder, NodeOutput, Schema
from .types import (
    CLIP,
    VAE,
    AnyType,
    Audio,
    Boolean,
    ClipVision,
    ClipVisionOutput,
    Combo,
    Conditioning,
    ControlNet,
    Custom,
    Float,
    FlowControl,
    FolderType,
    Gligen,
    Guider,
    Image,
    Input,
    Int,
    IOType,
    Latent,
    Mask,
    Model,
    MultiCombo,
    MultiType,
    Noise,
    NumberDisplay,
    Output,
    RemoteOptions,
    Sampler,
    Sigmas,
    String,
    StyleModel,
    UploadType,
    UpscaleModel,
    Video,
    comfytype,
)

Clip = CLIP
Vae = VAE

__all__ = [
    "AnyType",
    "Audio",
    "Boolean",
    "CLIP",
    "Clip",
    "ClipVision",
    "ClipVisionOutput",
    "Combo",
    "ComfyNode",
    "Conditioning",
    "ControlNet",
    "Custom",
    "Float",
    "FlowControl",
    "FolderType",
    "Gligen",
    "Guider",
    "Hidden",
    "HiddenHolder",
    "IOType",
    "Image",
    "Input",
    "Int",
    "Latent",
    "Mask",
    "Model",
    "MultiCombo",
    "MultiType",
    "NodeOutput",
    "Noise",
    "NumberDisplay",
    "Output",
    "RemoteOptions",
    "Sampler",
    "Schema",
    "Sigmas",
    "String",
    "StyleModel",
    "UploadType",
    "UpscaleModel",
    "VAE",
    "Vae",
    "Video",
    "comfytype",
]
