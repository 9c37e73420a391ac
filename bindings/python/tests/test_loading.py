"""Custom nodes from folders, and the folders that nodes ask for."""

import asyncio
import contextlib
import json

import pytest
from node_classes import Show

import libcomfy
from libcomfy import Comfy, folder_paths
from libcomfy.model_folders import ModelFolders

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
    (said,) = [record.getMessage() for record in caplog.records if "broken.py" in record.getMessage()]
    assert said.endswith("broken.py are left out: ModuleNotFoundError: No module named 'no_such_module'")


def test_nodes_tell_which_module_they_are_of(base, custom_nodes):
    own = PLAIN.replace("Greet", "Own").replace("    OUTPUT_NODE", "    RELATIVE_PYTHON_MODULE = 'mine'\n    OUTPUT_NODE")
    (custom_nodes / "own.py").write_text(own)

    async def main():
        async with Comfy() as client:
            client.register_nodes({"Hosted": Show})
            return client.node_schemas()

    schemas = asyncio.run(main())
    modules = {name: schemas[name]["python_module"] for name in ("Greet", "Polite", "Shout", "Own", "Hosted")}
    assert modules == {
        "Greet": "custom_nodes.greet",
        "Polite": "custom_nodes.comfyui-polite.pack",
        "Shout": "custom_nodes.shout",
        "Own": "mine",
        "Hosted": "custom_nodes.host",
    }


def test_further_words_that_find_a_node(base, custom_nodes):
    (custom_nodes / "greet.py").write_text(PLAIN.replace("    OUTPUT_NODE", "    SEARCH_ALIASES = ['hi']\n    OUTPUT_NODE"))

    async def main():
        async with Comfy() as client:
            return client.node_schemas()

    schemas = asyncio.run(main())
    assert schemas["Greet"]["search_aliases"] == ["hi"]
    assert "search_aliases" not in schemas["Polite"] and schemas["Shout"]["search_aliases"] is None


def test_custom_nodes_that_fail(base, custom_nodes):
    """They can be asked for, with the reason; so can one whose class is none, and the others are there."""
    odd = base / "odd"
    odd.mkdir()
    (odd / "no_node.py").write_text("NODE_CLASS_MAPPINGS = {'Odd': object}")
    (odd / "fails.py").write_text("raise ValueError('the reason\\nand more')")

    async def main():
        async with Comfy() as client:
            assert {path.name: type(error) for path, error in client.failed_custom_nodes.items()} == {
                "broken.py": ModuleNotFoundError
            }
            client.load_custom_nodes(odd)
            assert str(client.failed_custom_nodes[odd / "fails.py"]) == "the reason\nand more"
            assert "Odd" not in client.node_schemas()
            return await client.queue_prompt(GRAPH)

    assert "3" in asyncio.run(main())


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


def test_the_folders_are_the_librarys(base):
    """So that a node in Python and one of the library take the same of two files of one name."""
    from libcomfy._library import library
    from libcomfy.errors import take_text

    folder_paths.opened(None)
    for name, category in json.loads(take_text(library().comfy_get_folder_categories)).items():
        for alias in category["folders"]:
            paths = [str(base / "models" / folder) for folder in category["folders"]]
            assert folder_paths.get_folder_paths(alias) == paths
        assert folder_paths.folder_names_and_paths[name][1] == set(category["extensions"] or ())
    for folder in ("unet", "diffusion_models"):
        (base / "models" / folder).mkdir()
        (base / "models" / folder / "same.gguf").touch()
    for name in ("unet", "diffusion_models"):
        assert folder_paths.get_full_path(name, "same.gguf") == str(base / "models" / "diffusion_models" / "same.gguf")
        assert folder_paths.get_filename_list(name) == ["same.gguf"]


def test_endings_that_nodes_add(base):
    folder_paths.opened(None)
    (base / "models" / "vae").mkdir()
    (base / "models" / "vae" / "a.odd").touch()
    folder_paths.supported_pt_extensions.add(".odd")
    try:
        assert folder_paths.get_filename_list("vae") == ["a.odd"]
        assert ".odd" not in folder_paths.folder_names_and_paths["configs"][1]
    finally:
        folder_paths.supported_pt_extensions.discard(".odd")


@pytest.fixture
def no_additions(base, monkeypatch):
    """Folders by category as they are before nodes add any."""
    folder_paths.opened(None)
    fresh = ModelFolders(lambda: folder_paths.base_directories(folder_paths.configuration()))
    monkeypatch.setattr(folder_paths, "folder_names_and_paths", fresh)


def test_folders_by_category(base, no_additions):
    models, known = base / "models", folder_paths.folder_names_and_paths
    assert known["checkpoints"] == ([str(models / "checkpoints")], folder_paths.supported_pt_extensions)
    known["notes"] = ([str(base / "notes")], {".txt"})
    (base / "notes" / ".git").mkdir(parents=True)
    for name in ("a.txt", "b.md", ".git/c.txt"):
        (base / "notes" / name).touch()
    assert folder_paths.get_filename_list("notes") == ["a.txt"]
    known["notes"][0].append(str(base / "more notes"))
    known["vae"][0].append(str(base / "my vae"))
    known["unet"][0].insert(0, str(base / "my unet"))
    assert folder_paths.get_folder_paths("notes") == [str(base / "notes"), str(base / "more notes")]
    assert folder_paths.get_folder_paths("vae") == [str(models / "vae"), str(base / "my vae")]
    assert folder_paths.get_folder_paths("diffusion_models")[:2] == [
        str(base / "my unet"),
        str(models / "diffusion_models"),
    ]
    assert folder_paths.get_folder_paths("custom_nodes") == [str(base / "custom_nodes")]
    assert "notes" in known and {"vae", "custom_nodes", "notes"} <= set(known) and len(known) == len(list(known))
    del known["notes"]
    with pytest.raises(KeyError):
        known["notes"]


def test_the_order_of_folders(no_additions):
    for path, first in (("/a", False), ("/b", True), ("/a", False)):
        folder_paths.add_model_folder_path("ordered", path, is_default=first)
    assert folder_paths.get_folder_paths("ordered") == ["/b", "/a"]
    assert folder_paths.add_model_folder_path("ordered", "/a", is_default=True, extensions={".x"}) == "/a"
    assert folder_paths.folder_names_and_paths["ordered"] == (["/a", "/b"], {".x"})
    folder_paths.add_model_folder_path("ordered", "/b", is_default=True)
    assert folder_paths.get_folder_paths("ordered") == ["/b", "/a"]


def test_kinds_of_files(base):
    files = ["a.PNG", "b.webp", "c.mp4", "d.flac", "e.fbx", "f.txt", "g", "h.no-such-ending"]
    assert folder_paths.filter_files_content_types(files, ["image"]) == ["a.PNG", "b.webp"]
    assert folder_paths.filter_files_content_types(files, ["video", "audio", "model"]) == ["c.mp4", "d.flac", "e.fbx"]


def test_directories_that_a_node_sets(base, monkeypatch):
    monkeypatch.setattr(folder_paths, "_set", {})
    folder_paths.set_output_directory(base / "elsewhere")
    assert folder_paths.get_output_directory() == folder_paths.output_directory == str(base / "elsewhere")
    assert folder_paths.annotated_filepath("a.png [output]") == ("a.png", str(base / "elsewhere"))


class Where:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"place": ([folder_paths.get_output_directory()],)}}

    RETURN_TYPES = ()
    FUNCTION = "say"
    OUTPUT_NODE = True

    def say(self, place):
        return {"ui": {"text": [folder_paths.get_output_directory()]}}


@pytest.mark.parametrize("executor", [None, "ProcessPoolExecutor", "instance"])
def test_each_client_has_its_own_directories(base, monkeypatch, executor):
    """Also while another is open, in what the environment says, and where inputs are validated."""
    monkeypatch.setenv("COMFYUI_OUTPUT_DIRECTORY", "from the environment")

    async def ask(client, place):
        prompt = {"1": {"class_type": "Where", "inputs": {"place": str(base / place)}}}
        return (await client.queue_prompt(prompt))["1"]["text"]

    async def main():
        with contextlib.ExitStack() as stack:
            clients = []
            for configuration in ({"output_directory": "a"}, {"output_directory": "b"}, {}):
                own = stack.enter_context(libcomfy.ContextVarExecutor(1)) if executor == "instance" else executor
                clients.append(stack.enter_context(Comfy(configuration, executor=own)))
                clients[-1].register_nodes({"Where": Where})
            return await asyncio.gather(*map(ask, clients, ("a", "b", "from the environment")))

    assert asyncio.run(main()) == [[str(base / place)] for place in ("a", "b", "from the environment")]


def test_further_base_directories(base, custom_nodes, no_additions):
    (base / "further").mkdir()
    custom_nodes.rename(base / "further" / "custom_nodes")
    with pytest.raises(ValueError, match="does not exist"):
        run()
    assert "3" in run({"base_paths": [str(base / "further")]})
    folder_paths.opened({"base_paths": ["further"]})
    assert folder_paths.get_folder_paths("vae") == [str(base / one / "vae") for one in ("models", "further/models")]


def test_directories_of_users(base):
    folder_paths.opened(None)
    user = folder_paths.get_user_directory()
    assert folder_paths.get_system_user_directory("my_pack") == f"{user}/__my_pack"
    for name in ("", "_a", "a/b", "a b"):
        with pytest.raises(ValueError):
            folder_paths.get_system_user_directory(name)
    assert folder_paths.get_public_user_directory("default") == f"{user}/default"
    assert folder_paths.get_public_user_directory("__my_pack") is folder_paths.get_public_user_directory("") is None


def test_where_images_are_saved(base):
    folder_paths.opened(None)
    output = folder_paths.get_output_directory()
    folder, name, counter, subfolder, _ = folder_paths.get_save_image_path("a/b_%width%", output, 64, 32)
    assert (folder, name, counter, subfolder) == (f"{output}/a", "b_64", 1, "a")
    (base / "output" / "a" / "b_64_00007_.png").write_bytes(b"")
    assert folder_paths.get_save_image_path("a/b_%width%", output, 64, 32)[2] == 8
    with pytest.raises(ValueError):
        folder_paths.get_save_image_path("../outside", output)


def test_a_pack_that_counts_on_what_comfyui_has_imported(base):
    """`import comfy` is enough for all of its modules; and lists of ComfyUI's can be added to."""
    (base / "custom_nodes").mkdir()
    (base / "custom_nodes" / "pack.py").write_text(
        "import comfy, comfy_extras, nodes, server\n"
        "assert issubclass(comfy.samplers.CFGGuider, object) and comfy.model_management.cpu_mode()\n"
        "original = comfy.model_patcher.ModelPatcher.clone\n"
        "assert comfy_extras.nodes_mask.GrowMask.expand_mask and comfy.ldm.modules.attention.attention_pytorch\n"
        "assert not hasattr(comfy, 'no_such_module') and not hasattr(comfy.sd, 'no_such_name')\n"
        "nodes.EXTENSION_WEB_DIRS['pack'] = 'js'\n"
        "from comfy.sd import VAE\n"
        "made = VAE(sd={}, device=None)\n"
        "assert isinstance(made, VAE) and not hasattr(made, 'decode')\n"
        "handler = comfy.samplers.SchedulerHandler(handler=print, use_ms=False)\n"
        "comfy.samplers.SCHEDULER_HANDLERS['mine'] = handler\n"
        "assert 'karras' in comfy.samplers.SCHEDULER_HANDLERS and handler.handler is print\n"
        "NODE_CLASS_MAPPINGS = {}\n"
    )

    async def main():
        async with Comfy() as client:
            assert client.failed_custom_nodes == {}
            return client._open_engine().extension_web_directories

    assert asyncio.run(main()) == {"pack": "js"}


def test_scripts_before_all_imports(base, custom_nodes, caplog, no_additions):
    """As packs have them for folders of models; one that fails is told, and its pack loaded."""
    late, early = custom_nodes / "a_pack", custom_nodes / "z_pack"
    for pack in (late, early):
        pack.mkdir()
        (pack / "__init__.py").write_text(
            "import folder_paths\nassert 'scripted' in folder_paths.folder_names_and_paths\nNODE_CLASS_MAPPINGS = {}\n"
        )
    (early / "prestartup_script.py").write_text(
        "import folder_paths\nfolder_paths.add_model_folder_path('scripted', folder_paths.models_dir + '/scripted')\n"
    )
    (late / "prestartup_script.py").write_text("raise ValueError('no')\n")
    manager = custom_nodes / "ComfyUI-Manager"
    manager.mkdir()
    (manager / "__init__.py").write_text("NODE_CLASS_MAPPINGS = {}\n")
    (manager / "prestartup_script.py").write_text("raise SystemExit\n")

    async def main():
        async with Comfy() as client:
            return [path.name for path in client.failed_custom_nodes]

    assert asyncio.run(main()) == ["broken.py"]
    assert any("prestartup_script.py has failed: ValueError: no" in record.getMessage() for record in caplog.records)
