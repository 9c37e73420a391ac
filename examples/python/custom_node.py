#!/usr/bin/env python3
"""A node of one's own, written in Python, between nodes of the library.

    make build && pip install ./bindings/python numpy
    python3 examples/python/custom_node.py "a large red circle on a blue background"

Draws a picture with the demo model, lets the node turn it to a negative from the middle on, and tells what happens.
"""

import asyncio
import sys
from pathlib import Path

import libcomfy

DEMO_MODEL = Path(__file__).resolve().parents[1] / "demo-model"


class HalfNegative:
    """Images come as torch tensors or numpy arrays [batch, height, width, channels] of 0...1."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"image": ("IMAGE",), "from_share": ("FLOAT", {"default": 0.5, "min": 0.0, "max": 1.0})}}

    RETURN_TYPES = ("IMAGE",)
    FUNCTION = "turn"
    CATEGORY = "examples"

    def turn(self, image, from_share):
        start = int(image.shape[2] * from_share)
        turned = image + 0  # a copy: what comes in is the library's
        turned[:, :, start:] = 1 - turned[:, :, start:]
        return (turned,)


def workflow(text):
    graph = libcomfy.GraphBuilder("")
    model = graph.node("CheckpointLoaderSimple", ckpt_name="demo.safetensors")
    sampled = graph.node(
        "KSampler",
        model=model.out(0),
        positive=graph.node("CLIPTextEncode", text=text, clip=model.out(1)).out(0),
        negative=graph.node("CLIPTextEncode", text="", clip=model.out(1)).out(0),
        latent_image=graph.node("EmptyLatentImage", width=128, height=128, batch_size=1).out(0),
        seed=42,
        steps=20,
        cfg=3.0,
        sampler_name="euler",
        scheduler="normal",
        denoise=1.0,
    )
    image = graph.node("VAEDecode", samples=sampled.out(0), vae=model.out(2))
    turned = graph.node("HalfNegative", image=image.out(0), from_share=0.5)
    graph.node("SaveImage", images=turned.out(0), filename_prefix="custom_node")
    return graph.finalize()


async def main():
    text = sys.argv[1] if len(sys.argv) > 1 else "a large red circle on a blue background"
    # ComfyUI's way to name a models folder is a file; a base directory with a link will do for one model.
    models = Path("models") / "checkpoints"
    models.mkdir(parents=True, exist_ok=True)
    if not (models / "demo.safetensors").exists():
        (models / "demo.safetensors").symlink_to(DEMO_MODEL / "checkpoints" / "demo.safetensors")

    async with libcomfy.Comfy() as client:
        client.register_nodes({"HalfNegative": HalfNegative})
        task = client.queue_with_progress(workflow(text))
        async for event, data, _ in task.progress():
            if event == "progress":
                print(f"step {data['value']} of {data['max']}")
        for output in (await task.get()).outputs.values():
            print(output["images"][0]["abs_path"])


asyncio.run(main())
