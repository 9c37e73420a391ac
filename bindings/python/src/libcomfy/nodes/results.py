"""What a node's function returned, in any of ComfyUI's forms, as the answer to its call."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..graph_utils import ExecutionBlocker, is_link
from .values import Value, dictionary, from_python, sequence


@dataclasses.dataclass
class Answer:
    """One value an output, the node's part of the prompt's result, and a graph that takes the node's place."""

    outputs: list[Value]
    ui: dict[str, Any] | None = None
    expansion: Value | None = None


def plain_answer(item: Any) -> Answer:
    """A single plain value, as validation, fingerprints and the like give."""
    return Answer([plain(item)])


def plain(item: Any) -> Value:
    """A value that the library reads, also where it is a list or a dictionary."""
    try:
        text = json.dumps(item)
    except (TypeError, ValueError):
        return from_python(item)
    return Value.make("comfy_value_create_from_json", text.encode())


def execution_answer(returned: Any, is_list: Sequence[bool], known: int | None = None) -> Answer:
    """The answer of a node that has as many outputs as `is_list` says, of which the first `known` are looked at.

    `returned` is what has its outputs by number (a tuple mostly; of a tensor that stands there alone the first items
    are the outputs), a dictionary with "result", "ui" and "expand", a NodeOutput, an ExecutionBlocker for all outputs, or
    None for no outputs. What is missing is None, what is too much is left out, as in ComfyUI.
    """
    ui = expand = None
    result = returned
    if isinstance(returned, dict):
        result, ui, expand = returned.get("result"), returned.get("ui"), returned.get("expand")
    elif hasattr(returned, "block_execution"):  # a NodeOutput
        result, ui, expand = returned.result, returned.ui, returned.expand
        if returned.block_execution is not None:
            result = ExecutionBlocker(returned.block_execution)
    if isinstance(result, ExecutionBlocker):
        result = [result] * len(is_list)
    elif result is None:
        result = ()
    elif not hasattr(result, "__len__") or not hasattr(result, "__getitem__"):
        raise TypeError(f"a node returns a tuple of its outputs, not {type(result).__name__}")
    given = min(len(result), len(is_list), len(is_list) if known is None else known)
    outputs = [_output(result[index], is_list[index], expand is not None) for index in range(given)]
    outputs += [sequence([None]) if many else from_python(None) for many in is_list[given:]]
    return Answer(outputs, _shown(ui), None if expand is None else _expansion(expand))


def _shown(ui: Any) -> dict[str, Any] | None:
    """The "ui" of a result as a dictionary; version 3 of the convention has classes for it."""
    shown: dict[str, Any] | None = ui.as_dict() if hasattr(ui, "as_dict") else ui
    return shown


def _output(item: Any, many: bool, expands: bool) -> Value:
    if expands and is_link(item):
        return sequence(item)
    if not many:
        return from_python(item)
    # whatever can be gone through: a tensor is the list of its items, a text that of its letters
    return sequence([item] if isinstance(item, ExecutionBlocker) else list(item))


def _expansion(graph: Mapping[str, Mapping[str, Any]]) -> Value:
    return dictionary({node_id: dictionary(_node(node)) for node_id, node in graph.items()})


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {key: item for key, item in node.items() if key not in ("inputs", "_meta")}
    members["inputs"] = dictionary({name: _input(item) for name, item in node.get("inputs", {}).items()})
    return members


def _input(item: Any) -> Value:
    """Links and literals, which the library must be able to read, or whatever else the node got."""
    return plain(item) if _is_literal(item) else from_python(item)


def _is_literal(item: Any) -> bool:
    """Whether JSON gives back the same."""
    if type(item) is list:
        return all(map(_is_literal, item))
    if type(item) is dict:
        return all(isinstance(key, str) and _is_literal(member) for key, member in item.items())
    return item is None or isinstance(item, (str, int, float))
