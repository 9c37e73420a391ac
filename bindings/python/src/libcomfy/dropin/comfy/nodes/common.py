"""Limits of ComfyUI's own nodes."""

from nodes import MAX_RESOLUTION

__all__ = ["MAX_RESOLUTION"]
