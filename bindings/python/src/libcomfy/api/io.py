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

from .types import (
    CLIP,
    VAE,
)

Clip = CLIP
Vae = VAE

__all__ = [name for name in dir() if not name.startswith("_") and name not in ("annotations", "node", "types")]
