"""The short form, and images."""

import importlib.util
import struct
import subprocess
import sys
import zlib

import pytest

import libcomfy
from libcomfy.generation import unload


@pytest.fixture(autouse=True)
def clean(base):
    yield
    unload()


def pixels_of(png):
    """Decodes a PNG as Image.to_png writes it, independently: (width, height, color type, rows)."""
    width, height, depth, color, *_ = struct.unpack(">IIBBBBB", png[16:29])
    start, data = 8, b""
    while start < len(png):
        length, name = struct.unpack(">I4s", png[start : start + 8])
        body = png[start + 8 : start + 8 + length]
        assert zlib.crc32(name + body) == struct.unpack(">I", png[start + 8 + length : start + 12 + length])[0]
        data += body if name == b"IDAT" else b""
        start += 12 + length
    rows = zlib.decompress(data)
    stride = len(rows) // height
    assert depth == 8 and all(rows[y * stride] == 0 for y in range(height))
    return width, height, color, b"".join(rows[y * stride + 1 : (y + 1) * stride] for y in range(height))


def red_circle(**options):
    return libcomfy.generate(
        "a large red circle on a blue background", width=128, height=128, steps=12, cfg=3.0, progress=False, **options
    )


def test_it_draws_what_it_is_told(base):
    image = red_circle(seed=42)
    assert image.size == (128, 128) and image.mode == "RGB" and image.seed == 42
    center = image.data[(64 * 128 + 64) * 3 :][:3]
    corner = image.data[(2 * 128 + 2) * 3 :][:3]
    assert center[0] > 150 > center[2] and corner[2] > 150 > corner[0]
    assert red_circle(seed=42).data == image.data != red_circle(seed=43).data
    assert list(base.rglob("*.png")) == []


def test_several_and_saving(base):
    images = red_circle(count=2, save=base / "out.png")
    assert len(images) == 2 and images[0].data != images[1].data and images[0].seed == images[1].seed is not None
    for number, image in enumerate(images, 1):
        width, height, color, data = pixels_of((base / f"out_{number}.png").read_bytes())
        assert (width, height, color, data) == (128, 128, 2, image.data)
    assert red_circle(save="single.png").path == "single.png" and (base / "single.png").exists()


def test_a_notebook_shows_it():
    image = libcomfy.Image(2, 1, 3, b"\xff\0\0\0\xff\0")
    assert pixels_of(image._repr_png_()) == (2, 1, 2, image.data)
    assert repr(image) == "<libcomfy.Image 2x1 RGB>"


@pytest.mark.parametrize("channels, color", [(1, 0), (3, 2), (4, 6)])
def test_png(channels, color):
    data = bytes(range(3 * 2 * channels))
    assert pixels_of(libcomfy.Image(3, 2, channels, data).to_png()) == (3, 2, color, data)


def test_no_image():
    with pytest.raises(ValueError):
        libcomfy.Image(2, 2, 3, b"")
    with pytest.raises(ValueError):
        libcomfy.Image(2, 2, 2, b"12345678")


@pytest.mark.skipif(importlib.util.find_spec("PIL") is None, reason="needs Pillow")
def test_other_packages_images(tmp_path):
    import numpy

    image = libcomfy.Image(2, 1, 3, b"\xff\0\0\0\xff\0")
    assert image.to_pil().getpixel((1, 0)) == (0, 255, 0)
    assert image.to_numpy().shape == (1, 2, 3)
    assert numpy.asarray(image).tolist() == [[[255, 0, 0], [0, 255, 0]]]
    image.save(tmp_path / "x.jpg")
    assert (tmp_path / "x.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_mistakes(base):
    with pytest.raises(ValueError, match="nothing.safetensors"):
        red_circle(checkpoint="nothing.safetensors")
    with pytest.raises(ValueError, match="no model file"):
        red_circle(models=base / "elsewhere")
    with pytest.raises(ValueError, match="value_smaller_than_min"):
        libcomfy.generate("x", steps=0, progress=False)


def test_progress_bar(base):
    """On a terminal; without one and without tqdm, nothing is written."""
    program = (
        "import libcomfy, sys; sys.stderr.isatty = lambda: True\n"
        "libcomfy.generate('x', width=64, height=64, steps=2, cfg=3.0)"
    )
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    assert "100%" in finished.stderr and finished.stderr.count("%") >= 2
