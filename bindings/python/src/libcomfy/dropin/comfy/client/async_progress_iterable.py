"""A queued prompt whose notifications can be iterated over."""

from libcomfy.progress_iterable import QueuePromptWithProgress

__all__ = ["QueuePromptWithProgress"]
