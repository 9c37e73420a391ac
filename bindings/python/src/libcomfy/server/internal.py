"""/internal: what the page alone asks for."""

from __future__ import annotations

import os

from aiohttp import web

from .. import folder_paths
from ..model_folders import legacy_names
from .answers import answer, read_json, refusal
from .logs import SIZE, RecentLogs
from .parts import parts_of

routes = web.RouteTableDef()

LOGS = web.AppKey("libcomfy_logs", RecentLogs)


@routes.get("/internal/logs")
async def get_logs(request: web.Request) -> web.Response:
    return answer("".join(f"{entry['t']} - {entry['m']}" for entry in request.config_dict[LOGS].entries))


@routes.get("/internal/logs/raw")
async def get_raw_logs(request: web.Request) -> web.Response:
    return answer({"entries": list(request.config_dict[LOGS].entries), "size": SIZE})


@routes.patch("/internal/logs/subscribe")
async def subscribe_logs(request: web.Request) -> web.Response:
    body, logs = await read_json(request), request.config_dict[LOGS]
    client_id = body.get("clientId")
    if not isinstance(client_id, str):
        return refusal("clientId is missing")
    if body.get("enabled"):
        if client_id in parts_of(request).sockets:
            logs.subscribers.add(client_id)
    else:
        logs.subscribers.discard(client_id)
    return web.Response()


@routes.get("/internal/folder_paths")
async def get_folder_paths(request: web.Request) -> web.Response:
    names = [*folder_paths.folder_names_and_paths, *legacy_names()]
    return answer({name: folder_paths.get_folder_paths(name) for name in names})


@routes.get("/internal/files/{kind}")
async def get_files(request: web.Request) -> web.Response:
    """The names of files in a folder, the latest first."""
    kind = request.match_info["kind"]
    folder = parts_of(request).directory(kind) if kind != "user" else None
    if folder is None:
        return refusal("Invalid directory type")
    try:
        entries = [entry for entry in os.scandir(folder) if entry.is_file() and not entry.name.startswith(".")]
    except FileNotFoundError:
        entries = []
    entries.sort(key=lambda entry: -entry.stat().st_mtime)
    return answer([entry.name for entry in entries])
