"""/view: the files of the output, input and temp folders."""

from __future__ import annotations

import asyncio
import os

from aiohttp import web

from ..folder_paths import annotated_filepath
from .answers import refusal
from .content_types import HARMLESS, shown_type
from .parts import parts_of
from .paths import disposition, inside
from .pictures import UNREADABLE, channel, converted

routes = web.RouteTableDef()


@routes.get("/view")
async def view(request: web.Request) -> web.StreamResponse:
    query = request.query
    if "filename" not in query:
        return web.Response(status=404)
    if not query["filename"]:
        return refusal("filename is empty")
    name, annotated = annotated_filepath(query["filename"])
    root = annotated or parts_of(request).directory(query.get("type") or "output")
    if root is None or query.get("type") == "user":
        return refusal(f"there is no folder for {query.get('type')!r}")
    path = inside(root, query.get("subfolder", ""), name)
    if path is None:
        return web.Response(status=403)
    if not os.path.isfile(path):
        return web.Response(status=404)
    try:
        return await _shown(request, path)
    except UNREADABLE as error:
        return refusal(f"the file is no picture that can be shown: {error}", 415)


async def _shown(request: web.Request, path: str) -> web.StreamResponse:
    query = request.query
    headers = {**HARMLESS, "Content-Disposition": disposition(os.path.basename(path))}
    part = query.get("channel", "rgba")
    if "preview" in query or path.lower().endswith(".exr"):
        image_format, _, quality = query.get("preview", "").partition(";")
        if image_format not in ("webp", "jpeg") or "a" in query.get("channel", ""):
            image_format = "webp"
        grade = int(quality) if quality.isascii() and quality.isdigit() and len(quality) < 4 else 90
        picture = await asyncio.to_thread(converted, path, image_format, grade, part != "rgb")
        return web.Response(body=picture, content_type=f"image/{image_format}", headers=headers)
    if part in ("rgb", "a"):
        picture = await asyncio.to_thread(channel, path, part)
        return web.Response(body=picture, content_type="image/png", headers=headers)
    kind = shown_type(path)
    if kind == "application/octet-stream":
        headers["Content-Disposition"] = "attachment; " + headers["Content-Disposition"]
    return web.FileResponse(path, headers={**headers, "Content-Type": kind})
