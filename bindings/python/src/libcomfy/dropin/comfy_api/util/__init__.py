"""What videos and models are made of."""

from libcomfy.api.media import MESH, VOXEL, VideoCodec, VideoComponents, VideoContainer

__all__ = ["MESH", "VOXEL", "VideoCodec", "VideoComponents", "VideoContainer"]
