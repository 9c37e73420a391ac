"""Packages of others that speak ComfyUI's API, unmodified."""

import importlib.util
import sys
import types
from pathlib import Path

from serving import drawing, png


def test_comfy_api_simplified_draws_and_uploads(server, tmp_path):
    from comfy_api_simplified import ComfyApiWrapper, ComfyWorkflowWrapper

    api = ComfyApiWrapper(server.url)
    prompt = drawing(seed=101)
    titles = {"9": "Save Image", "6": "positive"}
    for node in prompt:
        prompt[node]["_meta"] = {"title": titles.get(node, node)}
    workflow = ComfyWorkflowWrapper(prompt)
    workflow.set_node_param("positive", "text", "a small yellow star")
    results = api.queue_and_wait_images(workflow, "Save Image")
    ((name, content),) = results.items()
    assert name.startswith("ComfyUI_") and content.startswith(b"\x89PNG") and b"a small yellow star" in content
    picture = tmp_path / "upload.png"
    picture.write_bytes(png())
    assert api.upload_image(picture) == {"name": "upload.png", "subfolder": "default_upload_folder", "type": "input"}
    assert api.get_queue() == {"queue_running": [], "queue_pending": []}
    assert api.get_system_stats()["devices"] and "KSampler" in api.get_object_info("KSampler")
    assert api.get_embeddings() == ["mine"]
    api.interrupt()


def comfyui_api_client():
    """Its modules import each other as `api`, which is the folder that they were written in."""
    (folder,) = importlib.util.find_spec("comfyui_api_client").submodule_search_locations
    sys.modules["api"] = types.ModuleType("api")
    sys.modules["api"].__path__ = [folder]
    import api.api_helpers

    return api.api_helpers


def test_comfyui_api_client_draws_clears_and_uploads(server, tmp_path):
    helpers = comfyui_api_client()
    authority = server.authority
    (image,) = helpers.generate_image_by_prompt(drawing(seed=102), authority)
    assert image.size == (128, 128)
    picture = tmp_path / "mine.png"
    picture.write_bytes(png((9, 8, 7)))
    prompt = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "theirs.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "theirs", "images": ["1", 0]}},
    }
    helpers.generate_image_by_prompt_and_image(prompt, authority, str(tmp_path) + "/", str(picture), "theirs.png")
    assert list(Path(tmp_path).glob("theirs_*.png"))
    helpers.clear(authority, unload_models=True, free_memory=True)
