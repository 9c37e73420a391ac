"""The node API of version 3."""

from libcomfy.api import ComfyAPI, ComfyAPISync, ComfyExtension, io, ui

IO = io
UI = ui

__all__ = ["IO", "UI", "ComfyAPI", "ComfyAPISync", "ComfyExtension", "io", "ui"]
