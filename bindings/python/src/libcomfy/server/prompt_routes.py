"""/prompt, /queue, /interrupt, /history, /free: ComfyUI's queue."""

from __future__ import annotations

import asyncio

from aiohttp import web

from .answers import BadRequest, answer, read_json, read_json_value
from .parts import parts_of
from .submission import Refused, submit

routes = web.RouteTableDef()


@routes.get("/prompt")
async def get_prompt(request: web.Request) -> web.Response:
    return answer(parts_of(request).queue.info())


@routes.post("/prompt")
async def post_prompt(request: web.Request) -> web.Response:
    try:
        job, node_errors = await submit(parts_of(request), await read_json(request))
    except Refused as refused:
        return answer(refused.body, refused.status)
    return answer({"prompt_id": job.prompt_id, "number": job.number, "node_errors": node_errors})


@routes.get("/queue")
async def get_queue(request: web.Request) -> web.Response:
    queue = parts_of(request).queue
    return answer(
        {
            "queue_running": [job.queue_item() for job in queue.running],
            "queue_pending": [job.queue_item() for job in queue.pending],
        }
    )


def _ids(body: dict[str, object]) -> list[str]:
    ids = body.get("delete") or []
    if not isinstance(ids, list):
        raise BadRequest("delete is no list of ids")
    return [str(prompt_id) for prompt_id in ids]


@routes.post("/queue")
async def post_queue(request: web.Request) -> web.Response:
    body, queue = await read_json(request), parts_of(request).queue
    ids = _ids(body)
    if body.get("clear"):
        queue.clear()
    for prompt_id in ids:
        queue.delete(prompt_id)
    return web.Response()


@routes.post("/interrupt")
async def post_interrupt(request: web.Request) -> web.Response:
    try:
        body = await read_json_value(request)
    except BadRequest:  # who wants it to end may say so in any way
        body = {}
    prompt_id = body.get("prompt_id") if isinstance(body, dict) else None
    parts_of(request).queue.interrupt(str(prompt_id) if prompt_id else None)
    return web.Response()


def _integer(request: web.Request, name: str, default: int | None) -> int | None:
    text = request.query.get(name)
    if text is None or text == "":
        return default
    try:
        return max(-(2**31), min(int(text), 2**31))
    except ValueError:
        raise BadRequest(f"{name} is no integer") from None


@routes.get("/history")
async def get_history(request: web.Request) -> web.Response:
    limit, offset = _integer(request, "max_items", None), _integer(request, "offset", -1)
    return answer(parts_of(request).history.select(limit, -1 if offset is None else offset))


@routes.get("/history/{prompt_id}")
async def get_history_entry(request: web.Request) -> web.Response:
    prompt_id = request.match_info["prompt_id"]
    entry = parts_of(request).history.get(prompt_id)
    return answer({} if entry is None else {prompt_id: entry})


@routes.post("/history")
async def post_history(request: web.Request) -> web.Response:
    body, history = await read_json(request), parts_of(request).history
    ids = _ids(body)
    if body.get("clear"):
        history.clear()
    for prompt_id in ids:
        history.delete(prompt_id)
    return web.Response()


@routes.post("/free")
async def post_free(request: web.Request) -> web.Response:
    body = await read_json(request)
    freeing = parts_of(request).runner.free(bool(body.get("unload_models")), bool(body.get("free_memory")))
    task = asyncio.get_running_loop().create_task(freeing)
    _background.add(task)
    task.add_done_callback(_background.discard)
    return web.Response()


_background: set[asyncio.Task[None]] = set()
