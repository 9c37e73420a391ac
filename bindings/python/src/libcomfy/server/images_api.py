"""/v1/images/generations: pictures as OpenAI's API has them, drawn by the classic nodes.

Beside its fields there are those that a diffusion model has: `negative_prompt`, `steps`, `cfg`, `seed`,
`sampler_name`, `scheduler`. `model` is the name of a file in checkpoints/; without one it is the first.
"""

from __future__ import annotations

import asyncio
import base64
import random
import time
from pathlib import Path
from typing import Any

from aiohttp import web

from .. import folder_paths
from ..graph_utils import GraphBuilder
from .answers import BadRequest, answer, read_json
from .job import Job
from .parts import Parts, parts_of
from .pictures import reencoded
from .public_api import output_files, path_of, urls_of
from .submission import Refused, submit

routes = web.RouteTableDef()

#: What a request may ask for: the type, the default, the least and the greatest value.
_NUMBERS: dict[str, tuple[type, float, float, float]] = {
    "n": (int, 1, 1, 10),
    "steps": (int, 20, 1, 1000),
    "cfg": (float, 7.0, 0.0, 100.0),
    "output_compression": (int, 100, 0, 100),
}


class _Wrong(Exception):
    """What is wrong, with which field."""

    def __init__(self, message: str, field: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.field, self.code, self.status = field, code, status

    @property
    def answer(self) -> web.Response:
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        error = {"message": str(self), "type": kind, "param": self.field, "code": self.code}
        return answer({"error": error}, self.status)


def _text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise _Wrong(f"{name} is no text", name)
    return value


def _number(body: dict[str, Any], name: str) -> Any:
    kind, default, least, most = _NUMBERS[name]
    value = body.get(name)
    value = default if value is None else value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not least <= value <= most or value != kind(value):
        raise _Wrong(f"{name} is no number from {least:g} to {most:g}", name)
    return kind(value)


def _size(body: dict[str, Any]) -> tuple[int, int]:
    text = body.get("size") or "512x512"
    if text == "auto":
        text = "512x512"
    width, _, height = str(text).partition("x")
    if not all(_is_side(side) for side in (width, height)):
        raise _Wrong("size is no WIDTHxHEIGHT from 16 to 4096", "size")
    if int(width) % 8 or int(height) % 8:
        raise _Wrong(f"size: {text} is no multiple of 8 each way", "size")
    return int(width), int(height)


def _is_side(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and 16 <= int(text) <= 4096


def _choice(body: dict[str, Any], name: str, *choices: str) -> str:
    """One of the choices, the first by default."""
    value = body.get(name) or choices[0]
    if value not in choices:
        raise _Wrong(f"{name} is one of {', '.join(choices)}", name)
    return str(value)


def _checkpoint(name: Any) -> str:
    names = folder_paths.get_filename_list("checkpoints")
    if not names:
        raise _Wrong("there is no model in checkpoints/", "model", "model_not_found", 404)
    if name is None or name == "":
        return names[0]
    found = next((known for known in names if str(name) in (known, known.rpartition(".")[0])), None)
    if found is None:
        raise _Wrong(f"there is no model {name!r}", "model", "model_not_found", 404)
    return found


def _graph(body: dict[str, Any], checkpoint: str) -> dict[str, Any]:
    width, height = _size(body)
    seed = body.get("seed")
    if seed is None:
        seed = random.getrandbits(63)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**64:
        raise _Wrong("seed is no integer of 64 bits", "seed")
    graph = GraphBuilder("")
    loader = graph.node("CheckpointLoaderSimple", ckpt_name=checkpoint)
    positive = graph.node("CLIPTextEncode", text=_text(body, "prompt"), clip=loader.out(1))
    negative = graph.node("CLIPTextEncode", text=_text(body, "negative_prompt", ""), clip=loader.out(1))
    latent = graph.node("EmptyLatentImage", width=width, height=height, batch_size=_number(body, "n"))
    samples = graph.node(
        "KSampler",
        model=loader.out(0),
        positive=positive.out(0),
        negative=negative.out(0),
        latent_image=latent.out(0),
        seed=seed,
        steps=_number(body, "steps"),
        cfg=_number(body, "cfg"),
        sampler_name=_text(body, "sampler_name", "euler"),
        scheduler=_text(body, "scheduler", "normal"),
        denoise=1.0,
    )
    decoded = graph.node("VAEDecode", samples=samples.out(0), vae=loader.out(2))
    graph.node("SaveImage", filename_prefix="images/generation", images=decoded.out(0))
    return graph.finalize()


async def _drawn(parts: Parts, body: dict[str, Any]) -> Job:
    checkpoint = await asyncio.to_thread(_checkpoint, body.get("model"))
    try:
        job, _ = await submit(parts, {"prompt": _graph(body, checkpoint)})
    except Refused as refused:
        problems = [
            f"{problem['message']}: {problem['details']}"
            for node in refused.node_errors.values()
            for problem in node.get("errors", [])
        ]
        code = "rate_limit_exceeded" if refused.status == 429 else None
        raise _Wrong("; ".join(problems) or str(refused), None, code, refused.status) from None
    await asyncio.shield(job.ended)
    if job.state != "completed":
        failure: dict[str, Any] = next((data for event, data in job.messages if event == "execution_error"), {})
        # Without a traceback it is the prompt that was wrong.
        status = 400 if failure and not failure.get("traceback") else 500
        raise _Wrong(failure.get("exception_message") or "the prompt was interrupted", None, job.state, status)
    return job


@routes.post("/v1/images/generations")
async def generate(request: web.Request) -> web.Response:
    parts = parts_of(request)
    try:
        body = await read_json(request)
        form = _choice(body, "response_format", "b64_json", "url")
        picture, quality = _choice(body, "output_format", "png", "jpeg", "webp"), _number(body, "output_compression")
        if picture == "png" and quality < 100:
            raise _Wrong("output_compression is for jpeg and webp", "output_compression")
        if body.get("stream"):
            raise _Wrong("stream is not offered", "stream")
        files = output_files((await _drawn(parts, body)).outputs)
    except BadRequest as error:
        return _Wrong(str(error)).answer
    except _Wrong as wrong:
        return wrong.answer
    if form == "url":
        preview = "" if picture == "png" else f"&preview={picture};{quality}"
        data = [{"url": urls_of(request, parts, file)[-1] + preview} for file in files]
    else:
        paths = [path for file in files if (path := path_of(parts, file)) is not None]
        data = [{"b64_json": await asyncio.to_thread(_encoded, path, picture, quality)} for path in paths]
    return answer({"created": int(time.time()), "data": data, "output_format": picture})


def _encoded(path: str, picture: str, quality: int) -> str:
    content = Path(path).read_bytes() if picture == "png" else reencoded(path, picture.upper(), quality)
    return base64.b64encode(content).decode()


@routes.post("/v1/images/edits")
@routes.post("/v1/images/variations")
async def refuse(request: web.Request) -> web.Response:
    return _Wrong(f"{request.path} is not offered; a workflow can be queued at /prompt", status=404).answer


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "libcomfy"}


@routes.get("/v1/models")
async def get_models(request: web.Request) -> web.Response:
    names = await asyncio.to_thread(folder_paths.get_filename_list, "checkpoints")
    return answer({"object": "list", "data": [_model(name) for name in names]})


@routes.get("/v1/models/{id:.+}")
async def get_model(request: web.Request) -> web.Response:
    try:
        return answer(_model(await asyncio.to_thread(_checkpoint, request.match_info["id"])))
    except _Wrong as wrong:
        return wrong.answer
