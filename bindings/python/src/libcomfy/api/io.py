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

from . import kinds
from .dynamic import Autogrow, DynamicCombo, DynamicInput, DynamicSlot, MatchType
from .kinds import *  # noqa: F403
from .kinds import Clip, ModelPatch, Vae
from .node import ComfyNode, Hidden, HiddenHolder, NodeOutput, PriceBadge, PriceBadgeDepends, Schema
from .types import (
    ComfyTypeI,
    ComfyTypeIO,
    Custom,
    FolderType,
    Input,
    NumberDisplay,
    Output,
    RemoteOptions,
    UploadType,
    WidgetInput,
    comfytype,
)
from .ui import UIOutput

CLIP = Clip
VAE = Vae
MODEL_PATCH = ModelPatch
IOType = ComfyTypeIO
_UIOutput = UIOutput

__all__ = [
    *kinds.__all__,
    "CLIP",
    "MODEL_PATCH",
    "VAE",
    "Autogrow",
    "ComfyNode",
    "ComfyTypeI",
    "ComfyTypeIO",
    "Custom",
    "DynamicCombo",
    "DynamicInput",
    "DynamicSlot",
    "FolderType",
    "Hidden",
    "HiddenHolder",
    "IOType",
    "Input",
    "MatchType",
    "NodeOutput",
    "NumberDisplay",
    "Output",
    "PriceBadge",
    "PriceBadgeDepends",
    "RemoteOptions",
    "Schema",
    "UploadType",
    "WidgetInput",
    "comfytype",
]
