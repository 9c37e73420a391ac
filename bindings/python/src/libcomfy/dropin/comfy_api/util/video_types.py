"""Another name of comfy_api.util."""

from comfy_api.util import VideoCodec, VideoComponents, VideoContainer

__all__ = ["VideoCodec", "VideoComponents", "VideoContainer"]
