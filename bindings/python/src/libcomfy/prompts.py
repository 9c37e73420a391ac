"""Prompts as they come in: text, dictionaries, immutable look-alikes of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any


def make_mutable(value: Any) -> Any:
    """A copy with dictionaries for mappings and lists for tuples."""
    if isinstance(value, Mapping):
        return {key: make_mutable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [make_mutable(item) for item in value]
    return value


def prompt_text(prompt: Any) -> str:
    """A prompt as JSON text, in which all that `int`, `float` and `str` take stands as what they make of it.

    ComfyUI passes literals through those, whichever an input's type asks for: numbers of numpy, decimals, paths.
    """
    return json.dumps(prompt, default=_literal)


def _literal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, os.PathLike):
        return str(value)
    try:
        return value.__index__()
    except (AttributeError, TypeError):
        pass
    try:
        # numpy's truth values, arrays and tensors of one element
        item = value.item()
        if isinstance(item, (bool, int, float, str)):
            return item
    except (AttributeError, TypeError, ValueError, RuntimeError):
        pass
    try:
        number = float(value)
        return int(number) if "." not in str(value) and number.is_integer() else number
    except (TypeError, ValueError, OverflowError):
        return str(value)


def parse_workflow(workflow: str | Mapping[str, Any]) -> dict[str, Any]:
    """A workflow of any form that the engine takes; a prompt in API format is checked as `parse_prompt` does."""
    parsed = json.loads(workflow) if isinstance(workflow, str) else make_mutable(workflow)
    if isinstance(parsed, dict):
        inner = [parsed.get(key) for key in ("prompt", "output")]
        is_wrapped = any(isinstance(prompt, dict) and "class_type" not in prompt for prompt in inner)
        if is_wrapped or isinstance(parsed.get("nodes"), list):
            return parsed
    return parse_prompt(parsed)


def parse_prompt(prompt: str | Mapping[str, Any]) -> dict[str, Any]:
    """A prompt in API format, checked for its form: nodes with a class and inputs.

    Raises ValueError that says what is wrong; whether the classes exist and the inputs fit is the engine's to find.
    """
    parsed = json.loads(prompt) if isinstance(prompt, str) else make_mutable(prompt)
    if not isinstance(parsed, dict):
        raise ValueError(f"a prompt is a dictionary of nodes, not {type(parsed).__name__}")
    for node_id, node in parsed.items():
        if not isinstance(node, dict) or not isinstance(node.get("class_type"), str):
            raise ValueError(f"node {node_id!r} of the prompt has no class_type")
        if not isinstance(node.get("inputs"), dict):
            raise ValueError(f"node {node_id!r} of the prompt has no inputs")
    return parsed
