"""What nodes use of ComfyUI's utilities."""

from libcomfy.progress import ProgressBar

PROGRESS_BAR_ENABLED = True

__all__ = ["PROGRESS_BAR_ENABLED", "ProgressBar"]
