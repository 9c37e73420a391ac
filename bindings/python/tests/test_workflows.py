"""Workflows of the editor, and in pictures."""

import asyncio
import json

import pytest

import libcomfy
from libcomfy import Comfy

EDITOR = {
    "nodes": [
        {
            "id": 1,
            "type": "EmptyImage",
            "outputs": [{"name": "IMAGE", "type": "IMAGE"}],
            "widgets_values": [16, 8, 1, 255],
        },
        {
            "id": 2,
            "type": "SaveImage",
            "title": "Out",
            "inputs": [{"name": "images", "type": "IMAGE", "link": 1}],
            "widgets_values": ["x"],
        },
    ],
    "links": [[1, 1, 0, 2, 0, "IMAGE"]],
    "version": 0.4,
}


def test_convert():
    prompt = libcomfy.convert_workflow(EDITOR)
    assert prompt["1"]["inputs"] == {"width": 16, "height": 8, "batch_size": 1, "color": 255}
    assert prompt["2"]["inputs"] == {"filename_prefix": "x", "images": ["1", 0]}
    assert prompt["2"]["class_type"] == "SaveImage" and prompt["2"]["_meta"] == {"title": "Out"}
    assert libcomfy.convert_workflow({"prompt": prompt}) == prompt == libcomfy.convert_workflow(json.dumps(prompt))
    schemas = {"Mine": {"input": {"required": {"b": ["INT", {}]}}}}
    mine = {"nodes": [{"id": 1, "type": "Mine", "widgets_values": [2**64 - 1]}]}
    assert libcomfy.convert_workflow(mine, schemas)["1"]["inputs"] == {"b": 2**64 - 1}
    with pytest.raises(libcomfy.ComfyError, match='node 2 "Out"'):
        libcomfy.convert_workflow({**EDITOR, "links": [[1, 9, 0, 2, 0, "IMAGE"]]})


def test_run_and_read(base):
    async def main():
        async with Comfy() as client:
            outputs = await client.queue_prompt(EDITOR)
            again = await client.queue_prompt_api({"prompt": libcomfy.convert_workflow(EDITOR)})
            return outputs["2"]["images"][0]["abs_path"], again.outputs

    path, again = asyncio.run(main())
    assert "2" in again
    prompt = libcomfy.convert_workflow(EDITOR)
    assert libcomfy.read_workflow(path) == prompt
    with open(path, "rb") as file:
        assert libcomfy.read_workflow(file.read()) == prompt
    with pytest.raises(libcomfy.ComfyError, match="carries no workflow"):
        libcomfy.read_workflow(b"\x89PNG\r\n\x1a\n")


def test_changes():
    sampled = {
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a dog"}},
        "3": {"class_type": "KSampler", "inputs": {"positive": ["6", 0], "seed": 5}},
    }
    found = libcomfy.find_inputs(sampled)
    assert found["positive"] == [{"node_id": "6", "input": "text", "value": "a dog"}]
    assert found["seed"] == [{"node_id": "3", "input": "seed", "value": 5}]
    assert found["negative"] == found["image"] == []
    assert libcomfy.set_prompt(sampled, 'a "cat"')["6"]["inputs"]["text"] == 'a "cat"'
    assert libcomfy.set_seed(json.dumps(sampled), 2**64 - 1)["3"]["inputs"]["seed"] == 2**64 - 1
    assert libcomfy.set_input(sampled, 3, "denoise", 0.5)["3"]["inputs"]["denoise"] == 0.5
    assert libcomfy.set_input(EDITOR, "Out", "filename_prefix", "y")["2"]["inputs"]["filename_prefix"] == "y"
    assert sampled["3"]["inputs"]["seed"] == 5
    with pytest.raises(libcomfy.ComfyError, match="no negative prompt"):
        libcomfy.set_prompt(sampled, negative="x")
    with pytest.raises(libcomfy.ComfyError, match="it has positive, seed"):
        libcomfy.set_input(sampled, "KSampler", "x", 1)
    with pytest.raises(ValueError, match="a seed is"):
        libcomfy.set_seed(sampled, -1)
