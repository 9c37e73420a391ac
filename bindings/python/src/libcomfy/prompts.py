"""Prompts as they come in: text, dictionaries, immutable look-alikes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def make_mutable(value: Any) -> Any:
    """A copy with dictionaries for mappings and lists for tuples."""
    if isinstance(value, Mapping):
        return {key: make_mutable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [make_mutable(item) for item in value]
    return value


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
