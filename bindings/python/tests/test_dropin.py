"""`install_as_comfy`, in interpreters of their own: it changes what `import comfy` finds."""

import subprocess
import sys
import textwrap

import pytest

FIRST = "import libcomfy; assert libcomfy.install_as_comfy()\n"

# What the documentation of ComfyUI's embedded client shows, as a user has it.
PROMPT = """
prompt_dict = {
    "3": {"class_type": "KSampler", "inputs": {
        "seed": 8566257, "steps": STEPS, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
        "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned-emaonly.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": SIZE, "height": SIZE, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "masterpiece best quality girl", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "bad hands", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI_API", "images": ["8", 0]}},
}
"""

BASIC = """
async def main():
    async with Comfy() as client:
        outputs = await client.queue_prompt(prompt_dict)
        image_path = outputs["9"]["images"][0]["abs_path"]
        print(f"Image saved to: {image_path}")

asyncio.run(main())
"""

LOWVRAM = """
async def run_lowvram():
    async with Comfy(configuration={"lowvram": True}) as client:
        outputs = await client.queue_prompt(prompt_dict)
        print("Finished lowvram generation")

if __name__ == "__main__":
    asyncio.run(run_lowvram())
"""

BUILDER = """
from comfy_execution.graph_utils import GraphBuilder

def build_graph():
    builder = GraphBuilder()
    checkpoint = builder.node("CheckpointLoaderSimple", ckpt_name="v1-5-pruned-emaonly.safetensors")
    latent = builder.node("EmptyLatentImage", width=SIZE, height=SIZE, batch_size=1)
    pos = builder.node("CLIPTextEncode", text="masterpiece", clip=checkpoint.out(1))
    neg = builder.node("CLIPTextEncode", text="bad quality", clip=checkpoint.out(1))
    sampler = builder.node(
        "KSampler", seed=42, steps=STEPS, cfg=8, sampler_name="euler", scheduler="normal", denoise=1,
        model=checkpoint.out(0), positive=pos.out(0), negative=neg.out(0), latent_image=latent.out(0))
    vae = builder.node("VAEDecode", samples=sampler.out(0), vae=checkpoint.out(2))
    builder.node("SaveImage", filename_prefix="Generated", images=vae.out(0))
    return builder.finalize()

async def run_builder():
    prompt = build_graph()
    async with Comfy() as client:
        await client.queue_prompt(prompt)

asyncio.run(run_builder())
"""

STREAMING = """
from comfy.component_model.queue_types import BinaryEventTypes

async def run_streaming():
    async with Comfy() as client:
        task = client.queue_with_progress(prompt_dict)
        async for notification in task.progress():
            if notification.event == BinaryEventTypes.PREVIEW_IMAGE_WITH_METADATA:
                image, metadata = notification.data
                print(f"Received preview: {image.size}")
            elif notification.event == "progress":
                print(f"Step: {notification.data['value']}/{notification.data['max']}")
        result = await task.get()

asyncio.run(run_streaming())
"""


def script(base, source, *arguments, size=128, steps=4):
    program = FIRST + "import asyncio\n" + textwrap.dedent(source)
    path = base / "program.py"
    path.write_text(program.replace("SIZE", str(size)).replace("STEPS", str(steps)))
    return subprocess.run([sys.executable, path, *arguments], cwd=base, capture_output=True, text=True, timeout=300)


def example(base, source, **options):
    finished = script(base, "from comfy.client.embedded_comfy_client import Comfy\n" + PROMPT + source, **options)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    return finished.stdout


def test_basic_example(base):
    assert example(base, BASIC, size=512, steps=20) == f"Image saved to: {base}/output/ComfyUI_API_00001_.png\n"
    assert (base / "output" / "ComfyUI_API_00001_.png").stat().st_size > 1000


def test_lowvram_example(base):
    assert example(base, LOWVRAM) == "Finished lowvram generation\n"
    assert (base / "output" / "ComfyUI_API_00001_.png").exists()


def test_builder_example(base):
    example(base, BUILDER)
    assert (base / "output" / "Generated_00001_.png").exists()


def test_streaming_example(base):
    lines = example(base, STREAMING).splitlines()
    assert lines == [line for step in range(1, 5) for line in ("Received preview: (16, 16)", f"Step: {step}/4")]


MODULES = """
from comfy.api.components.schema.prompt import Prompt, PromptDict
from comfy.cli_args import args, default_configuration
from comfy.cli_args_types import Configuration, LatentPreviewMethod, PerformanceFeature
from comfy.client.async_progress_iterable import QueuePromptWithProgress
from comfy.client.client_types import ProgressNotification, V1QueuePromptResponse
from comfy.client.embedded_comfy_client import Comfy, EmbeddedComfyClient
from comfy.component_model.configuration import MODEL_MANAGEMENT_ARGS, requires_process_pool_executor
from comfy.component_model.executor_types import (
    DependencyCycleError, ExecutingMessage, ExecutionErrorMessage, ExecutorToClientProgress, SendSyncData,
    SendSyncEvent, UnencodedPreviewImageMessage)
from comfy.component_model.make_mutable import make_mutable
from comfy.component_model.queue_types import BinaryEventTypes, ExecutionStatus, QueueItem, QueueTuple, TaskInvocation
from comfy.distributed.executors import ContextVarExecutor, ContextVarProcessPoolExecutor
from comfy.distributed.history import History
from comfy.distributed.process_pool_executor import ProcessPoolExecutor
from comfy.distributed.server_stub import ServerStub
from comfy.execution_context import context_add_custom_nodes, context_configuration, current_execution_context
from comfy.model_management import InterruptProcessingException
from comfy.nodes.package_typing import CustomNode, ExportedNodes
from comfy.progress_types import PreviewImageMetadata
from comfy.utils import ProgressBar
from comfy_execution.graph_utils import ExecutionBlocker, GraphBuilder, Node, is_link
from comfy_execution.utils import CurrentNodeContext, get_executing_context
import folder_paths, nodes
import comfy.samplers

assert EmbeddedComfyClient is Comfy is libcomfy.Comfy
assert args == default_configuration()
assert "euler" in comfy.samplers.KSampler.SAMPLERS and "karras" in comfy.samplers.KSampler.SCHEDULERS
assert folder_paths.get_filename_list("checkpoints") == ["v1-5-pruned-emaonly.safetensors"]
print("all there")
"""


def test_modules(base):
    finished = script(base, MODULES)
    assert finished.stdout == "all there\n", finished.stderr


def test_the_original_goes_first(base):
    package = base / "comfy"
    package.mkdir()
    (package / "__init__.py").write_text("it_is = 'the original'")
    program = "import libcomfy; print(libcomfy.install_as_comfy()); import comfy; print(comfy.it_is)"
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True)
    assert finished.stdout == "False\nthe original\n", finished.stderr


@pytest.mark.parametrize("times", [1, 2])
def test_installing_again_changes_nothing(base, times):
    finished = script(base, "libcomfy.install_as_comfy()\n" * times + "import sys; print(len(set(sys.path)))")
    assert finished.returncode == 0, finished.stderr


CUSTOM_NODES = """
import comfy.sd, comfy.sample, comfy.samplers, comfy.model_patcher, comfy.ops, comfy.latent_formats
import comfy.ldm.modules.attention as attention
import comfy.model_management as mm
import comfy.utils, folder_paths, latent_preview, node_helpers, nodes, server
from comfy.cmd.server import PromptServer as Other
from comfy.cmd.execution import validate_prompt
from comfy.k_diffusion import sa_solver, sampling
from comfy.ldm.modules.attention import optimized_attention
from comfy.model_patcher import ModelPatcher
from comfy.nodes.base_nodes import MAX_RESOLUTION, LoadImage
from comfy.sd import VAE
from comfy_api.input import ImageInput, VideoInput
from comfy_api.input_impl import VideoFromComponents
from comfy.utils import tiled_scale
from comfy_api.input.video_types import VideoInput as SameInput
from comfy_api.input_impl.video_types import VideoFromFile
from comfy_api.latest import IO, UI, ComfyExtension, Input, InputImpl, Types, _io, io
from comfy_api.latest._input import ImageInput as SameImage
from comfy_api.util import VideoComponents
from comfy_api.util.video_types import VideoCodec
from execution import PromptExecutor
from server import PromptServer

from comfy.client.sdxl_with_refiner_workflow import sdxl_workflow_with_refiner
workflow = sdxl_workflow_with_refiner("a cat", inference_steps=3, refiner_steps=2, filename_prefix="it")
assert workflow["17"]["inputs"]["text"] == "a cat" and workflow["13"]["inputs"] == {
    "filename_prefix": "it", "images": ["12", 0]}
assert workflow["14"]["inputs"]["start_at_step"] == 3 and workflow["10"]["inputs"]["steps"] == 5

class Patched(ModelPatcher):  # as many modules have them: made, never used
    def patch(self, model: comfy.sd.CLIP) -> attention.CrossAttention:
        return model

@PromptServer.instance.routes.post("/mine/{name}")
async def route(request):
    return request

assert route.__name__ == "route" and Other is PromptServer
assert MAX_RESOLUTION == nodes.MAX_RESOLUTION == 16384
assert "euler" in comfy.samplers.SAMPLER_NAMES and not isinstance(3, VAE)
assert mm.get_total_memory() > mm.get_free_memory() > 0 and not mm.should_use_fp16()
assert SameInput is VideoInput and SameImage is ImageInput and InputImpl.VideoFromFile is VideoFromFile
from comfy_api.feature_flags import get_server_features, supports_feature
assert get_server_features()["supports_preview_metadata"] is True and supports_feature(None, "it", "anything")
assert not supports_feature({"it": {"feature_flags": {"some": 1}}}, "it", "some")
assert not hasattr(nodes.NODE_CLASS_MAPPINGS["LazySwitch"], "check_lazy_status")
assert not (mm.sage_attention_enabled() or mm.xpu_available or mm.directml_enabled) and mm.pytorch_attention_enabled()
assert mm.force_upcast_attention_dtype() is None and mm.minimum_inference_memory() > mm.extra_reserved_memory() == 0
assert mm.vram_state == mm.VRAMState.DISABLED and mm.free_memory(1, "cpu") == [] == mm.loaded_models()
assert mm.cpu_mode() and not mm.device_supports_non_blocking("cpu") and mm.get_autocast_device("cpu") == "cpu"
from comfy_extras.nodes_gits import NOISE_LEVELS
import comfy.cmd.latent_preview
comfy.cli_args.args.preview_method = latent_preview.LatentPreviewMethod.NoPreviews
assert comfy.cmd.latent_preview is latent_preview and latent_preview.get_previewer
assert comfy.cli_args.args.preview_method.value == "none" and isinstance(NOISE_LEVELS, dict)
assert io.Image.Type and _io.Autogrow is io.Autogrow and Types.VideoComponents is VideoComponents

def fails(use):
    try:
        use()
    except NotImplementedError as error:
        return str(error)

for use in (Patched, VAE, lambda: comfy.sample.sample(1),
            PromptExecutor, lambda: validate_prompt("1", {}),
            lambda: comfy.samplers.KSampler(1), lambda: sampling.sample_euler(), lambda: mm.load_models_gpu([])):
    assert "which libcomfy" in fails(use), use
assert fails(VAE).startswith("comfy.sd.VAE needs")
for missing in ("comfy.nothing_of_that_name", "comfy.sd.nothing", "nodes.nothing"):
    try:
        __import__(missing)
    except ImportError:
        continue
    raise AssertionError(missing)
try:
    from comfy.sd import nothing_of_that_name
except ImportError:
    print("all there")
"""


def test_what_custom_nodes_import(base):
    finished = script(base, CUSTOM_NODES)
    assert finished.stdout == "all there\n", finished.stderr


PACKAGE = """
import asyncio, json, os
import folder_paths, nodes
from comfy.cli_args import args
from comfy.cmd import folder_paths as same
from comfy.node_helpers import export_custom_nodes, export_package_as_web_directory
from comfy.nodes.package_typing import CustomNode, InputTypes, Seed31, Seed64
from comfy_execution.validation import validate_node_input
from libcomfy import Comfy

class Anything(str):
    def __ne__(self, other):
        return False

assert validate_node_input("INT, FLOAT", "FLOAT") and not validate_node_input("INT,FLOAT", "FLOAT", strict=True)
assert validate_node_input("INT", "INT,FLOAT", strict=True) and not validate_node_input("STRING", "INT,FLOAT")
assert validate_node_input(["a", "b"], "COMBO") and validate_node_input(Anything("X"), "IMAGE")
assert validate_node_input("MODEL", "STRING,*") and not validate_node_input(["a"], ["b"])

class Compare(nodes.PreviewImage, CustomNode):
    @classmethod
    def INPUT_TYPES(cls) -> InputTypes:
        return {"required": {"image": ("IMAGE",)}, "hidden": {"prompt": "PROMPT"}}
    FUNCTION = "compare"
    def compare(self, image, prompt):
        return {"ui": {"both": self.save_images(image, "compare", prompt)["ui"]["images"], "args": [args.cache_lru]}}

class Keep(nodes.SaveImage, CustomNode): ...

export_custom_nodes()
export_package_as_web_directory("libcomfy")
assert NODE_CLASS_MAPPINGS == {"Compare": Compare, "Keep": Keep} and os.path.isdir(WEB_DIRECTORY)
assert same is folder_paths and Seed31[1]["max"] < Seed64[1]["max"]

async def main():
    async with Comfy({"cache_lru": 3}) as client:
        client.register_nodes(NODE_CLASS_MAPPINGS)
        graph = {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 2, "color": 255}},
                 "2": {"class_type": "Compare", "inputs": {"image": ["1", 0]}},
                 "3": {"class_type": "Keep", "inputs": {"images": ["1", 0], "filename_prefix": "kept"}}}
        outputs = await client.queue_prompt(graph)
        assert outputs["2"]["args"] == [3] and args["cache_lru"] == args.cache_lru == 3
        for file in outputs["2"]["both"]:
            assert file["type"] == "temp" and file["filename"].startswith("compare_temp_"), file
            with open(os.path.join(folder_paths.get_temp_directory(), file["filename"]), "rb") as saved:
                assert json.dumps(graph["1"]).encode() in saved.read()
        assert [file["filename"] for file in outputs["3"]["images"]] == ["kept_00001_.png", "kept_00002_.png"]
        assert sorted(os.listdir("output")) == ["kept_00001_.png", "kept_00002_.png"]
asyncio.run(main())
args.cache_lru = 5
assert args.cache_lru == 5 and len(args) == len(list(args))
print("fine")
"""


def test_a_package_of_nodes(base):
    pytest.importorskip("numpy")
    finished = script(base, PACKAGE)
    assert finished.stdout == "fine\n", finished.stderr


STOPS = """
import comfy.model_management, nodes
from libcomfy import Comfy
from libcomfy.errors import InterruptProcessingException

class Stop:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"how": ("INT", {})}}
    RETURN_TYPES = ()
    FUNCTION = "stop"
    OUTPUT_NODE = True
    def stop(self, how):
        {0: nodes.interrupt_processing, 1: comfy.model_management.interrupt_current_processing}[how]()
        comfy.model_management.throw_exception_if_processing_interrupted()
        raise AssertionError("it goes on")

async def main():
    async with Comfy(executor=EXECUTOR) as client:
        client.register_nodes({"Stop": Stop})
        for how in (0, 1):
            try:
                await client.queue_prompt({"1": {"class_type": "Stop", "inputs": {"how": how}}})
            except InterruptProcessingException:
                print("stopped")
nodes.interrupt_processing()  # nothing runs
asyncio.run(main())
"""


@pytest.mark.parametrize("executor", ["None", "'ProcessPoolExecutor'"])
def test_a_node_that_stops_its_prompt(base, executor):
    finished = script(base, STOPS.replace("EXECUTOR", executor))
    assert finished.stdout == "stopped\nstopped\n", finished.stderr


SERVER = """
from server import PromptServer
from libcomfy import Comfy

class Talks:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {}, "hidden": {"id": "UNIQUE_ID"}}
    RETURN_TYPES = ()
    FUNCTION = "talk"
    OUTPUT_NODE = True
    def talk(self, id):
        server = PromptServer.instance
        assert server.last_node_id == id and server.client_id
        server.send_sync("talks.message", {"node": id}, server.client_id)
        server.send_progress_text("so far so good", id)
        return {"ui": {"text": [id]}}

class Handler:
    client_id, last_node_id, last_prompt_id = "me", None, None
    def send_sync(self, event, data, sid=None):
        heard.append((event, data, sid))

heard = []
async def main():
    async with Comfy(progress_handler=Handler(), executor=EXECUTOR) as client:
        client.register_nodes({"Talks": Talks})
        graph = {"7": {"class_type": "Talks", "inputs": {}}}
        await client.queue_prompt(graph)
        task = client.queue_with_progress({"8": graph["7"]})
        heard.extend([tuple(one) async for one in task.progress()])
asyncio.run(main())
PromptServer.instance.send_sync("nobody hears this", {})
assert ("talks.message", {"node": "7"}, "me") in heard, heard
assert [data["node"] for event, data, _ in heard if event == "talks.message"] == ["7", "8"]
assert len([1 for event, data, _ in heard if isinstance(data, bytes) and b"so far so good" in data]) == 2
print("heard")
"""


@pytest.mark.parametrize("executor", ["None", "'ProcessPoolExecutor'", "__import__('libcomfy').ContextVarExecutor(1)"])
def test_messages_to_the_server_reach_the_progress_handler(base, executor):
    finished = script(base, SERVER.replace("EXECUTOR", executor))
    assert finished.stdout == "heard\n", finished.stderr


PICTURES = """
import torch, node_helpers
from comfy.utils import common_upscale, pil2tensor, repeat_to_batch_size, resize_to_batch_size, tensor2pil
samples = torch.arange(2 * 3 * 4 * 8, dtype=torch.float32).reshape(2, 3, 4, 8) / 192
for method in ("nearest-exact", "bilinear", "area", "bicubic", "lanczos"):
    assert common_upscale(samples, 4, 6, method, "disabled").shape == (2, 3, 6, 4), method
cut = common_upscale(samples, 4, 4, "nearest-exact", "center")
assert torch.equal(cut, samples[..., 2:6])
frames = samples.reshape(1, 3, 2, 4, 8)
assert common_upscale(frames, 4, 2, "area", "center").shape == (1, 3, 2, 2, 4)
assert repeat_to_batch_size(samples, 5).shape[0] == 5 and torch.equal(repeat_to_batch_size(samples, 3)[2], samples[0])
assert resize_to_batch_size(torch.arange(5), 3).tolist() == [0, 2, 4]
assert resize_to_batch_size(torch.arange(2), 4).tolist() == [0, 0, 1, 1]
image = samples.movedim(1, -1)
assert torch.equal(pil2tensor(tensor2pil(image)), (image[:1] * 255).to(torch.uint8) / 255)
assert node_helpers.image_alpha_fix(torch.zeros(1, 2, 2, 4), torch.zeros(1, 2, 2, 3))[1][..., 3].min() == 1
assert node_helpers.image_alpha_fix(torch.zeros(1, 2, 2, 3), torch.zeros(1, 2, 2, 4))[1].shape[-1] == 3
(changed,) = node_helpers.conditioning_set_values([[samples, {"a": [1]}]], {"a": [2], "b": 3}, append=True)
assert changed[1] == {"a": [1, 2], "b": 3}
print("fine")
"""


def test_utilities_for_pictures(base):
    pytest.importorskip("torch")
    pytest.importorskip("PIL")
    finished = script(base, PICTURES)
    assert finished.stdout == "fine\n", finished.stderr
