"""/users and /settings: who uses the server, and their preferences."""

from __future__ import annotations

import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

from aiohttp import web

from .answers import BadRequest, answer, read_json, read_json_value, refusal
from .parts import Parts, parts_of
from .paths import inside

routes = web.RouteTableDef()

#: Folders of users that are the server's own.
SYSTEM_PREFIX = "__"
DEFAULT_USER = "default"
SETTINGS = "comfy.settings.json"


def _users_file(parts: Parts) -> Path:
    directory = parts.directory("user")
    assert directory is not None
    return directory / "users.json"


def users(parts: Parts) -> dict[str, str]:
    """The names of users by their ids."""
    if not parts.configuration["multi_user"]:
        return {DEFAULT_USER: DEFAULT_USER}
    try:
        found = json.loads(_users_file(parts).read_text())
    except (OSError, ValueError):
        return {}
    return {str(user): str(name) for user, name in found.items()} if isinstance(found, dict) else {}


def user_directory(request: web.Request, stranger: type[web.HTTPClientError] = web.HTTPForbidden) -> Path:
    """The folder of the user that a request is of. Raises `stranger` if there is none of that name."""
    parts = parts_of(request)
    user = request.headers.get("comfy-user", DEFAULT_USER) if parts.configuration["multi_user"] else DEFAULT_USER
    root = parts.directory("user")
    assert root is not None
    path = inside(root, user)
    if user not in users(parts) or user.startswith(SYSTEM_PREFIX) or path is None or path == str(root):
        raise stranger(text=f"{stranger.status_code}: Unknown user")
    return Path(path)


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file so that whoever reads it finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name[:100]}.{uuid.uuid4().hex[:8]}")
    try:
        new.write_bytes(content)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


@routes.get("/users")
async def get_users(request: web.Request) -> web.Response:
    parts = parts_of(request)
    if parts.configuration["multi_user"]:
        return answer({"storage": "server", "users": users(parts)})
    return answer({"storage": "server", "migrated": user_directory(request).is_dir()})


@routes.post("/users")
async def post_users(request: web.Request) -> web.Response:
    parts, name = parts_of(request), (await read_json(request)).get("username")
    if not parts.configuration["multi_user"]:
        return refusal("the server has one user (see --multi-user)", 403)
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        return refusal("username not provided")
    known = users(parts)
    if name in known.values():
        return refusal("Duplicate username.")
    user = f"{re.sub('[^a-zA-Z0-9_-]+', '-', name.strip())}_{uuid.uuid4()}"
    if user.startswith(SYSTEM_PREFIX):
        return refusal("System User prefix not allowed")
    write_atomically(_users_file(parts), json.dumps({**known, user: name.strip()}).encode())
    return answer(user)


def _settings_file(request: web.Request) -> Path:
    # The page asks who one is if the answer is 401.
    return user_directory(request, web.HTTPUnauthorized) / SETTINGS


def _settings(request: web.Request) -> dict[str, Any]:
    try:
        found = json.loads(_settings_file(request).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _change(request: web.Request, changes: dict[str, Any]) -> web.Response:
    settings = {**_settings(request), **changes}
    if len(settings) > 10_000:
        raise BadRequest("there are too many settings")
    write_atomically(_settings_file(request), json.dumps(settings, indent=4).encode())
    return web.Response()


@routes.get("/settings")
async def get_settings(request: web.Request) -> web.Response:
    return answer(_settings(request))


@routes.get("/settings/{id}")
async def get_setting(request: web.Request) -> web.Response:
    return answer(_settings(request).get(request.match_info["id"]))


@routes.post("/settings")
async def post_settings(request: web.Request) -> web.Response:
    return _change(request, await read_json(request))


@routes.post("/settings/{id}")
async def post_setting(request: web.Request) -> web.Response:
    value = await read_json_value(request)
    return _change(request, {request.match_info["id"]: value})
