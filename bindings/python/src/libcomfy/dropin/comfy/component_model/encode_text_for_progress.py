"""A node's text as ComfyUI sends it."""

from libcomfy.executor_types import encode_text_for_progress

__all__ = ["encode_text_for_progress"]
