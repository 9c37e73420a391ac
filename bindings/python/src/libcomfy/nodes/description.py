"""A node class in ComfyUI's convention, as the library wants to know it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

HIDDEN_TYPES = frozenset(
    {"PROMPT", "DYNPROMPT", "EXTRA_PNGINFO", "UNIQUE_ID", "AUTH_TOKEN_COMFY_ORG", "API_KEY_COMFY_ORG"}
)
#: Class methods that are asked before a node runs, by their names in version 1 and version 3 of the convention.
VALIDATE = ("VALIDATE_INPUTS", "validate_inputs")
FINGERPRINT = ("IS_CHANGED", "fingerprint_inputs")

_UNSEEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_ANY_NAME = "libcomfy: does this accept every name?"


def function_of(node_class: Any) -> str | None:
    """The name of the function that the node is; None if it says none, since it is only there to be read."""
    name = getattr(node_class, "FUNCTION", None)
    if name is None:
        return None
    if not isinstance(name, str) or not callable(getattr(node_class, name, None)):
        raise TypeError(f"{_name(node_class)} has no method of the name that its FUNCTION says: {name!r}")
    return name


def is_version_3(node_class: Any) -> bool:
    """Whether a class describes itself by a schema, as version 3 of the convention has it."""
    return hasattr(node_class, "GET_SCHEMA")


def class_method(node_class: Any, names: tuple[str, str]) -> Any:
    """The class method of that name, or None."""
    return getattr(node_class, names[is_version_3(node_class)], None)


def output_is_list(node_class: Any) -> tuple[bool, ...]:
    """Which of the outputs are lists."""
    count = len(_types(node_class))
    lists = getattr(node_class, "OUTPUT_IS_LIST", None) or ()
    return tuple(map(bool, [*lists, *[False] * count][:count]))


def known_outputs(node_class: Any) -> int:
    """How many of the outputs a node gives: ComfyUI looks at none beyond those of which OUTPUT_IS_LIST tells."""
    count = len(_types(node_class))
    lists = getattr(node_class, "OUTPUT_IS_LIST", None)
    return count if lists is None else min(count, len(lists))


def schema_of(class_type: str, node_class: Any, display_name: str | None = None) -> dict[str, Any]:
    """The class's entry in ComfyUI's object_info, and what comfy_client_register_node wants beyond it."""
    inputs = _inputs(node_class.INPUT_TYPES())
    types = _types(node_class)
    names = getattr(node_class, "RETURN_NAMES", None) or types
    description: dict[str, Any] = {
        "name": class_type,
        "display_name": display_name or getattr(node_class, "DISPLAY_NAME", None) or class_type,
        "category": getattr(node_class, "CATEGORY", "sd"),
        "python_module": getattr(node_class, "RELATIVE_PYTHON_MODULE", None) or "custom_nodes.host",
        "description": getattr(node_class, "DESCRIPTION", ""),
        "output_node": getattr(node_class, "OUTPUT_NODE", False) is True,  # nothing else is true enough for ComfyUI
        "input": {category: dict(members) for category, members in inputs.items()},
        "input_order": {category: list(members) for category, members in inputs.items()},
        "output": types,
        "output_name": [str(name) for name in [*names, *types[len(names) :]]],
        "output_is_list": list(output_is_list(node_class)),
        "deprecated": bool(getattr(node_class, "DEPRECATED", False)),
        "experimental": bool(getattr(node_class, "EXPERIMENTAL", False)),
        "is_input_list": bool(getattr(node_class, "INPUT_IS_LIST", False)),
        "not_idempotent": bool(getattr(node_class, "NOT_IDEMPOTENT", False)),
        "linked_as_null": True,
        "asynchronous": inspect.iscoroutinefunction(getattr(node_class, function_of(node_class) or "", None)),
    }
    if is_version_3(node_class):
        own = node_class.GET_SCHEMA()
        description["api_node"] = own.is_api_node
        description["search_aliases"] = list(own.search_aliases) or None
        description["output_tooltips"] = [output.tooltip for output in own.outputs]
    validate = class_method(node_class, VALIDATE)
    if validate is not None:
        description["validate_inputs"] = _parameters(validate)
    any_input = _any_input(node_class)
    if any_input is not None:
        description["any_input"] = any_input
    # through JSON, so that what a class has there beyond JSON becomes text
    plain: dict[str, Any] = json.loads(json.dumps(description, default=str))
    return plain


def arguments_of(function: Any, given: dict[str, Any], required: Collection[str]) -> dict[str, Any]:
    """What a class method is called with that is asked before the node runs: the inputs that it takes.

    Linked ones are not known yet, and None; so are required ones that the prompt lacks, which is an error already. What
    else is missing is so here too, and fails where there is no default for it.
    """
    takes_all, names = _takes_all(function), _names(function)
    taken = {name: item for name, item in given.items() if takes_all or name in names}
    return {**{name: None for name in names if name in required}, **taken}


def _types(node_class: Any) -> list[Any]:
    """The types of the outputs: names, or a list of values, which fits an input with the same."""
    types = getattr(node_class, "RETURN_TYPES", None) or ()
    return [list(kind) if isinstance(kind, (list, tuple)) else str(kind) for kind in types]


def _inputs(declared: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs by category, each as [type or list of values, options]."""
    inputs: dict[str, dict[str, Any]] = {
        category: {name: _input(spec) for name, spec in (declared.get(category) or {}).items()}
        for category in ("required", "optional")
    }
    inputs["hidden"] = hidden_kinds(declared)
    for name in declared.get("hidden") or {}:
        if name not in inputs["hidden"]:  # an input that is only kept from people's eyes, and that nobody checks
            inputs["optional"][name] = ["*", {}]
    for name in inputs["required"]:
        inputs["optional"].pop(name, None)
    return inputs


def hidden_kinds(declared: Mapping[str, Any]) -> dict[str, str]:
    """What the hidden inputs bring that the engine fills in."""
    kinds = {name: _input(spec)[0] for name, spec in (declared.get("hidden") or {}).items()}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, str) and kind in HIDDEN_TYPES}


def _input(spec: Any) -> list[Any]:
    if isinstance(spec, str):
        return [str(spec), {}]
    kind, *options = spec
    # a text of its own class may equal everything, and have no hash
    kind = str(kind) if isinstance(kind, str) else list(kind)
    return [kind, dict(options[0]) if options and options[0] else {}]


def _names(function: Any) -> list[str]:
    """The names of a function's parameters, without those after an asterisk, at which ComfyUI does not look."""
    parameters = inspect.signature(function).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind not in _UNSEEN]


def _parameters(function: Any) -> list[str]:
    """The names of a function's parameters; with **kwargs, all names and those."""
    return [*_names(function), "*"] if _takes_all(function) else _names(function)


def _any_input(node_class: Any) -> Sequence[Any] | None:
    """The type of inputs that are not declared, if the class takes such.

    Either its schema says so, or its optional inputs are a dictionary that claims to have every name. A function that
    takes **kwargs is not enough: front ends leave things of their own among a node's inputs.
    """
    optional = node_class.INPUT_TYPES().get("optional")
    # One that has every name may well be empty
    if optional is not None and _ANY_NAME in optional:
        return _input(optional[_ANY_NAME])
    return ["*", {}] if getattr(node_class, "ACCEPT_ALL_INPUTS", False) else None


def _takes_all(function: Any) -> bool:
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())


def _name(node_class: Any) -> str:
    return getattr(node_class, "__name__", repr(node_class))
