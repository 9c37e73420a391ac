"""Whether a prompt can run, found out before it is queued."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..engine import Engine
from ..errors import ComfyError
from ..prompts import prompt_text


class Validation(NamedTuple):
    """`error` is None if the prompt can run; `node_errors` are those of nodes that are wrong, or left out."""

    error: dict[str, Any] | None
    outputs: list[str]
    node_errors: dict[str, Any]


def problem(kind: str, message: str, details: str = "", extra_info: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An error in ComfyUI's form."""
    return {"type": kind, "message": message, "details": details, "extra_info": dict(extra_info or {})}


async def validate(engine: Engine, prompt: Any, targets: Sequence[str] | None) -> Validation:
    if not isinstance(prompt, dict) or not prompt:
        return Validation(problem("prompt_no_outputs", "Prompt has no outputs"), [], {})
    return await asyncio.to_thread(_validate, engine, prompt, targets)


def _validate(engine: Engine, prompt: dict[str, Any], targets: Sequence[str] | None) -> Validation:
    try:
        found = engine.validate(prompt_text(prompt), targets)
    except ComfyError as error:
        return Validation(problem("invalid_prompt", "The prompt cannot be read", str(error)), [], {})
    return Validation(found["error"], found["outputs"], found["node_errors"])
