"""Custom nodes from folders, and the folders that nodes ask for."""

import asyncio

import pytest

import libcomfy
from libcomfy import Comfy, folder_paths

PLAIN = """
from comfy.utils import ProgressBar
import comfy.model_management
from comfy.comfy_types import IO, ComfyNodeABC, InputTypeDict
import folder_paths

class Greet(ComfyNodeABC):
    @classmethod
    def INPUT_TYPES(cls) -> InputTypeDict:
        return {"required": {"name": (IO.STRING, {}), "model": (folder_paths.get_filename_list("checkpoints"), {})}}
    RETURN_TYPES = ()
    FUNCTION = "greet"
    OUTPUT_NODE = True
    def greet(self, name, model):
        comfy.model_management.throw_exception_if_processing_interrupted()
        return {"ui": {"text": [f"hello {name}, from {folder_paths.get_output_directory()}"]}}

NODE_CLASS_MAPPINGS = {"Greet": Greet}
"""
PACKAGE = "from .inner import NODE_CLASS_MAPPINGS\n"
INNER = """
from comfy_execution.graph_utils import GraphBuilder
class Polite:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"name": ("STRING", {})}}
    RETURN_TYPES = ("STRING",)
    FUNCTION = "f"
    def f(self, name):
        return ("dear " + name,)
NODE_CLASS_MAPPINGS = {"Polite": Polite}
"""
VERSION_3 = """
from comfy_api.latest import ComfyExtension, io
class Shout(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema("Shout", inputs=[io.String.Input("text")], outputs=[io.String.Output()])
    @classmethod
    def execute(cls, text):
        return io.NodeOutput(text.upper())
class Extension(ComfyExtension):
    async def get_node_list(self):
        return [Shout]
async def comfy_entrypoint():
    return Extension()
"""
GRAPH = {
    "1": {"class_type": "Polite", "inputs": {"name": "reader"}},
    "2": {"class_type": "Shout", "inputs": {"text": ["1", 0]}},
    "3": {"class_type": "Greet", "inputs": {"name": ["2", 0], "model": "v1-5-pruned-emaonly.safetensors"}},
}


@pytest.fixture
def custom_nodes(base):
    folder = base / "custom_nodes"
    (folder / "comfyui-polite.pack").mkdir(parents=True)
    (folder / "comfyui-polite.pack" / "__init__.py").write_text(PACKAGE)
    (folder / "comfyui-polite.pack" / "inner.py").write_text(INNER)
    (folder / "greet.py").write_text(PLAIN)
    (folder / "shout.py").write_text(VERSION_3)
    (folder / "broken.py").write_text("import no_such_module")
    (folder / "off.py.disabled").write_text("raise SystemExit")
    (folder / "notes.txt").write_text("no nodes")
    (folder / "__pycache__").mkdir()
    return folder


def run(configuration=None, **options):
    async def main():
        async with Comfy(configuration, **options) as client:
            return await client.queue_prompt(GRAPH)

    return asyncio.run(main())


def test_the_custom_nodes_folder(base, custom_nodes, caplog):
    assert run() == {"3": {"text": [f"hello DEAR READER, from {base}/output"]}}
    assert "no_such_module" in caplog.text and "broken.py are left out" in caplog.text


def test_another_base_directory(base, custom_nodes, monkeypatch):
    monkeypatch.chdir("/")
    settings = {"base_directory": str(base), "output_directory": str(base / "elsewhere")}
    assert run(settings) == {"3": {"text": [f"hello DEAR READER, from {base}/elsewhere"]}}


def test_in_an_executors_workers(base, custom_nodes):
    with libcomfy.ContextVarExecutor(max_workers=1) as executor:
        assert "3" in run(executor=executor)
    with libcomfy.ProcessPoolExecutor(max_workers=1) as executor:
        assert "3" in run(executor=executor)


@pytest.mark.parametrize(
    "configuration, missing",
    [
        ({"disable_all_custom_nodes": True}, "Greet|Polite|Shout"),
        ({"blacklist_custom_nodes": ["shout.py"]}, "Shout"),
        ({"whitelist_custom_nodes": ["shout.py", "greet.py"]}, "Polite"),
    ],
)
def test_lists(base, custom_nodes, configuration, missing):
    with pytest.raises(ValueError, match=f"node ({missing}) does not exist"):
        run(configuration)


def test_any_folder(base, custom_nodes):
    elsewhere = custom_nodes.rename(base / "elsewhere")

    async def main():
        async with Comfy() as client:
            with pytest.raises(ValueError, match="does not exist"):
                await client.queue_prompt(GRAPH)
            client.load_custom_nodes(elsewhere)
            return await client.queue_prompt(GRAPH)

    assert "3" in asyncio.run(main())


def test_the_programs_registry(base, small_workflow):
    from node_classes import Show

    from libcomfy.package_typing import registry

    registry.NODE_CLASS_MAPPINGS["ShowFromRegistry"] = Show
    try:
        small_workflow["3"] = {"class_type": "ShowFromRegistry", "inputs": {"value": 3}}
        assert asyncio.run(Comfy().queue_prompt(small_workflow))["3"] == {"text": ["int: 3"]}
    finally:
        del registry.NODE_CLASS_MAPPINGS["ShowFromRegistry"]


def test_directories(base):
    folder_paths.opened(None)
    assert folder_paths.get_output_directory() == str(base / "output")
    assert folder_paths.get_directory_by_type("temp") == str(base / "temp")
    assert folder_paths.get_directory_by_type("models") is None
    assert folder_paths.models_dir == str(base / "models") and folder_paths.base_path == str(base)
    assert folder_paths.get_annotated_filepath("a.png [temp]") == str(base / "temp" / "a.png")
    assert folder_paths.get_annotated_filepath("a.png") == str(base / "input" / "a.png")
    assert not folder_paths.exists_annotated_filepath("a.png")


def test_model_files(base):
    folder_paths.opened(None)
    name = "v1-5-pruned-emaonly.safetensors"
    assert folder_paths.get_full_path("checkpoints", name) == str(base / "models" / "checkpoints" / name)
    assert folder_paths.get_full_path("checkpoints", "../../models/checkpoints/" + name) is None
    with pytest.raises(FileNotFoundError):
        folder_paths.get_full_path_or_raise("vae", name)
    (base / "more").mkdir()
    (base / "more" / "b.safetensors").write_bytes(b"")
    folder_paths.add_model_folder_path("my_models", str(base / "more"))
    assert folder_paths.get_filename_list("my_models") == ["b.safetensors"]
    assert "my_models" in folder_paths.folder_names_and_paths
    assert folder_paths.get_folder_paths("clip") == folder_paths.get_folder_paths("text_encoders")


def test_where_images_are_saved(base):
    folder_paths.opened(None)
    output = folder_paths.get_output_directory()
    folder, name, counter, subfolder, _ = folder_paths.get_save_image_path("a/b_%width%", output, 64, 32)
    assert (folder, name, counter, subfolder) == (f"{output}/a", "b_64", 1, "a")
    (base / "output" / "a" / "b_64_00007_.png").write_bytes(b"")
    assert folder_paths.get_save_image_path("a/b_%width%", output, 64, 32)[2] == 8
    with pytest.raises(ValueError):
        folder_paths.get_save_image_path("../outside", output)
