"""Packs of nodes that import torch where it is not installed."""

import asyncio
import importlib.util
import subprocess
import sys

import pytest

from libcomfy import Comfy

pytestmark = pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="torch is installed")

PACK = """
import torch
import torch.nn.functional as F
from torch import nn, Tensor
from torchvision.transforms import functional
import comfy.model_management

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
GREY = torch.tensor([0.3, 0.6, 0.1]).to(DEVICE) * 2

class Net(nn.Module):
    def forward(self, x: Tensor, mask: torch.Tensor | None = None, dtype=torch.float32) -> Tensor:
        return F.interpolate(x)

class Shout:
    RETURN_TYPES = ("STRING",)
    FUNCTION = "shout"
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {})}}
    @torch.no_grad()
    def shout(self, text):
        assert not isinstance(text, torch.Tensor)
        return (text.upper(),)

class Zeros(Shout):
    def shout(self, text):
        return (WHAT,)

NODE_CLASS_MAPPINGS = {"Shout": Shout, "Zeros": Zeros}
"""


@pytest.fixture
def load(base):
    def write(what):
        pack = base / "custom_nodes" / "pack"
        pack.mkdir(parents=True)
        (pack / "__init__.py").write_text(PACK.replace("WHAT", what))

    return write


def run(node):
    async def main():
        async with Comfy() as client:
            assert client.failed_custom_nodes == {}
            return await client.queue_prompt(
                {
                    "1": {"class_type": node, "inputs": {"text": "hello"}},
                    "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 0]}},
                }
            )

    return asyncio.run(main())


def test_a_node_that_does_not_need_it(load):
    load("text")
    assert run("Shout") == {"2": {"text": ["HELLO"]}}
    assert "torch" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        import torch  # noqa: F401


@pytest.mark.parametrize("what", ["torch.zeros(3)", "GREY.sum()", "Net()", "functional.resize(text)", "GREY[0]"])
def test_a_node_that_needs_it_says_so(load, what):
    load(what)
    with pytest.raises(ModuleNotFoundError, match="needs torch(vision)?, which is not installed"):
        run("Zeros")


def test_other_packages_are_not_deceived(base):
    """What a pack imports sees no torch that it could not use."""
    (base / "asks.py").write_text("try:\n    import torch\n    has = True\nexcept ImportError:\n    has = False\n")
    (base / "custom_nodes").mkdir()
    (base / "custom_nodes" / "pack.py").write_text(
        "import asks\nassert not asks.has\nimport torch\nNODE_CLASS_MAPPINGS = {}\n"
    )
    program = """
import asyncio, libcomfy
async def main():
    async with libcomfy.Comfy() as client:
        assert client.failed_custom_nodes == {}, client.failed_custom_nodes
asyncio.run(main())
"""
    finished = subprocess.run([sys.executable, "-c", program], cwd=base, capture_output=True, text=True, timeout=100)
    assert finished.returncode == 0, finished.stderr
