"""/api/v1/prompts: a prompt goes in, its pictures come out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from .answers import BadRequest, answer, parse_json, read_json, refusal
from .content_types import may_be_uploaded
from .job import Job
from .parts import Parts, parts_of
from .paths import disposition, inside
from .pictures import UNREADABLE, reencoded
from .submission import Refused, submit
from .uploads import save_upload

routes = web.RouteTableDef()

#: Types of pictures that a request may ask for, with Pillow's names.
_PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_JSON = "application/json"


def accepted_type(accept: str) -> str | None:
    """The type that an Accept header likes best of those that there are; None if it likes none of them."""
    wishes = []
    for place, wish in enumerate(accept.split(",")):
        name, *parameters = (part.strip().lower() for part in wish.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            wishes.append((-float(quality), place, name.partition("+")[0]))
        except ValueError:
            continue
    for unlikeness, _, name in sorted(wishes):
        if unlikeness == 0:
            continue
        if name in (_JSON, "*/*", "application/*", ""):
            return _JSON
        if name in _PICTURES:
            return name
        if name == "image/*":
            return "image/png"
    return None


def _wants_no_wait(request: web.Request) -> bool:
    headers = " ".join(request.headers.get(name, "") for name in ("Prefer", "Accept", "Content-Type"))
    return "respond-async" in headers + " " + request.query.get("prefer", "")


async def _prompt(request: web.Request) -> dict[str, Any]:
    kind = request.content_type.partition("+")[0]
    if kind != "multipart/form-data":
        return await read_json(request)
    prompt: Any = None
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not hasattr(part, "read"):
                raise BadRequest("a part of the form is a form")
            content = bytes(await part.read(decode=True))  # type: ignore[union-attr]
            if part.headers.get("Content-Type", "").startswith(_JSON) or part.name == "prompt":  # type: ignore[union-attr]
                prompt = parse_json(content)
            elif part.filename:  # type: ignore[union-attr]
                await _keep(parts_of(request), part.filename, content)  # type: ignore[union-attr]
    except (ValueError, AssertionError, LookupError, RuntimeError) as error:
        raise BadRequest(f"the form cannot be read: {error}") from None
    if not isinstance(prompt, dict):
        raise BadRequest("no prompt was specified")
    return prompt


def _with_prefixes(parts: Parts, prompt: dict[str, Any]) -> dict[str, Any]:
    """The prompt with the usual names for files that have none: who gets the pictures needs not name them."""
    named = dict(prompt)
    for node_id, node in prompt.items():
        inputs = node.get("inputs") if isinstance(node, dict) else None
        name = node.get("class_type") if isinstance(node, dict) else None
        if not isinstance(inputs, dict) or "filename_prefix" in inputs or not isinstance(name, str) or "\0" in name:
            continue
        schema = parts.engine.node_schemas(name).get(name, {})
        declared = schema.get("input", {}).get("required", {}).get("filename_prefix")
        if schema.get("output_node") and declared is not None and "default" in declared[-1]:
            named[node_id] = {**node, "inputs": {**inputs, "filename_prefix": declared[-1]["default"]}}
    return named


async def _keep(parts: Parts, name: str, content: bytes) -> None:
    """Saves a file that came along under the name by which the prompt knows it."""
    import io

    folder = parts.directory("input")
    path = inside(folder, name) if folder is not None else None
    if path is None or path == str(folder):
        raise BadRequest("the name of a file leads out of its folder")
    if not may_be_uploaded(name, content[:16]):
        raise web.HTTPUnsupportedMediaType(text=f"415: files like {os.path.splitext(name)[1]!r} are not taken")
    try:
        await asyncio.to_thread(save_upload, io.BytesIO(content), path, True)
    except OSError as error:
        raise web.HTTPInsufficientStorage(text=f"507: {error.strerror}") from None


@routes.post("/api/v1/prompts")
async def post_prompt(request: web.Request) -> web.StreamResponse:
    kind = accepted_type(request.headers.get("Accept", _JSON))
    if kind is None:
        return refusal("the answer is application/json, image/png, image/jpeg or image/webp", 406)
    body, parts = await _prompt(request), parts_of(request)
    # Either the prompt alone, or what POST /prompt takes.
    is_whole = isinstance(body.get("prompt"), dict) and "class_type" not in body["prompt"]
    wanted = body if is_whole else {"prompt": body}
    if not body or not wanted["prompt"]:
        return refusal("no prompt was specified")
    digest = hashlib.sha256(json.dumps(wanted["prompt"], separators=(",", ":")).encode()).hexdigest()
    wanted["prompt"] = await asyncio.to_thread(_with_prefixes, parts, wanted["prompt"])
    try:
        job, _ = await submit(parts, wanted)
    except Refused as refused:
        return answer({**refused.error, "node_errors": refused.node_errors}, refused.status)
    location = {"Location": f"/api/v1/prompts/{job.prompt_id}"}
    if _wants_no_wait(request):
        return answer({"prompt_id": job.prompt_id}, 202, {**location, "Retry-After": "60"})
    await asyncio.shield(job.ended)
    if job.state != "completed":
        return answer(job.history_entry()["status"], 500, location)
    return await _answer(request, parts, job, kind, {**location, "Digest": f"SHA-256={digest}"})


async def _answer(
    request: web.Request, parts: Parts, job: Job, kind: str, headers: dict[str, str]
) -> web.StreamResponse:
    files = output_files(job.outputs)
    if not files:
        return web.Response(status=204, headers=headers)
    if len(files) == 1:
        headers["Content-Disposition"] = disposition(str(files[0]["filename"]))
    if kind == _JSON:
        urls = [url for file in files for url in urls_of(request, parts, file)]
        return answer({"urls": urls, "outputs": job.outputs, "prompt_id": job.prompt_id}, 200, headers)
    path = path_of(parts, files[0])
    if path is None or not os.path.isfile(path):
        return refusal("the output's file is gone", 410)
    if path.lower().endswith(_ENDINGS[kind]):
        return web.FileResponse(path, headers={**headers, "Content-Type": kind})
    try:
        picture = await asyncio.to_thread(reencoded, path, _PICTURES[kind])
    except UNREADABLE as error:
        return refusal(f"the output is no picture: {error}", 406)
    return web.Response(body=picture, content_type=kind, headers=headers)


_ENDINGS = {"image/png": (".png",), "image/jpeg": (".jpg", ".jpeg"), "image/webp": (".webp",)}


def output_files(outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures among the outputs of nodes."""
    found = [item for output in outputs.values() if isinstance(output, dict) for item in output.get("images") or []]
    return [item for item in found if isinstance(item, dict) and isinstance(item.get("filename"), str)]


def path_of(parts: Parts, file: dict[str, Any]) -> str | None:
    folder = parts.directory(str(file.get("type", "output")))
    return inside(folder, str(file.get("subfolder", "")), str(file["filename"])) if folder is not None else None


def urls_of(request: web.Request, parts: Parts, file: dict[str, Any]) -> list[str]:
    """Two addresses of an output: as the client calls the server, and as the configuration says that others do."""
    query = {name: file[name] for name in ("filename", "subfolder", "type") if file.get(name)}
    own = f"{request.scheme}://{request.host}"
    bases = [own, parts.configuration["external_address"] or own]
    return [f"{base.rstrip('/')}/view?{urlencode(query)}" for base in bases]


@routes.get("/api/v1/prompts")
async def get_latest_prompt(request: web.Request) -> web.Response:
    entry = parts_of(request).history.latest()
    return refusal("nothing has run", 404) if entry is None else answer(entry["prompt"][2])


@routes.get("/api/v1/prompts/{prompt_id}")
async def get_prompt(request: web.Request) -> web.Response:
    parts, prompt_id = parts_of(request), request.match_info["prompt_id"]
    if parts.queue.find(prompt_id) is not None:
        return web.Response(status=204)
    entry = parts.history.get(prompt_id)
    if entry is None:
        return refusal("there is no such prompt", 404)
    if entry["status"].get("status_str") == "error":
        return answer(entry["status"], 500)
    return answer(entry["outputs"])
