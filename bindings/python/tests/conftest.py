"""Fixtures: a folder that looks like a user's, with the demo model in it, and workflows for that model."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DEMO_MODEL = ROOT / "examples" / "demo-model" / "checkpoints" / "demo.safetensors"
REFERENCE = ROOT / "Tests" / "Fixtures" / "reference"

WORKFLOW = {
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5-pruned-emaonly.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a large red circle", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 8566257,
            "steps": 4,
            "cfg": 3.0,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1.0,
            "model": ["4", 0],
            "positive": ["6", 0],
            "negative": ["7", 0],
            "latent_image": ["5", 0],
        },
    },
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "txt2img/ComfyUI", "images": ["8", 0]}},
}


@pytest.fixture
def base(tmp_path, monkeypatch):
    """The working directory: a base directory as a user of the original has it."""
    checkpoints = tmp_path / "models" / "checkpoints"
    checkpoints.mkdir(parents=True)
    os.symlink(DEMO_MODEL, checkpoints / "v1-5-pruned-emaonly.safetensors")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def workflow():
    """The classic seven nodes, of 4 steps at 128x128."""
    return copy.deepcopy(WORKFLOW)


@pytest.fixture
def small_workflow():
    """An output without a model."""
    return {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 8, "batch_size": 1, "color": 0xFF0000}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": "small", "images": ["1", 0]}},
    }


@pytest.fixture
def endless_workflow(workflow):
    """One that takes far longer than any test."""
    workflow["3"]["inputs"]["steps"] = 10_000
    return workflow


class Recorder:
    """A progress handler that keeps what it hears."""

    def __init__(self, client_id="the client"):
        self.client_id = client_id
        self.last_node_id = None
        self.last_prompt_id = None
        self.heard = []

    def send_sync(self, event, data, sid=None):
        self.heard.append((event, data, sid))

    def events(self, name):
        return [data for event, data, _ in self.heard if event == name]


@pytest.fixture
def recorder():
    return Recorder()
