"""Kinds of inputs, for annotations, and what nodes name of videos and of models of corners."""

from __future__ import annotations

import enum
from typing import Any

from .videos import VideoComponents, VideoFromComponents, VideoFromFile, VideoInput

ImageInput = MaskInput = Any
AudioInput = LatentInput = dict[str, Any]


class _Choice(str, enum.Enum):
    @classmethod
    def as_input(cls) -> list[str]:
        """Its values, for a Combo."""
        return [member.value for member in cls]


class VideoCodec(_Choice):
    AUTO = "auto"
    H264 = "h264"


class VideoContainer(_Choice):
    AUTO = "auto"
    MP4 = "mp4"

    @classmethod
    def get_extension(cls, value: str) -> str:
        """The ending of the files of one."""
        return "mp4" if cls(value) in (cls.AUTO, cls.MP4) else ""


class MESH:
    """A model of corners and the faces between them."""

    def __init__(self, vertices: Any, faces: Any) -> None:
        self.vertices = vertices
        self.faces = faces


class VOXEL:
    """A model of cubes."""

    def __init__(self, data: Any) -> None:
        self.data = data


class Input:
    Image = ImageInput
    Audio = AudioInput
    Mask = MaskInput
    Latent = LatentInput
    Video = VideoInput


class InputImpl:
    VideoFromFile = VideoFromFile
    VideoFromComponents = VideoFromComponents


class Types:
    VideoCodec = VideoCodec
    VideoContainer = VideoContainer
    VideoComponents = VideoComponents
    MESH = MESH
    VOXEL = VOXEL
