"""/templates and /docs: the files of comfyui-workflow-templates and comfyui-embedded-docs, if they are installed."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

from aiohttp import web

from .content_types import content_type
from .paths import inside

#: The packages that it is made of, and the folder that each has.
_PACKAGES = ("comfyui_workflow_templates", "comfyui_workflow_templates_core", "comfyui_workflow_templates_json",
             "comfyui_workflow_templates_media_api", "comfyui_workflow_templates_media_video",
             "comfyui_workflow_templates_media_image", "comfyui_workflow_templates_media_other",
             "comfyui_workflow_templates_media_assets_01", "comfyui_workflow_templates_media_assets_02")  # fmt: skip


def package_folder(package: str, name: str) -> Path | None:
    """A folder inside a package that is installed; the package is not imported."""
    found = importlib.util.find_spec(package)
    for location in (found.submodule_search_locations or ()) if found is not None else ():
        if (Path(location) / name).is_dir():
            return Path(location) / name
    return None


@functools.cache
def _folders() -> list[Path]:
    return [folder for package in _PACKAGES if (folder := package_folder(package, "templates")) is not None]


def blueprints() -> list[Path]:
    """The subgraphs of the package comfyui-subgraph-blueprints, if it is installed."""
    folder = package_folder("comfyui_subgraph_blueprints", "blueprints")
    return sorted(folder.glob("*.json")) if folder is not None else []


@functools.cache
def _documentation() -> list[Path]:
    folder = package_folder("comfyui_embedded_docs", "docs")
    return [] if folder is None else [folder]


def _file_in(folders: list[Path], name: str) -> web.StreamResponse:
    """The file of that name in the first folder that has it."""
    for folder in folders:
        path = inside(folder, name)
        if path is not None and Path(path).is_file():
            return web.FileResponse(path, headers={"Content-Type": content_type(path)})
    return web.Response(status=404)


async def get_template(request: web.Request) -> web.StreamResponse:
    return _file_in(_folders(), request.match_info["name"])


async def get_documentation(request: web.Request) -> web.StreamResponse:
    return _file_in(_documentation(), request.match_info["name"])
