"""Videos that nodes in Python make, read and get of the library's nodes."""

import asyncio
from fractions import Fraction

import node_classes
import pytest

from libcomfy import Comfy
from libcomfy.api.videos import VideoComponents, VideoFromComponents, VideoFromFile

pytestmark = pytest.mark.skipif(node_classes.arrays is None, reason="needs torch or numpy")


def test_of_pictures():
    rate = Fraction(30_000, 1001)
    video = VideoFromComponents(VideoComponents(node_classes.full(0.5, 3, 2, 4, 3), rate))
    assert video.get_dimensions() == (4, 2) and video.get_frame_count() == 3 and video.get_frame_rate() == rate
    assert video.get_duration() == pytest.approx(3 * 1001 / 30_000)
    assert VideoFromComponents(VideoComponents(node_classes.full(0, 0, 2, 2, 3), rate)).get_duration() == 0.0
    with pytest.raises(NotImplementedError):
        video.save_to("video.mp4")


def test_of_the_librarys_nodes(base):
    class Looks(node_classes.Base):
        INPUTS = {"video": ("VIDEO",)}
        RETURN_TYPES = ("VIDEO",)
        OUTPUT_NODE = True

        def run(self, video):
            parts = video.get_components()
            told = [*video.get_dimensions(), video.get_frame_count(), video.get_duration(), float(parts.images.mean())]
            return {"ui": {"told": told}, "result": (video,)}

    prompt = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 8, "batch_size": 4, "color": 0xFF0000}},
        "2": {"class_type": "CreateVideo", "inputs": {"images": ["1", 0], "fps": 8.0}},
        "3": {"class_type": "Looks", "inputs": {"video": ["2", 0]}},
        "4": {"class_type": "Looks", "inputs": {"video": ["3", 0]}},
        "5": {"class_type": "GetVideoComponents", "inputs": {"video": ["4", 0]}},
        "6": {"class_type": "PreviewAny", "inputs": {"source": ["5", 2]}},
    }

    async def main():
        async with Comfy() as client:
            client.register_nodes({"Looks": Looks})
            return await client.queue_prompt(prompt)

    outputs = asyncio.run(main())
    assert outputs["3"]["told"] == outputs["4"]["told"] == pytest.approx([16, 8, 4, 0.5, 1 / 3])
    assert outputs["6"]["text"] == ["8.0"]


def test_of_a_file(tmp_path):
    av = pytest.importorskip("av")
    numpy = pytest.importorskip("numpy")
    pytest.importorskip("torch")
    path = str(tmp_path / "video.mkv")
    with av.open(path, mode="w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 8, 4, "bgr0"
        for grey in (0, 255):
            frame = av.VideoFrame.from_ndarray(numpy.full((4, 8, 3), grey, numpy.uint8), format="rgb24")
            container.mux(stream.encode(frame.reformat(format="bgr0")))
        container.mux(stream.encode(None))
    video = VideoFromFile(path)
    assert video.get_dimensions() == (8, 4) and video.get_frame_count() == 2 and video.get_frame_rate() == 10
    assert video.get_duration() == pytest.approx(0.2, abs=0.01)
    parts = video.get_components()
    assert parts.images.shape == (2, 4, 8, 3) and parts.images.mean(dim=(1, 2, 3)).tolist() == [0, 1]
    assert parts.audio is None


def test_calling_a_class_of_comfyuis_without_an_optional_input(base):
    pytest.importorskip("torch")
    import libcomfy

    libcomfy.install_as_comfy()
    from comfy_extras.nodes_images import ImageStitch

    image = node_classes.full(0.5, 1, 4, 4, 3)
    (result,) = given = ImageStitch().stitch(image, "right", True, 0, "white", image2=None)
    assert result.shape == image.shape and given.result[0] is given.args[0] is given[0] is result
