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
