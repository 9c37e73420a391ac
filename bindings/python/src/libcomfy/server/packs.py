"""/extensions, /i18n, /workflow_templates, /global_subgraphs: what packs of custom nodes bring for the page."""

from __future__ import annotations

import asyncio
import glob
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from ..folder_paths import base_directories
from .answers import answer
from .content_types import content_type
from .frontend import FRONTEND
from .parts import Parts, parts_of
from .paths import inside
from .templates import blueprints

logger = logging.getLogger(__name__)

routes = web.RouteTableDef()

#: Folders of a pack that have workflows to begin with.
_EXAMPLES = ("example_workflows", "example", "examples", "workflow", "workflows")
_LOCALES = ("nodeDefs", "commands", "settings")


def packs(parts: Parts) -> Iterator[Path]:
    """The folders of packs of custom nodes."""
    if parts.configuration["disable_all_custom_nodes"]:
        return
    for base in base_directories(parts.configuration):
        folder = base / "custom_nodes"
        if folder.is_dir():
            folders = (path for path in folder.iterdir() if path.is_dir())
            yield from sorted(path for path in folders if not path.name.startswith((".", "_")))


def _scripts(parts: Parts, page: Path | None) -> list[str]:
    """The addresses of scripts that the page loads."""
    found = []
    if page is not None:
        found += ["/" + path.relative_to(page).as_posix() for path in sorted((page / "extensions").rglob("*.js"))]
    for name, folder in parts.engine.extension_web_directories.items():
        for path in sorted(Path(folder).rglob("*.js")):
            found.append(f"/extensions/{quote(name)}/{path.relative_to(folder).as_posix()}")
    return found


@routes.get("/extensions")
async def get_extensions(request: web.Request) -> web.Response:
    return answer(await asyncio.to_thread(_scripts, parts_of(request), request.config_dict[FRONTEND]))


async def get_extension_file(request: web.Request) -> web.StreamResponse:
    """A file of a pack's web folder."""
    folder = parts_of(request).engine.extension_web_directories.get(request.match_info["pack"])
    path = inside(folder, request.match_info["name"]) if folder is not None else None
    if path is None or not os.path.isfile(path):
        return web.Response(status=404)
    return web.FileResponse(path, headers={"Content-Type": content_type(path), "Cache-Control": "no-cache"})


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        logger.warning("%s cannot be read: %s", path, error)
        return {}
    return found if isinstance(found, dict) else {}


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    merged = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def translations(parts: Parts) -> dict[str, Any]:
    """What packs have in locales/LANGUAGE/, by language."""
    found: dict[str, Any] = {}
    for pack in packs(parts):
        for folder in sorted((pack / "locales").glob("*/")):
            texts = _read(folder / "main.json")
            texts.update({name: more for name in _LOCALES if (more := _read(folder / f"{name}.json"))})
            if texts:
                found[folder.name] = _merged(found.get(folder.name, {}), texts)
    return found


@routes.get("/i18n")
async def get_translations(request: web.Request) -> web.Response:
    return answer(await asyncio.to_thread(translations, parts_of(request)))


def _examples(pack: Path) -> Iterator[Path]:
    for name in _EXAMPLES:
        yield from sorted((pack / name).glob("*.json"))


@routes.get("/workflow_templates")
async def get_workflow_templates(request: web.Request) -> web.Response:
    found = {pack.name: [path.stem for path in _examples(pack)] for pack in packs(parts_of(request))}
    return answer({name: names for name, names in found.items() if names})


@routes.get("/workflow_templates/{pack}/{name:.+}")
async def get_workflow_template(request: web.Request) -> web.StreamResponse:
    for pack in packs(parts_of(request)):
        if pack.name == request.match_info["pack"]:
            for name in _EXAMPLES:
                path = inside(pack / name, request.match_info["name"])
                kind = content_type(path or "")
                if path is not None and os.path.isfile(path) and kind.startswith(("image/", "application/json")):
                    return web.FileResponse(path, headers={"Content-Type": kind})
    return web.Response(status=404)


def _subgraphs(parts: Parts) -> dict[str, dict[str, Any]]:
    """Subgraphs of packs and of the templates package, by an id of their own."""
    found = [
        ("custom_node", Path(path), f"custom_nodes.{pack.name}")
        for pack in packs(parts)
        for path in sorted(glob.glob(os.path.join(glob.escape(str(pack)), "subgraphs", "*.json")))
    ]
    found += [("templates", path, "comfyui") for path in blueprints()]
    return {
        hashlib.sha256(f"{source}{path}".encode()).hexdigest(): {
            "source": source,
            "name": path.stem,
            "info": {"node_pack": node_pack},
            "path": str(path),
        }
        for source, path, node_pack in found
    }


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "path"}


@routes.get("/global_subgraphs")
async def get_subgraphs(request: web.Request) -> web.Response:
    found = await asyncio.to_thread(_subgraphs, parts_of(request))
    return answer({key: _told(entry) for key, entry in found.items()})


@routes.get("/global_subgraphs/{id}")
async def get_subgraph(request: web.Request) -> web.Response:
    entry = (await asyncio.to_thread(_subgraphs, parts_of(request))).get(request.match_info["id"])
    if entry is None:
        return answer(None, 404)
    return answer({**_told(entry), "data": await asyncio.to_thread(Path(entry["path"]).read_text, encoding="utf-8")})
