"""Videos as nodes in Python hand them on: made of pictures, or of a file."""

from __future__ import annotations

import abc
import dataclasses
from fractions import Fraction
from typing import Any, NoReturn


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

    def get_dimensions(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.get_components().images.shape[1:3]
        return width, height

    def get_frame_count(self) -> int:
        return int(self.get_components().images.shape[0])

    def get_frame_rate(self) -> Fraction:
        return Fraction(self.get_components().frame_rate)

    def get_duration(self) -> float:
        """Its seconds."""
        return float(self.get_frame_count() / self.get_frame_rate())

    def get_container_format(self) -> str:
        return "mp4"

    def save_to(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError("libcomfy's nodes write video files, nodes in Python do not")

    def get_stream_source(self) -> Any:
        return self.save_to()


class VideoFromComponents(VideoInput):
    """A video made of pictures. Nodes in Python can hand it on."""

    def __init__(self, components: VideoComponents) -> None:
        self._components = components

    def get_components(self) -> VideoComponents:
        return self._components


class VideoFromFile(VideoInput):
    """A video in a file, given by its path or as a stream of bytes. Needs PyAV."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def get_stream_source(self) -> Any:
        if hasattr(self._file, "seek"):
            self._file.seek(0)
        return self._file

    def _open(self) -> Any:
        try:
            import av  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            raise NotImplementedError("a node in Python reads video files with PyAV, which is not installed") from None
        return av.open(self.get_stream_source(), mode="r")

    def _pictures(self, container: Any) -> Any:
        for stream in container.streams.video:
            return stream
        raise ValueError(f"No video stream found in file '{self._file}'")

    def get_dimensions(self) -> tuple[int, int]:
        with self._open() as container:
            stream = self._pictures(container)
            return stream.width, stream.height

    def get_frame_rate(self) -> Fraction:
        with self._open() as container:
            stream = self._pictures(container)
            return Fraction(stream.average_rate or stream.guessed_rate or 1)

    def get_frame_count(self) -> int:
        with self._open() as container:
            stream = self._pictures(container)
            return int(stream.frames) or sum(1 for _ in container.decode(stream))

    def get_duration(self) -> float:
        with self._open() as container:
            self._pictures(container)
            seconds = None if container.duration is None else container.duration / 1_000_000
        return super().get_duration() if seconds is None else float(seconds)

    def get_container_format(self) -> str:
        with self._open() as container:
            return str(container.format.name)

    def get_components(self) -> VideoComponents:
        import torch

        with self._open() as container:
            stream = self._pictures(container)
            rate = Fraction(stream.average_rate or stream.guessed_rate or 1)
            frames = [torch.from_numpy(frame.to_ndarray(format="rgb24")) for frame in container.decode(stream)]
        images = torch.stack(frames).float() / 255 if frames else torch.zeros(0, 3, 0, 0)
        return VideoComponents(images, rate, self._sound(), None)

    def _sound(self) -> dict[str, Any] | None:
        import torch

        with self._open() as container:
            for stream in container.streams.audio:
                frames = [torch.from_numpy(frame.to_ndarray()) for frame in _planar(container, stream)]
                if frames:
                    return {"waveform": torch.cat(frames, dim=1).unsqueeze(0), "sample_rate": int(stream.sample_rate)}
        return None


def _planar(container: Any, stream: Any) -> Any:
    """The frames of sound as floats, each channel by itself."""
    import av

    resampler = av.AudioResampler(format="fltp")
    for frame in container.decode(stream):
        yield from resampler.resample(frame)
