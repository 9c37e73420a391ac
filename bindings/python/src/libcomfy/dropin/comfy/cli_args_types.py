"""The configuration's types."""

from libcomfy.configuration import Configuration, LatentPreviewMethod, PerformanceFeature

__all__ = ["Configuration", "LatentPreviewMethod", "PerformanceFeature"]
