"""The node API of version 3."""

from libcomfy.api import ComfyAPI, ComfyAPISync, ComfyExtension, Input, InputImpl, Types, io, ui

IO = io
UI = ui

__all__ = ["IO", "UI", "ComfyAPI", "ComfyAPISync", "ComfyExtension", "Input", "InputImpl", "Types", "io", "ui"]
