"""ComfyUI's own node classes in Python: their attributes, subclasses of them, and calls."""

import asyncio
import subprocess
import sys
import textwrap

import pytest

import libcomfy
from libcomfy.core_classes import core
from libcomfy.engine import Engine

PREAMBLE = "import libcomfy; assert libcomfy.install_as_comfy(); import nodes\n"


def run(base, program):
    finished = subprocess.run(
        [sys.executable, "-c", PREAMBLE + textwrap.dedent(program)], cwd=base, capture_output=True, text=True, timeout=300
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_attributes(base):
    assert (
        run(
            base,
            """
            print(nodes.LoraLoader.RETURN_TYPES, nodes.LoraLoader.FUNCTION, nodes.LoraLoader.CATEGORY)
            print(nodes.ImageScale.upscale_methods[0], nodes.ImageScale().RETURN_TYPES)
            print(nodes.KSampler.INPUT_TYPES()["required"]["steps"][0], nodes.SaveLatent.OUTPUT_NODE)
            print(list(nodes.VAEDecode.INPUT_TYPES()["required"]))
            from comfy_extras.nodes_mask import MaskComposite
            from comfy_extras.nodes.nodes_mask import MaskComposite as deeper, composite
            print(MaskComposite is deeper, MaskComposite.FUNCTION)
            print(nodes.NODE_CLASS_MAPPINGS["KSampler"] is nodes.KSampler, "WanVaceToVideo" in nodes.NODE_CLASS_MAPPINGS)
            """,
        )
        == textwrap.dedent("""\
            ('MODEL', 'CLIP') load_lora loaders
            nearest-exact ('IMAGE',)
            INT True
            ['samples', 'vae']
            True execute
            True True
            """)
    )


def test_all_of_them_have_a_surface():
    assert len(core) > 580
    for node in core.values():
        assert isinstance(node.INPUT_TYPES()["required"], dict)
        assert callable(getattr(node(), node.FUNCTION))
        assert len(node.RETURN_TYPES) == len(node.OUTPUT_IS_LIST), node
        assert isinstance(node.CATEGORY, str), node


def test_what_the_library_has_is_told_alike(base):
    own = Engine().node_schemas()
    for name, node in core.items():
        if name in own:
            assert list(node.RETURN_TYPES) == ["COMBO" if isinstance(kind, list) else kind for kind in own[name]["output"]]


def test_a_call(base, small_workflow):
    """A node's function gets what ComfyUI's would, by position or by name, and gives what it gives."""
    assert (
        run(
            base,
            """
            scaled, = nodes.LatentUpscale().upscale(*(nodes.EmptyLatentImage().generate(64, 32)), "bislerp", 128, 64, "disabled")
            print(tuple(scaled["samples"].shape))
            cls = nodes.NODE_CLASS_MAPPINGS["EmptyImage"]
            image, = getattr(cls(), cls.FUNCTION)(width=8, height=4, batch_size=2, color=255)
            print(tuple(image.shape))
            from comfy_extras.nodes_primitive import Int
            print(Int.execute(41))
            """,
        )
        == "(1, 4, 8, 16)\n(2, 4, 8, 3)\n(41,)\n"
    )


def test_a_picture(base, small_workflow):
    """Models go from call to call, inside a node too, while its own prompt runs."""

    class Draw:
        RETURN_TYPES = ("IMAGE",)
        FUNCTION = "draw"

        @classmethod
        def INPUT_TYPES(cls):
            return {"required": {"text": ("STRING", {})}}

        def draw(self, text):
            model, clip, vae = core["CheckpointLoaderSimple"]().load_checkpoint("v1-5-pruned-emaonly.safetensors")
            (positive,) = core["CLIPTextEncode"]().encode(clip, text)
            (latent,) = core["EmptyLatentImage"]().generate(64, 64, 1)
            (samples,) = core["KSampler"]().sample(
                model, 8, 2, 3.0, "euler", "normal", positive, positive, latent, denoise=1.0
            )
            return core["VAEDecode"]().decode(vae, samples)

    workflow = {
        "1": {"class_type": "Draw", "inputs": {"text": "a red circle"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "direct"}},
    }
    outputs = asyncio.run(_queued(workflow, Draw))
    assert outputs["2"]["images"][0]["filename"].startswith("direct")


async def _queued(workflow, node):
    async with libcomfy.Comfy() as client:
        client.register_nodes({"Draw": node})
        return await client.queue_prompt(workflow)


def test_a_subclass(base):
    assert (
        run(
            base,
            """
            class Larger(nodes.EmptyImage):
                CATEGORY = "mine"
                def generate(self, width, height, **others):
                    return super().generate(2 * width, height, **others)
            print(Larger.RETURN_TYPES, Larger.CATEGORY, Larger.FUNCTION)
            image, = Larger().generate(4, 4, batch_size=1, color=0)
            print(tuple(image.shape))
            """
        )
        == "('IMAGE',) mine generate\n(1, 4, 8, 3)\n"
    )


def test_what_goes_wrong(base):
    missing = min(core.keys() - Engine().node_schemas().keys())
    with pytest.raises(NotImplementedError, match=missing):
        getattr(core[missing], core[missing].FUNCTION)()
    with pytest.raises(TypeError, match="takes 4 arguments"):
        core["EmptyImage"]().generate(1, 2, 3, 4, 5)
    with pytest.raises(TypeError, match="twice"):
        core["EmptyImage"]().generate(1, 2, width=3)
    with pytest.raises(Exception, match="no_such_checkpoint"):
        core["CheckpointLoaderSimple"]().load_checkpoint("no_such_checkpoint.safetensors")
