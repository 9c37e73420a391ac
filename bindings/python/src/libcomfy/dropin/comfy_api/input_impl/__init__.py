"""Videos, as far as they can be without reading and writing them."""

from libcomfy.api.media import VideoFromComponents, VideoFromFile

__all__ = ["VideoFromComponents", "VideoFromFile"]
