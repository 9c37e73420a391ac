"""The web page: the files of the package comfyui-frontend-package, or of a folder that the options name."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

from aiohttp import web

from .content_types import content_type
from .parts import Parts
from .paths import inside
from .templates import package_folder

#: The folder of the page's files, None if there is no page.
FRONTEND: web.AppKey[Path | None] = web.AppKey("libcomfy_frontend", object)  # type: ignore[arg-type]

_NO_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>libcomfy</title></head><body>
<h1>libcomfy's server</h1>
<p>The API works. ComfyUI's web page is a package of its own, which is not installed:</p>
<pre>pip install comfyui-frontend-package comfyui-workflow-templates</pre>
<p>Then start the server again, or name a folder with the page's files: <code>--front-end-root FOLDER</code>.
The API is described by <a href="/openapi.json">/openapi.json</a>.</p>
</body></html>
"""


def find_frontend(parts: Parts) -> Path | None:
    """The folder of the page's files. Raises ValueError if the options name one that has none."""
    named = parts.configuration["front_end_root"]
    if named:
        if not (Path(named) / "index.html").is_file():
            raise ValueError(f"{named} has no index.html")
        return Path(named).absolute()
    folder = package_folder("comfyui_frontend_package", "static")
    return folder if folder is not None and (folder / "index.html").is_file() else None


def installed_version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


async def get_page(request: web.Request) -> web.StreamResponse:
    folder = request.config_dict[FRONTEND]
    headers = {"Cache-Control": "no-cache", "Pragma": "no-cache", "Expires": "0"}
    if folder is None:
        return web.Response(text=_NO_PAGE, content_type="text/html", headers=headers)
    return web.FileResponse(folder / "index.html", headers=headers)


async def get_file(request: web.Request) -> web.StreamResponse:
    """A file of the page; 404 for all that is nothing else."""
    folder = request.config_dict[FRONTEND]
    name = request.match_info["name"]
    path = inside(folder, name) if folder is not None else None
    if name == "user.css" and path is not None and not os.path.isfile(path):
        return web.Response(content_type="text/css")  # the page has a place for it, the package no file
    if path is None or not os.path.isfile(path):
        return web.Response(status=404, text="404: Not Found")
    headers = {"Content-Type": content_type(path)}
    if path.endswith((".js", ".css", ".html")) and "/assets/" not in path:
        headers["Cache-Control"] = "no-cache"
    return web.FileResponse(path, headers=headers)


__all__ = ["FRONTEND", "find_frontend", "get_file", "get_page", "installed_version"]
