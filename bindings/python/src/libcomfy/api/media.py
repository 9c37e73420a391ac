"""Kinds of inputs, for annotations, and what nodes know of videos, which libcomfy neither reads nor writes."""

from __future__ import annotations

import abc
import dataclasses
import enum
from fractions import Fraction
from typing import Any, NoReturn

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


@dataclasses.dataclass
class VideoComponents:
    """The pictures [B, H, W, C] of a video, how many of them there are in a second, and its sound."""

    images: Any
    frame_rate: Fraction
    audio: Any = None
    metadata: dict[str, Any] | None = None


class VideoInput(abc.ABC):
    """A video as nodes hand it on. A class of one's own may be one."""

    @abc.abstractmethod
    def get_components(self) -> VideoComponents:
        """Its pictures and its sound."""


class VideoFromComponents(VideoInput):
    """A video made of pictures. It can be handed on, not saved."""

    def __init__(self, components: VideoComponents) -> None:
        self._components = components

    def get_components(self) -> VideoComponents:
        return self._components

    def get_dimensions(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self._components.images.shape[1:3]
        return width, height

    def save_to(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError("libcomfy writes no video files")


class VideoFromFile(VideoInput):
    def __init__(self, file: Any) -> None:
        raise NotImplementedError("libcomfy reads no video files")

    def get_components(self) -> VideoComponents:
        raise NotImplementedError("libcomfy reads no video files")


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
