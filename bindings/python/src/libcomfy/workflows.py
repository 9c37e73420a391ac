"""Workflows in the forms that people have: files of ComfyUI's editor, prompts in API format, pictures with either."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from ._library import library
from .errors import call, take_text
from .prompts import prompt_text


def convert_workflow(workflow: Mapping[str, Any] | str, schemas: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The prompt in API format that ComfyUI's editor would send for a workflow of any form.

    `schemas`: classes that the library does not know, as ComfyUI's /object_info has them. Raises ComfyError that
    names the node if the editor's file cannot be converted.
    """
    text = _text(workflow)
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


class WorkflowInput(TypedDict):
    """An input of a node, with its value."""

    node_id: str
    input: str
    value: Any


class WorkflowInputs(TypedDict):
    """Where a workflow has what people change most."""

    positive: list[WorkflowInput]
    negative: list[WorkflowInput]
    seed: list[WorkflowInput]
    image: list[WorkflowInput]


def find_inputs(workflow: Mapping[str, Any] | str) -> WorkflowInputs:
    """Where a workflow of any form has its prompts, seeds and pictures. Lists may be empty."""
    found: WorkflowInputs = json.loads(_changed(library().comfy_workflow_find_inputs, workflow))
    return found


def set_input(workflow: Mapping[str, Any] | str, node: str | int, name: str, value: Any) -> dict[str, Any]:
    """The workflow in API format with another value of an input of a node: its id, class or title.

    Raises ComfyError if there is no such node or input, or several nodes are called so.
    """
    arguments = str(node).encode(), name.encode(), prompt_text(value).encode()
    return dict(json.loads(_changed(library().comfy_workflow_set_input, workflow, *arguments)))


def set_prompt(
    workflow: Mapping[str, Any] | str, positive: str | None = None, negative: str | None = None
) -> dict[str, Any]:
    """The workflow in API format with other texts of its prompt; None leaves a text as it is.

    Raises ComfyError if there is none, or several nodes have different ones.
    """
    texts = (None if text is None else text.encode() for text in (positive, negative))
    return dict(json.loads(_changed(library().comfy_workflow_set_prompt, workflow, *texts)))


def set_seed(workflow: Mapping[str, Any] | str, seed: int) -> dict[str, Any]:
    """The workflow in API format with another seed in all nodes that have one."""
    if not 0 <= seed < 2**64:
        raise ValueError(f"a seed is 0 to 2**64 - 1, not {seed}")
    return dict(json.loads(_changed(library().comfy_workflow_set_seed, workflow, ctypes.c_uint64(seed))))


def _text(workflow: Mapping[str, Any] | str) -> str:
    return workflow if isinstance(workflow, str) else prompt_text(workflow)


def _changed(function: Any, workflow: Mapping[str, Any] | str, *arguments: Any) -> str:
    text = ctypes.c_void_p()
    call(function, ctypes.byref(text), None, _text(workflow).encode(), *arguments)
    try:
        return ctypes.string_at(text).decode()
    finally:
        library().comfy_free(text)
