"""/userdata: the files of a user, among them the workflows that the page saves."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from .answers import answer
from .content_types import HARMLESS, content_type, shown_type
from .paths import inside
from .users import user_directory, write_atomically

routes = web.RouteTableDef()

#: What the page asks of every user, and what stands for it until there is one.
_PAGE_FOLDERS = ("workflows", "subgraphs")
_PAGE_FILES = {"user.css": "", "comfy.templates.json": "[]"}


def _path(request: web.Request, name: str) -> str:
    """The path of a user's file. Raises HTTPForbidden if the name leads out of the user's folder."""
    root = user_directory(request)
    path = inside(root, unquote(name) if "%" in name else name)
    if path is None or path == str(root):
        raise web.HTTPForbidden
    return path


def _info(path: str, root: str | Path) -> dict[str, Any]:
    status = os.stat(path)
    return {
        "path": os.path.relpath(path, root).replace(os.sep, "/"),
        "size": status.st_size,
        "modified": status.st_mtime,
        "created": status.st_ctime,
    }


def _files(folder: str, recurse: bool) -> list[str]:
    """The files below a folder, sorted; hidden ones are left out."""
    found = []
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if recurse and not name.startswith("."))
        found += [os.path.join(directory, name) for name in sorted(files) if not name.startswith(".")]
    return found


def _says(request: web.Request, name: str, default: str = "") -> bool:
    return request.query.get(name, default).lower() == "true"


@routes.get("/userdata")
async def list_userdata(request: web.Request) -> web.Response:
    directory = request.query.get("dir", "")
    if not directory:
        return web.Response(status=400, text="Directory not provided")
    folder = inside(user_directory(request), unquote(directory) if "%" in directory else directory)
    if folder is None:
        return web.Response(status=403, text="Invalid directory")
    if not os.path.isdir(folder):
        # The page asks for these before anything was saved, and tells people of an error.
        return answer([]) if directory in _PAGE_FOLDERS else web.Response(status=404, text="Directory not found")
    files = await asyncio.to_thread(_files, folder, _says(request, "recurse"))
    if _says(request, "full_info"):
        return answer([_info(file, folder) for file in files])
    names = [os.path.relpath(file, folder).replace(os.sep, "/") for file in files]
    return answer([[name, *name.split("/")] for name in names] if _says(request, "split") else names)


@routes.get("/v2/userdata")
async def list_userdata_with_folders(request: web.Request) -> web.Response:
    root, name = user_directory(request), request.query.get("path", "")
    folder = inside(root, unquote(name))
    if folder is None:
        return web.Response(status=400, text="Invalid path requested")
    if not os.path.exists(folder):
        return answer([]) if folder == str(root) else web.Response(status=404, text="Requested path not found")
    if not os.path.isdir(folder):
        return web.Response(status=400, text="Requested path is not a directory")
    entries: list[dict[str, Any]] = []
    for directory, names, files in os.walk(folder):
        for kind, here in (("directory", names), ("file", files)):
            for entry in here:
                path = os.path.join(directory, entry)
                about: dict[str, Any] = {"name": entry, "path": os.path.relpath(path, root), "type": kind}
                if kind == "file" and os.path.exists(path):
                    about |= {"size": os.path.getsize(path), "modified": os.path.getmtime(path)}
                entries.append(about)
    entries.sort(key=lambda entry: (entry["type"] != "directory", entry["name"].lower()))
    return answer(entries)


@routes.get("/userdata/{file}")
async def get_userdata(request: web.Request) -> web.StreamResponse:
    name = request.match_info["file"]
    path = _path(request, name)
    if not os.path.isfile(path):
        if name in _PAGE_FILES:
            return web.Response(text=_PAGE_FILES[name], content_type=content_type(name))
        return web.Response(status=404)
    # The page takes user.css as a style; scripts and pages it does not take from here.
    kind = "text/css" if content_type(path) == "text/css" else shown_type(path)
    return web.FileResponse(path, headers={**HARMLESS, "Content-Type": kind})


def _saved(request: web.Request, path: str) -> web.Response:
    root = user_directory(request)
    return answer(_info(path, root) if _says(request, "full_info") else os.path.relpath(path, root))


@routes.post("/userdata/{file}")
async def post_userdata(request: web.Request) -> web.Response:
    path = _path(request, request.match_info["file"])
    if request.query.get("overwrite", "true") == "false" and os.path.exists(path):
        return web.Response(status=409, text="File already exists")
    body = await request.read()
    try:
        await asyncio.to_thread(write_atomically, Path(path), body)
    except OSError:
        return web.Response(status=400, text="The file cannot be written under that name")
    return _saved(request, path)


@routes.delete("/userdata/{file}")
async def delete_userdata(request: web.Request) -> web.Response:
    path = _path(request, request.match_info["file"])
    if not os.path.isfile(path):
        return web.Response(status=404)
    os.remove(path)
    return web.Response(status=204)


@routes.post("/userdata/{file}/move/{dest}")
async def move_userdata(request: web.Request) -> web.Response:
    source, target = (_path(request, request.match_info[name]) for name in ("file", "dest"))
    if not os.path.exists(source):
        return web.Response(status=404)
    if source != target and inside(source, target) is not None:
        return web.Response(status=400, text="A folder cannot be moved into itself")
    if os.path.isdir(target) or (request.query.get("overwrite", "true") == "false" and os.path.exists(target)):
        return web.Response(status=409, text="File already exists")
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        await asyncio.to_thread(shutil.move, source, target)
    except OSError:
        return web.Response(status=400, text="It cannot be moved there")
    return _saved(request, target)
