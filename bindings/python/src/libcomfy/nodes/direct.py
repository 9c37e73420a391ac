"""Runs one of the library's nodes for a caller in Python, who has its inputs and wants its outputs."""

from __future__ import annotations

import contextvars
import functools
import itertools
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from ..configuration import to_json
from ..engine import Engine
from ..execution_context import current_execution_context

#: What the nodes of a prompt are given and what they gave, by its number.
_exchanges: dict[int, dict[str, Any]] = {}
_numbers = itertools.count(1)
_lock = threading.Lock()

_GIVEN, _TAKEN = "libcomfy.Given", "libcomfy.Taken"


class Outputs(tuple[Any, ...]):
    """What calling one of ComfyUI's classes gives: a tuple in the older convention, an object with these in the newer."""

    @property
    def result(self) -> tuple[Any, ...]:
        return self

    args = result


class _Given:
    """Gives an input of the caller's."""

    RETURN_TYPES = ("*",)
    FUNCTION = "give"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {"required": {"exchange": ("INT",), "name": ("STRING",)}}

    @classmethod
    def IS_CHANGED(cls, **_: Any) -> float:
        return float("nan")

    def give(self, exchange: int, name: str) -> tuple[Any]:
        return (_exchanges[exchange][name],)


class _Taken:
    """Takes the outputs, all at once, so that one that is a list stays one."""

    RETURN_TYPES = ()
    FUNCTION = "take"
    OUTPUT_NODE = True
    INPUT_IS_LIST = True
    ACCEPT_ALL_INPUTS = True

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {"required": {"exchange": ("INT",)}}

    def take(self, exchange: list[int], **outputs: list[Any]) -> tuple[()]:
        _exchanges[exchange[0]]["outputs"] = outputs
        return ()


@functools.cache
def _engine(configuration: str) -> Engine:
    """An engine for callers of one configuration; it keeps the models that they load. Several may wait for it at once."""
    engine = Engine(json.loads(configuration), max_workers=4)
    engine.register_nodes({_GIVEN: _Given, _TAKEN: _Taken})
    return engine


def run(node: str, inputs: Mapping[str, Any], is_list: Sequence[bool]) -> Any:
    """The outputs of a node as its function in ComfyUI gives them: a tuple, or a dictionary with "ui" if it has such.

    Raises NotImplementedError if the library does not have the class, and else what the node raises.
    """
    configuration = current_execution_context().configuration or {}
    with _lock:
        engine = _engine(to_json(configuration))
    if node not in _names(engine):
        raise NotImplementedError(f"libcomfy does not have the node {node} of ComfyUI's")
    number = next(_numbers)
    # an optional input that is None is none
    optional = engine.node_schemas(node)[node]["input"].get("optional") or {}
    inputs = {name: item for name, item in inputs.items() if item is not None or name not in optional}
    _exchanges[number] = dict(inputs)
    try:
        return _result(engine, node, number, inputs, is_list)
    finally:
        del _exchanges[number]


@functools.cache
def _names(engine: Engine) -> frozenset[str]:
    return frozenset(engine.node_schemas())


def _result(engine: Engine, node: str, number: int, inputs: Mapping[str, Any], is_list: Sequence[bool]) -> Any:
    prompt: dict[str, Any] = {
        f"input {name}": {"class_type": _GIVEN, "inputs": {"exchange": number, "name": name}} for name in inputs
    }
    prompt["node"] = {"class_type": node, "inputs": {name: [f"input {name}", 0] for name in inputs}}
    outputs = {f"output_{index}": ["node", index] for index in range(len(is_list))}
    prompt["outputs"] = {"class_type": _TAKEN, "inputs": {"exchange": number, **outputs}}
    # Another context: the node that calls is not the one that runs.
    task = contextvars.Context().run(engine.queue, json.dumps(prompt))
    for _ in task.notifications():
        pass
    ui = task.result().get("node")
    taken = _exchanges[number].get("outputs", {})
    result = Outputs(
        taken[name] if many else (taken[name] or [None])[0] for name, many in zip(outputs, is_list) if name in taken
    )
    if ui is None:
        return result
    return {"ui": ui, "result": result} if result else {"ui": ui}
