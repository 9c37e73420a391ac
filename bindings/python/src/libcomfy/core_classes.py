"""ComfyUI's own node classes as classes of Python: looked up, subclassed and called by packs of nodes.

What a class has (INPUT_TYPES, RETURN_TYPES, FUNCTION, CATEGORY, ...) comes from its schema, for all of ComfyUI's classes, those
included that the library does not run; to call one of those says so. Calling another runs the library's node, in an engine of
the process's own, since the caller may be a node for which its engine waits: `nodes.KSampler().sample(...)`, or
`getattr(cls(), cls.FUNCTION)(...)`.
"""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ._library import library
from .core_class_names import ALIASES, CHOICES, CLASSES
from .errors import take_text

#: Which folder's files an input lists, by the input's name: every installation has others, so that schemas leave them out.
_FILES = {
    "ckpt_name": "checkpoints",
    "clip_name": "text_encoders",
    "clip_name1": "text_encoders",
    "clip_name2": "text_encoders",
    "clip_name3": "text_encoders",
    "clip_name4": "text_encoders",
    "config_name": "configs",
    "control_net_name": "controlnet",
    "gligen_name": "gligen",
    "hypernetwork_name": "hypernetworks",
    "lora_name": "loras",
    "style_model_name": "style_models",
    "unet_name": "diffusion_models",
    "vae_name": "vae",
}


@functools.cache
def schema(node: str) -> dict[str, Any]:
    """The entry of one of ComfyUI's classes in object_info, without texts for readers and members that say nothing."""
    text = take_text(library().comfy_get_core_node_schemas, node.encode())
    entry: dict[str, Any] = json.loads(text or "{}").get(node) or {}
    return entry


def _input_types(node: str) -> dict[str, Any]:
    from . import folder_paths

    def spec(name: str, parts: list[Any]) -> tuple[Any, ...]:
        kind, *options = parts
        if kind == [] and name in _FILES:
            kind = folder_paths.get_filename_list(_FILES[name])
        return (kind, *options)

    sections = schema(node).get("input") or {}
    types: dict[str, Any] = {"required": {}}
    for section, inputs in sections.items():
        types[section] = {
            name: spec(name, parts) if isinstance(parts, list) else parts for name, parts in inputs.items()
        }
    return types


def _defaults(node: str) -> dict[str, Any]:
    """What required inputs are if the caller leaves them out."""
    inputs = (schema(node).get("input") or {}).get("required") or {}
    options = {name: parts[1] for name, parts in inputs.items() if len(parts) > 1 and isinstance(parts[1], dict)}
    return {name: given["default"] for name, given in options.items() if "default" in given}


class _Attribute:
    """An attribute of the class and of its objects that is read from the schema when it is asked for."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def __get__(self, _: Any, owner: type[CoreNode]) -> Any:
        return self._read(owner.NODE)


def _return_types(node: str) -> tuple[Any, ...]:
    return tuple(schema(node).get("output", ()))


class CoreNode:
    """The base of all of them. `NODE` is the class's name in prompts."""

    NODE = ""
    FUNCTION = "execute"
    #: The names of the function's parameters, in their order.
    PARAMETERS: tuple[str, ...] = ()

    RETURN_TYPES = _Attribute(_return_types)
    RETURN_NAMES = _Attribute(lambda node: tuple(schema(node).get("output_name") or _return_types(node)))
    OUTPUT_IS_LIST = _Attribute(
        lambda node: tuple(schema(node).get("output_is_list") or [False] * len(_return_types(node)))
    )
    CATEGORY = _Attribute(lambda node: schema(node).get("category", ""))
    OUTPUT_NODE = _Attribute(lambda node: bool(schema(node).get("output_node")))
    DEPRECATED = _Attribute(lambda node: bool(schema(node).get("deprecated")))
    EXPERIMENTAL = _Attribute(lambda node: bool(schema(node).get("experimental")))
    DESCRIPTION = ""

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return _input_types(cls.NODE)

    @classmethod
    def _run(cls, given: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        if len(given) > len(cls.PARAMETERS):
            raise TypeError(
                f"{cls.__name__}.{cls.FUNCTION}() takes {len(cls.PARAMETERS)} arguments, not {len(given)}"
            )
        inputs = dict(zip(cls.PARAMETERS, given))
        twice = inputs.keys() & named.keys()
        if twice:
            raise TypeError(f"{cls.__name__}.{cls.FUNCTION}() got {sorted(twice)[0]!r} twice")
        # by its name: an engine, which that needs, loads packs of nodes, and those look up the classes here
        direct = importlib.import_module("libcomfy.nodes.direct")
        return direct.run(cls.NODE, {**_defaults(cls.NODE), **inputs, **named}, cls.OUTPUT_IS_LIST)


def _make(module: str, name: str, node: str, function: str, parameters: str) -> type[CoreNode]:
    names = tuple(parameters.split())
    attributes: dict[str, Any] = {
        "__module__": module,
        "__doc__": f"ComfyUI's node {node}, as the library runs it.",
        "NODE": node,
        "FUNCTION": function,
        "PARAMETERS": names,
        # lists that packs change are their own
        **{attribute: list(choices) for attribute, choices in CHOICES.get(node, {}).items()},
    }
    base = type(name, (CoreNode,), attributes)

    # The newer convention has class methods; called on an object they do the same.
    def run(cls: type[CoreNode], *given: Any, **named: Any) -> Any:
        return cls._run(given, named)

    run.__name__ = function
    for own_name in (function, *ALIASES.get(node, "").split()):
        setattr(base, own_name, classmethod(run))
    return base


@functools.cache
def classes(module: str) -> dict[str, type[CoreNode]]:
    """The node classes of one of ComfyUI's modules by their names: "nodes", "comfy_extras.nodes_mask", ..."""
    return {name: _make(module, name, *entry) for name, entry in CLASSES.get(module, {}).items()}


class Mappings(Mapping[str, Any]):
    """ComfyUI's NODE_CLASS_MAPPINGS as nodes see it: the library's classes, made when they are looked up."""

    def __init__(self) -> None:
        self._places = {
            entry[0]: (module, name) for module, entries in CLASSES.items() for name, entry in entries.items()
        }

    def __getitem__(self, node: str) -> type[CoreNode]:
        module, name = self._places[node]
        return classes(module)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


core = Mappings()
