"""A server in a process of its own, and what tests ask of it."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[4]
DEMO_MODEL = ROOT / "examples" / "demo-model" / "checkpoints" / "demo.safetensors"
CHECKPOINT = "v1-5-pruned-emaonly.safetensors"

#: Nodes written in Python that cost no arithmetic, and what a pack brings for the page.
PACK = """
import os, time
from server import PromptServer
from aiohttp import web
from comfy.utils import ProgressBar

WEB_DIRECTORY = "web"

class Nap:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"seconds": ("FLOAT", {"default": 0.1, "min": 0.0, "max": 600.0}), "name": ("STRING", {})}}
    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "nap"
    CATEGORY = "testing"
    def nap(self, seconds, name):
        # or until there is a file of that name
        bar, end = ProgressBar(100), time.monotonic() + seconds
        while time.monotonic() < end and not os.path.exists(name):
            bar.update(1)
            time.sleep(0.02)
        return {"ui": {"text": [name]}}

class Say:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {})}}
    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "say"
    CATEGORY = "testing"
    @classmethod
    def IS_CHANGED(cls, **inputs):
        return float("nan")
    def say(self, text):
        PromptServer.instance.send_sync("testing.said", {"text": text})
        return {}

NODE_CLASS_MAPPINGS = {"Nap": Nap, "Say": Say}

@PromptServer.instance.routes.get("/testing/hello")
async def hello(request):
    return web.json_response({"hello": "from the pack"})

def on_prompt(body):
    if body.get("extra_data", {}).get("rename"):
        for node in body["prompt"].values():
            node["inputs"]["name"] = "renamed"
    return body

PromptServer.instance.add_on_prompt_handler(on_prompt)
"""


def make_base(folder: Path) -> Path:
    """A base directory with the demo model and a pack of custom nodes."""
    checkpoints, pack = folder / "models" / "checkpoints", folder / "custom_nodes" / "testing pack"
    checkpoints.mkdir(parents=True)
    (checkpoints / CHECKPOINT).symlink_to(DEMO_MODEL)
    (folder / "models" / "embeddings").mkdir()
    (folder / "models" / "embeddings" / "mine.safetensors").write_bytes(b"")
    for name, text in {
        "__init__.py": PACK,
        "web/testing.js": "export const testing = true;\n",
        "locales/en/main.json": '{"title": "Hello"}',
        "locales/de/nodeDefs.json": '{"Nap": {"display_name": "Nickerchen"}}',
        "example_workflows/first steps.json": '{"nodes": []}',
        "subgraphs/twice.json": '{"nodes": [1]}',
    }.items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(text)
    return folder


class Server:
    """`python -m libcomfy.server` on a free port, in a folder which is its base directory too, if `names_base`."""

    def __init__(
        self, base: Path, *options: str, environment: dict[str, str] | None = None, names_base: bool = True
    ) -> None:
        self.base = base
        self.log = base / f"log-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "libcomfy.server", "--port", "0", *options]
        command += ["--base-directory", str(base)] if names_base else []
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=base, env={**os.environ, **(environment or {})}
            )
        self.url = self._wait_for_address()

    def _wait_for_address(self) -> str:
        for _ in range(1800):
            found = re.search(r"To see the GUI go to: (https?://\S+)", self.text)
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(self.text)

    @property
    def text(self) -> str:
        """The log."""
        return self.log.read_text()

    @property
    def authority(self) -> str:
        return self.url.partition("//")[2]

    def resident(self) -> int:
        """Bytes of memory that the server's process takes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *details: object) -> None:
        if self.process.poll() is None:
            self.end()


class Session:
    """A client of the server's."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http

    async def get(self, path: str, status: int = 200, **options):
        async with self.http.get(path, **options) as response:
            body = await response.read()
            assert response.status == status, (response.status, body[:500])
            return json.loads(body) if response.content_type == "application/json" and body else body

    async def post(self, path: str, body=None, status: int = 200, **options):
        if body is not None:
            options["json"] = body
        async with self.http.post(path, **options) as response:
            content = await response.read()
            assert response.status == status, (response.status, content[:500])
            return json.loads(content) if response.content_type == "application/json" and content else content

    async def queue(self, prompt, client_id=None, **more) -> str:
        body = {"prompt": prompt, **more} | ({"client_id": client_id} if client_id else {})
        return (await self.post("/prompt", body))["prompt_id"]

    async def ended(self, prompt_id: str, seconds: float = 60) -> dict:
        """The history entry of a prompt, once it is there."""
        for _ in range(int(seconds / 0.02)):
            found = await self.get(f"/history/{prompt_id}")
            if found:
                return found[prompt_id]
            await asyncio.sleep(0.02)
        raise TimeoutError(prompt_id)

    @contextlib.asynccontextmanager
    async def socket(self, client_id: str, **flags):
        async with self.http.ws_connect(f"/ws?clientId={client_id}", max_msg_size=0) as socket:
            listener = Listener(socket)
            if flags:
                await socket.send_json({"type": "feature_flags", "data": flags})
            yield listener


class Listener:
    """Hears what a client is told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[tuple[str, object]] = []

    async def next(self, seconds: float = 60) -> tuple[str, object]:
        message = await self.socket.receive(timeout=seconds)
        if message.type == aiohttp.WSMsgType.TEXT:
            said = json.loads(message.data)
            event = said["type"], said["data"]
        elif message.type == aiohttp.WSMsgType.BINARY:
            event = unpacked(message.data)
        else:
            event = "closed", self.socket.close_code
        self.heard.append(event)
        return event

    async def until(self, name: str, seconds: float = 60):
        """The data of the next event of that name."""
        while True:
            event, data = await self.next(seconds)
            if event == name:
                return data
            assert event != "closed", self.heard

    async def end_of(self, prompt_id: str, seconds: float = 60) -> list[tuple[str, object]]:
        """What there is to hear until a prompt has ended."""
        start = len(self.heard)
        while True:
            event, data = await self.next(seconds)
            if event == "executing" and data["node"] is None and data.get("prompt_id") == prompt_id:
                return self.heard[start:]
            assert event != "closed", self.heard


def unpacked(frame: bytes) -> tuple[str, object]:
    kind, number = struct.unpack(">II", frame[:8])
    if kind == 1:
        return "picture", (number, frame[8:])
    if kind == 4:
        return "picture with metadata", (json.loads(frame[8 : 8 + number]), frame[8 + number :])
    return "text", frame[4:]


async def is_reached(attempt, tries: int = 5) -> bool:
    """Whether one of some tries gives True. What shares the machine makes tries longer, never shorter: one that is short
    shows what the server can do."""
    for _ in range(tries):
        if await attempt():
            return True
    return False


def talk(server: Server, conversation, **options):
    """Runs a coroutine function with a session."""

    async def main():
        timeout = aiohttp.ClientTimeout(total=120)
        async with aiohttp.ClientSession(server.url, timeout=timeout, **options) as http:
            return await conversation(Session(http))

    return asyncio.run(main())


WORKFLOW = {
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": CHECKPOINT}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a large red circle", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 8566257,
            "steps": 3,
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


def drawing(seed: int = 1, steps: int = 3, size: int = 128) -> dict:
    """The classic seven nodes; size: pixels each way."""
    workflow = copy.deepcopy(WORKFLOW)
    workflow["3"]["inputs"] |= {"seed": seed, "steps": steps}
    workflow["5"]["inputs"] |= {"width": size, "height": size}
    return workflow


def square(color: int = 0xFF0000, prefix: str = "square") -> dict:
    """A picture without a model."""
    return {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 8, "batch_size": 1, "color": color}},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": prefix, "images": ["1", 0]}},
    }


def nap(seconds: float, name: str = "nap") -> dict:
    """A node in Python that sleeps, until there is a file of its name."""
    return {"1": {"class_type": "Nap", "inputs": {"seconds": seconds, "name": name}}}


def pixel(file: bytes, place: tuple[int, int] = (0, 0)):
    import io

    import PIL.Image

    return PIL.Image.open(io.BytesIO(file)).getpixel(place)


def png(color=(0, 0, 255), size=(8, 8), mode="RGB") -> bytes:
    import io

    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.new(mode, size, color).save(buffer, "PNG")
    return buffer.getvalue()
