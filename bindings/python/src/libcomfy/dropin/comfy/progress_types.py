"""What previews say of themselves."""

from libcomfy.executor_types import PreviewImageMetadata

__all__ = ["PreviewImageMetadata"]
