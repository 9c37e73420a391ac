"""The prompts that a client has finished."""

from libcomfy.history import History

__all__ = ["History"]
