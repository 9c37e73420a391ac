"""Workflows in the forms that people have: files of ComfyUI's editor, prompts in API format, pictures with either."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._library import library
from .errors import call, take_text
from .prompts import prompt_text


def convert_workflow(workflow: Mapping[str, Any] | str, schemas: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The prompt in API format that ComfyUI's editor would send for a workflow of any form.

    `schemas`: classes that the library does not know, as ComfyUI's /object_info has them. Raises ComfyError that
    names the node if the editor's file cannot be converted.
    """
    text = workflow if isinstance(workflow, str) else prompt_text(workflow)
    more = None if schemas is None else json.dumps(schemas).encode()
    return dict(json.loads(take_text(library().comfy_workflow_convert, None, text.encode(), more) or "{}"))


def read_workflow(file: str | Path | bytes) -> dict[str, Any]:
    """The workflow in a file or its bytes: JSON, or a picture (PNG, WebP, JPEG) or latent that ComfyUI saved.

    Raises ComfyError if it carries none.
    """
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    text = ctypes.c_void_p()
    call(library().comfy_workflow_read, ctypes.byref(text), data, len(data))
    try:
        return dict(json.loads(ctypes.string_at(text)))
    finally:
        library().comfy_free(text)
