"""/upload/image and /upload/mask: files for the input folder."""

from __future__ import annotations

import asyncio
import filecmp
import os
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import web

from ..folder_paths import annotated_filepath
from .answers import BadRequest, answer, parse_json, refusal
from .content_types import may_be_uploaded
from .parts import Parts, parts_of
from .paths import inside
from .pictures import UNREADABLE, with_mask

routes = web.RouteTableDef()


async def _form(request: web.Request) -> Any:
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise BadRequest("the body is no form")
    try:
        return await request.post()
    except (ValueError, AssertionError, LookupError, RuntimeError) as error:
        raise BadRequest(f"the form cannot be read: {error}") from None


def _text(form: Any, name: str, default: str = "") -> str:
    value = form.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"{name} is no text")
    return value


def _place(parts: Parts, form: Any, field: web.FileField) -> tuple[str, str, str, str]:
    """Where an upload goes: the kind of folder, the folder below it, the name, the path."""
    kind = _text(form, "type", "input") or "input"
    root = parts.directory(kind) if kind != "user" else None
    if root is None:
        raise BadRequest(f"there is no folder for {kind!r}")
    subfolder, name = _text(form, "subfolder"), field.filename
    folder = inside(root, os.path.normpath(subfolder)) if subfolder else str(root)
    path = inside(root, folder, name) if folder is not None and name else None
    if folder is None or path is None or os.path.dirname(path) != folder or os.path.basename(path) != name:
        raise BadRequest("the name leads out of its folder")
    return kind, subfolder, name, path


def save_upload(content: Any, path: str, overwrite: bool) -> str:
    """Saves a file under a name that is free, unless it is there already or may be overwritten; returns the path."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    # Whoever reads the folder meanwhile never sees half a file.
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), prefix=".upload-", delete=False) as file:
        try:
            while chunk := content.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.chmod(file.name, 0o644)
            stem, ending = os.path.splitext(path)
            number = 0
            while True:
                if overwrite:
                    os.replace(file.name, path)
                    return path
                try:
                    os.link(file.name, path)
                    return path
                except FileExistsError:
                    if os.path.isfile(path) and filecmp.cmp(file.name, path, shallow=False):
                        return path
                    number += 1
                    path = f"{stem} ({number}){ending}"
        finally:
            Path(file.name).unlink(missing_ok=True)


async def _save(form: Any, place: tuple[str, str, str, str], content: Any) -> web.Response:
    kind, subfolder, _, path = place
    overwrite = _text(form, "overwrite") in ("true", "1")
    try:
        path = await asyncio.to_thread(save_upload, content, path, overwrite)
    except OSError as error:
        return refusal(f"the file cannot be saved: {error.strerror}", 507 if error.errno == 28 else 400)
    return answer({"name": os.path.basename(path), "subfolder": subfolder, "type": kind})


def _file(form: Any) -> web.FileField:
    field = form.get("image")
    if not isinstance(field, web.FileField):
        raise BadRequest("there is no file called image")
    beginning = field.file.read(16)
    field.file.seek(0)
    if not may_be_uploaded(field.filename, beginning):
        ending = os.path.splitext(field.filename)[1]
        raise web.HTTPUnsupportedMediaType(text=f"415: files like {ending!r} are not taken")
    return field


@routes.post("/upload/image")
async def upload_image(request: web.Request) -> web.Response:
    form = await _form(request)
    field = _file(form)
    return await _save(form, _place(parts_of(request), form, field), field.file)


@routes.post("/upload/mask")
async def upload_mask(request: web.Request) -> web.Response:
    """The picture that `original_ref` names, with the opacity of the uploaded one."""
    import io

    form, parts = await _form(request), parts_of(request)
    field = _file(form)
    place = _place(parts, form, field)
    original = _original(parts, parse_json(_text(form, "original_ref").encode(errors="surrogatepass")))
    if not os.path.isfile(original):
        return refusal("the picture of original_ref is not there", 404)
    try:
        picture = await asyncio.to_thread(with_mask, original, field.file.read())
    except UNREADABLE as error:
        return refusal(f"the mask cannot be put onto the picture: {error}")
    return await _save(form, place, io.BytesIO(picture))


def _original(parts: Parts, reference: Any) -> str:
    if not isinstance(reference, dict) or not isinstance(reference.get("filename"), str):
        raise BadRequest("original_ref names no file")
    name, annotated = annotated_filepath(reference["filename"])
    root = annotated or parts.directory(str(reference.get("type", "output")))
    path = inside(root, str(reference.get("subfolder") or ""), name) if root is not None and name else None
    if path is None:
        raise BadRequest("original_ref leads out of its folder")
    return path
