"""/object_info, /embeddings, /models, /view_metadata, /experiment/models: nodes and model files."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from aiohttp import web

from .. import folder_paths
from ..model_folders import legacy_names
from .answers import answer, refusal
from .parts import parts_of
from .paths import inside
from .pictures import preview_of_model
from .safetensors import header_of

routes = web.RouteTableDef()

#: Folders that are no models'.
_NO_MODELS = ("configs", "custom_nodes")


@routes.get("/object_info")
async def get_object_info(request: web.Request) -> web.Response:
    return answer(await asyncio.to_thread(parts_of(request).engine.node_schemas))


@routes.get("/object_info/{node_class}")
async def get_node_info(request: web.Request) -> web.Response:
    name = request.match_info["node_class"]
    if "\0" in name:
        return answer({})
    return answer(await asyncio.to_thread(parts_of(request).engine.node_schemas, name))


@routes.get("/embeddings")
async def get_embeddings(request: web.Request) -> web.Response:
    names = await asyncio.to_thread(folder_paths.get_filename_list, "embeddings")
    return answer([os.path.splitext(name)[0] for name in names])


@routes.get("/models")
async def get_model_folders(request: web.Request) -> web.Response:
    names = [*folder_paths.folder_names_and_paths, *legacy_names()]
    return answer(sorted(name for name in names if name != "custom_nodes"))


def _category(request: web.Request) -> str | None:
    name = request.match_info["folder"]
    return name if name != "custom_nodes" and name in folder_paths.folder_names_and_paths else None


@routes.get("/models/{folder}")
async def get_models(request: web.Request) -> web.Response:
    folder = _category(request)
    if folder is None:
        return web.Response(status=404)
    return answer(await asyncio.to_thread(folder_paths.get_filename_list, folder))


@routes.get("/view_metadata/{folder}")
async def view_metadata(request: web.Request) -> web.Response:
    folder, name = _category(request), request.query.get("filename", "")
    if folder is None or not name.endswith(".safetensors") or "\0" in name:
        return web.Response(status=404)
    path = await asyncio.to_thread(folder_paths.get_full_path, folder, name)
    header = await asyncio.to_thread(header_of, path) if path is not None else None
    if header is None or "__metadata__" not in header:
        return web.Response(status=404)
    return answer(header["__metadata__"])


@routes.get("/experiment/models")
async def get_experiment_folders(request: web.Request) -> web.Response:
    names = [name for name in folder_paths.folder_names_and_paths if name not in _NO_MODELS]
    return answer([{"name": name, "folders": folder_paths.get_folder_paths(name)} for name in names])


def _files(category: str) -> list[dict[str, Any]]:
    """The files of a category, with the place of their folder among its folders."""
    endings = folder_paths.folder_names_and_paths.endings(category)
    files = []
    for index, folder in enumerate(folder_paths.get_folder_paths(category)):
        for name in folder_paths.filter_files_extensions(folder_paths.recursive_search(folder, [".git"])[0], endings):
            if any(part.startswith(".") for part in name.split(os.sep)):
                continue
            try:
                status = os.stat(os.path.join(folder, name))
            except OSError:
                continue  # a link to nothing
            files.append(
                {
                    "name": name,
                    "pathIndex": index,
                    "modified": status.st_mtime,
                    "created": status.st_ctime,
                    "size": status.st_size,
                }
            )
    return files


@routes.get("/experiment/models/{folder}")
async def get_experiment_models(request: web.Request) -> web.Response:
    folder = _category(request)
    return web.Response(status=404) if folder is None else answer(await asyncio.to_thread(_files, folder))


@routes.get("/experiment/models/preview/{folder}/{index}/{name:.*}")
async def get_model_preview(request: web.Request) -> web.Response:
    folder, index = _category(request), request.match_info["index"]
    folders = folder_paths.get_folder_paths(folder) if folder is not None else []
    if not (index.isascii() and index.isdigit() and len(index) < 9 and int(index) < len(folders)):
        return web.Response(status=404)
    path = inside(folders[int(index)], request.match_info["name"])
    picture = await asyncio.to_thread(preview_of_model, path) if path is not None else None
    if picture is None:
        return refusal("there is no preview", 404)
    return web.Response(body=picture, content_type="image/webp")
