"""The base class of nodes of version 3, whose schema it shows in the convention of version 1."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from typing import Any

from ..graph_utils import ExecutionBlocker
from .dynamic import Given, nested
from .types import Input, Output, by_category


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

    def __getattr__(self, name: str) -> None:
        """None for what this version does not know."""
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    @classmethod
    def from_dict(cls, values: dict[Any, Any] | None) -> HiddenHolder:
        """From values by the members of `Hidden`, or their texts."""
        return cls(**{one.name: values[one] for one in Hidden if values and one in values})


@dataclasses.dataclass
class PriceBadgeDepends:
    """Which inputs a price depends on."""

    widgets: list[str] = dataclasses.field(default_factory=list)
    inputs: list[str] = dataclasses.field(default_factory=list)
    input_groups: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class PriceBadge:
    """What a front end shows as the price of a node that calls a paid service. Nothing here looks at it."""

    expr: str
    depends_on: PriceBadgeDepends = dataclasses.field(default_factory=PriceBadgeDepends)
    engine: str = "jsonata"


@dataclasses.dataclass
class Schema:
    """What a node takes and gives. Lists that are None are empty."""

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
    price_badge: PriceBadge | None = None
    not_idempotent: bool = False
    enable_expand: bool = False
    accept_all_inputs: bool = False
    essentials_category: str | None = None

    def validate(self) -> None:
        """Raises ValueError if two inputs or two outputs have the same id."""
        for what, members in (("inputs", self.inputs), ("outputs", self.outputs)):
            ids = [member.id for member in members or () if member.id is not None]
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{self.node_id} has several {what} with the id {twice[0]!r}")

    def finalize(self) -> None:
        """Adds the hidden inputs that come with a kind of node, and ids of outputs that have none."""
        hidden = [Hidden(one) for one in self.hidden or ()]
        if self.is_api_node:
            hidden += [Hidden.auth_token_comfy_org, Hidden.api_key_comfy_org]
        if self.is_output_node:  # for the metadata of what it saves
            hidden += [Hidden.prompt, Hidden.extra_pnginfo]
        self.hidden = list(dict.fromkeys(hidden))
        self.inputs, self.outputs = list(self.inputs or ()), list(self.outputs or ())
        for index, output in enumerate(self.outputs):
            output.id = output.id if output.id is not None else f"_{index}_{output.get_io_type()}_"

    def hidden_names(self) -> dict[Hidden, str]:
        """The names under which calls bring the hidden inputs: their own, unless another input has that one."""
        taken = {declared.id for declared in self.inputs}
        return {one: f"hidden {one.name}" if one.name in taken else one.name for one in map(Hidden, self.hidden)}


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

    def __getitem__(self, index: int) -> Any:
        return self.args[index]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> NodeOutput:
        """The output of a function in the convention of version 1."""
        result = data.get("result")
        if isinstance(result, ExecutionBlocker):
            return cls(block_execution=result.message)
        return cls(*(result or ()), ui=data.get("ui"), expand=data.get("expand"))


class _NodeMeta(type):
    """Gives the classes the attributes of version 1, made from their schema."""

    @property
    def RETURN_TYPES(cls) -> tuple[str, ...]:
        return tuple(output.get_io_type() for output in cls.GET_SCHEMA().outputs)

    @property
    def RETURN_NAMES(cls) -> tuple[str, ...]:
        return tuple(output.display_name or output.get_io_type() for output in cls.GET_SCHEMA().outputs)

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
    def API_NODE(cls) -> bool:
        return cls.GET_SCHEMA().is_api_node

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
        """The schema, complete and checked; made anew each time, since lists of values change."""
        schema: Schema = cls.define_schema()  # type: ignore[attr-defined]
        schema.finalize()
        schema.validate()
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
        names = schema.hidden_names()
        return {**by_category(schema.inputs), "hidden": {name: hidden.value for hidden, name in names.items()}}

    @classmethod
    def for_call(cls, inputs: dict[str, Any], asks_lazy: bool = False) -> tuple[Any, dict[str, Any]]:
        """The class that a call is made on, which has the hidden inputs, and what it is called with.

        Dynamic inputs are dictionaries; with `asks_lazy` what they have are tuples of a value and the full name.
        """
        schema = cls.GET_SCHEMA()
        names = schema.hidden_names()
        hidden = HiddenHolder(**{one.name: _single(schema, inputs.get(name)) for one, name in names.items()})
        own = _NodeMeta(cls.__name__, (cls,), {"hidden": hidden, "__module__": cls.__module__})
        hidden_names = set(names.values())
        rest = {name: item for name, item in inputs.items() if name not in hidden_names}
        return own, nested(schema.inputs, Given(rest, schema.is_input_list, asks_lazy))

    @classmethod
    def check_output(cls, returned: Any) -> None:
        """Raises if a node that must not expand does."""
        expand = returned.get("expand") if isinstance(returned, dict) else getattr(returned, "expand", None)
        if expand is not None and not cls.GET_SCHEMA().enable_expand:
            raise Exception(f"Node {cls.__name__} expands, which its schema has to allow with enable_expand=True.")


def _single(schema: Schema, item: Any) -> Any:
    """A hidden value, which is the one item of a list where the node takes lists."""
    return item[0] if schema.is_input_list and isinstance(item, list) and item else item
