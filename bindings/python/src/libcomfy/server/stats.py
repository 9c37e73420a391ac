"""/system_stats and /features: what the server runs on, and what it can do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from aiohttp import web

from .._abi import VERSION
from .._library import library
from ..errors import take_text
from .answers import answer
from .frontend import installed_version
from .parts import Parts, parts_of

routes = web.RouteTableDef()

#: The version of ComfyUI whose API this is: that of the hiddenswitch fork.
COMFYUI_VERSION = "0.10.0"


def memory() -> tuple[int, int]:
    """The bytes of memory that this process may have in all, and those of them that it could still take."""
    found = json.loads(take_text(library().comfy_get_build_info) or "{}")["memory"]
    return found["total_bytes"], found["available_bytes"]


def features(parts: Parts) -> dict[str, Any]:
    return {"supports_preview_metadata": True, "max_upload_size": parts.upload_limit}


def _stats(parts: Parts) -> dict[str, Any]:
    total, free = memory()
    loaded = parts.engine.memory()
    here = {
        "name": "cpu",
        "type": "cpu",
        "index": None,
        "vram_total": total,
        "vram_free": free,
        "torch_vram_total": int(loaded.get("resident_bytes") or 0),
        "torch_vram_free": 0,
    }
    templates = installed_version("comfyui-workflow-templates")
    return {
        "system": {
            "os": sys.platform,
            "ram_total": total,
            "ram_free": free,
            "comfyui_version": COMFYUI_VERSION,
            "libcomfy_version": VERSION,
            "required_frontend_version": installed_version("comfyui-frontend-package"),
            "installed_templates_version": templates,
            "required_templates_version": templates,
            "python_version": sys.version,
            "pytorch_version": f"none (libcomfy {VERSION})",
            "embedded_python": False,
            "argv": [os.path.basename(sys.argv[0]), *sys.argv[1:]],
        },
        "devices": [*parts.runner.devices()] or [here],
        "queue": {
            "running": len(parts.queue.running),
            "pending": len(parts.queue.pending),
            "capacity": parts.runner.capacity,
        },
    }


@routes.get("/system_stats")
async def get_system_stats(request: web.Request) -> web.Response:
    return answer(await asyncio.to_thread(_stats, parts_of(request)))


@routes.get("/features")
async def get_features(request: web.Request) -> web.Response:
    return answer(features(parts_of(request)))
