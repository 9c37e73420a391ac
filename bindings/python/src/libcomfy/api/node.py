"""The base class of nodes of version 3, whose schema it shows in the convention of version 1."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from typing import Any

from .types import Input, Output


class Hidden(str, enum.Enum):
    """What a node may know beyond its inputs, through `cls.hidden`."""

    unique_id = "UNIQUE_ID"
    prompt = "PROMPT"
    extra_pnginfo = "EXTRA_PNGINFO"
    dynprompt = "DYNPROMPT"
    auth_token_comfy_org = "AUTH_TOKEN_COMFY_ORG"
    api_key_comfy_org = "API_KEY_COMFY_ORG"


@dataclasses.dataclass
class HiddenHolder:
    """The values of `Hidden`, each None unless the schema asks for it."""

    unique_id: str | None = None
    prompt: Any = None
    extra_pnginfo: Any = None
    dynprompt: Any = None
    auth_token_comfy_org: str | None = None
    api_key_comfy_org: str | None = None


@dataclasses.dataclass
class Schema:
    node_id: str
    display_name: str | None = None
    category: str = "sd"
    inputs: Sequence[Input] = ()
    outputs: Sequence[Output] = ()
    hidden: Sequence[Hidden] = ()
    description: str = ""
    search_aliases: Sequence[str] = ()
    is_input_list: bool = False
    is_output_node: bool = False
    is_deprecated: bool = False
    is_experimental: bool = False
    is_dev_only: bool = False
    is_api_node: bool = False
    not_idempotent: bool = False
    enable_expand: bool = False
    accept_all_inputs: bool = False


class NodeOutput:
    """What a node gives: its outputs, or one that blocks them all, what it shows, and what takes its place."""

    def __init__(
        self, *args: Any, ui: Any = None, expand: dict[str, Any] | None = None, block_execution: str | None = None
    ) -> None:
        self.args = args
        self.ui = ui
        self.expand = expand
        self.block_execution = block_execution

    @property
    def result(self) -> tuple[Any, ...] | None:
        return self.args or None

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> NodeOutput:
        """The output of a function in the convention of version 1."""
        return cls(*(data.get("result") or ()), ui=data.get("ui"), expand=data.get("expand"))


class _NodeMeta(type):
    """Gives the classes the attributes of version 1, made from their schema."""

    @property
    def RETURN_TYPES(cls) -> tuple[str, ...]:
        return tuple(output.get_io_type() for output in cls.GET_SCHEMA().outputs)

    @property
    def RETURN_NAMES(cls) -> tuple[str, ...]:
        outputs = cls.GET_SCHEMA().outputs
        return tuple(output.display_name or output.id or output.get_io_type() for output in outputs)

    @property
    def OUTPUT_IS_LIST(cls) -> tuple[bool, ...]:
        return tuple(output.is_output_list for output in cls.GET_SCHEMA().outputs)

    @property
    def OUTPUT_TOOLTIPS(cls) -> tuple[str, ...]:
        return tuple(output.tooltip or "" for output in cls.GET_SCHEMA().outputs)

    @property
    def CATEGORY(cls) -> str:
        return cls.GET_SCHEMA().category

    @property
    def DISPLAY_NAME(cls) -> str | None:
        return cls.GET_SCHEMA().display_name

    @property
    def DESCRIPTION(cls) -> str:
        return cls.GET_SCHEMA().description

    @property
    def OUTPUT_NODE(cls) -> bool:
        return cls.GET_SCHEMA().is_output_node

    @property
    def INPUT_IS_LIST(cls) -> bool:
        return cls.GET_SCHEMA().is_input_list

    @property
    def DEPRECATED(cls) -> bool:
        return cls.GET_SCHEMA().is_deprecated

    @property
    def EXPERIMENTAL(cls) -> bool:
        return cls.GET_SCHEMA().is_experimental

    @property
    def NOT_IDEMPOTENT(cls) -> bool:
        return cls.GET_SCHEMA().not_idempotent

    @property
    def ACCEPT_ALL_INPUTS(cls) -> bool:
        return cls.GET_SCHEMA().accept_all_inputs

    @property
    def FUNCTION(cls) -> str:
        return "execute"

    def GET_SCHEMA(cls) -> Schema:
        schema: Schema = cls.define_schema()  # type: ignore[attr-defined]
        return schema


class ComfyNode(metaclass=_NodeMeta):
    """A node: `define_schema` and `execute` as class methods, the other three where there is need for them.

    `hidden` has what the schema asks for. It is set on a class of its own for each call, so that nodes which run at the
    same time do not see each other's.
    """

    hidden: HiddenHolder = HiddenHolder()

    @classmethod
    def define_schema(cls) -> Schema:
        raise NotImplementedError(f"{cls.__name__} does not define its schema")

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        schema = cls.GET_SCHEMA()
        types: dict[str, Any] = {"required": {}, "optional": {}}
        for declared in schema.inputs:
            types["optional" if declared.optional else "required"][declared.id] = declared.as_v1()
        types["hidden"] = {hidden.name: hidden.value for hidden in _hidden(schema)}
        return types

    @classmethod
    def for_call(cls, inputs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The class that a call is made on, which has the hidden inputs, and what it is called with.

        That are the other inputs, with the schema's defaults for optional ones that the prompt leaves out.
        """
        names = [hidden.name for hidden in _hidden(cls.GET_SCHEMA())]
        hidden = HiddenHolder(**{name: inputs.get(name) for name in names})
        own = _NodeMeta(cls.__name__, (cls,), {"hidden": hidden, "__module__": cls.__module__})
        optional = (declared for declared in cls.GET_SCHEMA().inputs if declared.optional)
        defaults = {declared.id: declared.default for declared in optional if declared.default is not None}
        return own, {**defaults, **{name: item for name, item in inputs.items() if name not in names}}


def _hidden(schema: Schema) -> list[Hidden]:
    return list(dict.fromkeys(Hidden(hidden) for hidden in schema.hidden))
