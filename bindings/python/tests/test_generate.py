"""The short form, and images."""

import base64
import importlib.util
import json
import re
import struct
import subprocess
import sys
import types
import zlib

import pytest
from conftest import DEMO_MODEL

import libcomfy
from libcomfy import generation
from libcomfy.engine import Engine
from libcomfy.generation import unload
from libcomfy.images import as_image
from libcomfy.sampler_names import resolve


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
    with pytest.raises(ValueError, match=re.escape(f"no model file in {base / 'elsewhere' / 'checkpoints'}: put one")):
        red_circle(models="elsewhere")
    with pytest.raises(ValueError, match=r"'x' in .*/models/loras; there is none"):
        red_circle(loras="x")
    with pytest.raises(ValueError, match=r"node \d+ .KSampler.: Value 0 smaller than min of 1: steps"):
        libcomfy.generate("x", steps=0, progress=False)
    with pytest.raises(ValueError, match="width is a multiple of 8, not 130; near are 128 and 136"):
        libcomfy.generate("x", width=130, progress=False)
    with pytest.raises(ValueError, match="height is a multiple of 8, not 0"):
        libcomfy.generate("x", height=0, progress=False)
    with pytest.raises(ValueError, match="there is no sampler 'eular'; is euler"):
        red_circle(sampler="eular")
    with pytest.raises(ValueError, match="there is no scheduler 'karas'; is karras meant"):
        red_circle(scheduler="karas")
    with pytest.raises(ValueError, match="a mask needs an init_image"):
        red_circle(mask=libcomfy.Image(1, 1, 1, b"x"))
    with pytest.raises(ValueError, match="strength is above 0"):
        red_circle(init_image=libcomfy.Image(8, 8, 1, bytes(64)), strength=0)
    with pytest.raises(TypeError, match="int is no picture"):
        red_circle(init_image=5)


SAMPLERS = ["euler", "euler_ancestral", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_2s_ancestral", "heunpp2", "uni_pc", "ddim"]
SCHEDULERS = ["normal", "karras", "exponential", "sgm_uniform", "ddim_uniform"]


@pytest.mark.parametrize(
    "sampler, scheduler, expected",
    [
        ("euler", None, ("euler", "normal")),
        ("dpmpp_2m", "karras", ("dpmpp_2m", "karras")),
        ("Euler a", None, ("euler_ancestral", "normal")),
        ("DPM++ 2M Karras", None, ("dpmpp_2m", "karras")),
        ("DPM++ 2M SDE Exponential", None, ("dpmpp_2m_sde", "exponential")),
        ("DPM++ 2M SGM Uniform", None, ("dpmpp_2m", "sgm_uniform")),
        ("DPM++ 2S a Karras", "normal", ("dpmpp_2s_ancestral", "normal")),
        ("dpmpp_2m_karras", None, ("dpmpp_2m", "karras")),
        ("UniPC", "Automatic", ("uni_pc", "normal")),
        ("DDIM", "DDIM", ("ddim", "ddim_uniform")),
        ("EulerAncestralDiscreteScheduler", None, ("euler_ancestral", "normal")),
    ],
)
def test_samplers_of_other_programs(sampler, scheduler, expected):
    assert resolve(sampler, scheduler, SAMPLERS, SCHEDULERS) == expected


def flat(width, height, color):
    return libcomfy.Image(width, height, 3, bytes(color) * (width * height))


def test_a_picture_to_begin_with(base):
    blue = flat(70, 64, (40, 40, 220))
    little = red_circle_of(blue, strength=0.05)
    assert little.size == (64, 64)  # less what is over a multiple of 8
    assert sum(little.data[2::3]) > sum(little.data[0::3])
    assert red_circle_of(blue, strength=1.0).data != little.data
    assert red_circle_of(blue, strength=0.05, width=96, height=48).size == (96, 48)
    # Where the mask is black, nothing changes but what the autoencoder does
    mask = libcomfy.Image(64, 64, 1, (b"\xff" * 32 + b"\0" * 32) * 64)
    start = flat(64, 64, (40, 40, 220))
    unchanged, half = red_circle_of(start, strength=0.05), red_circle_of(start, mask=mask, strength=1.0)
    right = [(y * 64 + x) * 3 + c for y in range(64) for x in range(48, 64) for c in range(3)]
    left = [(y * 64 + x) * 3 + c for y in range(64) for x in range(16) for c in range(3)]
    assert distance(unchanged, half, right) < distance(unchanged, half, left)
    assert len(red_circle_of(start, strength=0.5, count=2)) == 2
    # Nothing is left in the folder that they were read from
    (room,) = generation._rooms.values()
    assert list(room.input.iterdir()) == []


def red_circle_of(image, **options):
    return libcomfy.generate("a large red circle", init_image=image, steps=4, cfg=3.0, seed=1, progress=False, **options)


def distance(one, other, places):
    return sum(abs(one.data[place] - other.data[place]) for place in places) / len(places)


@pytest.mark.skipif(importlib.util.find_spec("PIL") is None, reason="needs Pillow")
def test_kinds_of_pictures(tmp_path):
    import io

    import numpy

    expected = libcomfy.Image(2, 1, 3, b"\xff\0\0\0\xff\0")
    expected.save(tmp_path / "x.png")
    palette = expected.to_pil().convert("P")
    file = io.BytesIO()
    palette.save(file, "PNG")
    array = expected.to_numpy()
    kinds = [expected, tmp_path / "x.png", str(tmp_path / "x.png"), expected.to_pil(), palette, file.getvalue(), array]
    for kind in [*kinds, array / 255]:
        image = as_image(kind)
        assert (image.size, image.mode, image.data) == ((2, 1), "RGB", expected.data)
    mask = as_image(numpy.array([[True, False]]))
    assert (mask.size, mask.mode, mask.data) == ((2, 1), "L", b"\xff\0")


@pytest.mark.parametrize("loras", ["x", ["x"], [("x", 1.0)], {"x": 1}, ["x.safetensors"]])
def test_loras(base, loras):
    write_lora(base / "models" / "loras" / "x.safetensors", 40.0)
    plain, changed = red_circle_of(flat(64, 64, (0, 0, 0))), red_circle_of(flat(64, 64, (0, 0, 0)), loras=loras)
    assert plain.data != changed.data
    assert red_circle_of(flat(64, 64, (0, 0, 0)), loras={"x": 0.0}).data == plain.data


def write_lora(path, value):
    """One of rank 1 for one layer of the text encoder."""
    name = "lora_te_text_model_encoder_layers_0_mlp_fc1"
    with open(DEMO_MODEL, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    weight = "cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight"
    rows, columns = header[weight]["shape"]
    tensors, data = {}, b""
    for part, shape in ((f"{name}.lora_up.weight", (rows, 1)), (f"{name}.lora_down.weight", (1, columns))):
        numbers = struct.pack("<f", value) * (shape[0] * shape[1])
        tensors[part] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(tensors).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def test_a_notebook_shows_a_list(base):
    images = red_circle(count=2)
    assert isinstance(images, list) and all(isinstance(image, libcomfy.Image) for image in images)
    html = images._repr_html_()
    assert html.count("<img src=") == 2
    assert base64.b64decode(html.split("base64,")[1].split('"')[0]) == images[0].to_png()


def test_a_notebook_shows_progress(base, monkeypatch):
    """Without tqdm, and without ipywidgets."""
    shown = []

    class Handle:
        def update(self, content):
            shown.append(content._repr_html_())

    def display(content, display_id):
        assert display_id is True
        shown.append(content._repr_html_())
        return Handle()

    notebook = types.ModuleType("IPython")
    notebook.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    parts = types.ModuleType("IPython.display")
    parts.display = display
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    monkeypatch.setitem(sys.modules, "IPython.display", parts)
    libcomfy.generate("x", width=64, height=64, steps=60, cfg=3.0)
    assert len(shown) > 3 and re.search("step [0-9]+ of 60, [0-9.]+ s each", "".join(shown))
    assert '<progress value="1.0000"' in shown[-1] and "100%" in shown[-1]


def test_a_tasks_progress(base, workflow):
    engine = Engine()
    workflow["3"]["inputs"]["steps"] = 60
    task = engine.queue(json.dumps(workflow))
    heard = [task.progress() for _ in task.notifications()]
    steps = [progress for progress in heard if progress.max == 60 and progress.value > 0]
    assert any((progress.seconds_per_step or 0) > 0 for progress in steps)
    assert all(progress.node_id == "3" and not progress.is_over for progress in steps)
    end = task.progress()
    assert end.overall == 1 and end.is_over and end.seconds_left == 0 and end.nodes_done == end.nodes_total == 7
    assert end.seconds_elapsed > 0 and end.seconds_per_step is None
    task.release()
    engine.close()


def test_progress_bar(base):
    """On a terminal; without one and without tqdm, nothing is written."""
    program = (
        "import libcomfy, sys; sys.stderr.isatty = lambda: True\n"
        "libcomfy.generate('x', width=64, height=64, steps=2, cfg=3.0)"
    )
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    assert "100%" in finished.stderr and finished.stderr.count("%") >= 2
