"""Inputs that stand for others, which depend on the prompt.

A prompt has those by names with dots ("images.image0", "resize", "resize.width"); a node gets them as dictionaries:
{"images": {"image0": ...}, "resize": {"resize": "scale", "width": ...}}.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from .kinds import AnyType
from .types import ComfyTypeI, ComfyTypeIO, Input, Output, WidgetInput, by_category


class Given:
    """The inputs of a call by their names in the prompt, of which dynamic inputs take theirs."""

    def __init__(self, inputs: Mapping[str, Any], are_lists: bool = False, with_names: bool = False) -> None:
        self.inputs = inputs
        self._are_lists = are_lists
        self._with_names = with_names

    def __contains__(self, name: str) -> bool:
        return name in self.inputs

    def __getitem__(self, name: str) -> Any:
        """What a node gets of an input: None if it is missing; in check_lazy_status with its name."""
        value = self.inputs.get(name)
        return (value, name) if self._with_names else value

    def choice(self, name: str) -> Any:
        """A value that the prompt has, which is the one item of a list where the node takes lists."""
        value = self.inputs.get(name)
        return value[0] if self._are_lists and value else value


class DynamicInput(Input):
    """One that stands for others."""

    def gather(self, name: str, given: Given) -> dict[str, Any] | None:
        """What the node gets for it where it has that name; None for nothing."""
        raise NotImplementedError


def nested(declared: Sequence[Input], given: Given) -> dict[str, Any]:
    """The inputs as a node of a class that declares these gets them."""
    dynamic = {one.id: one for one in declared if isinstance(one, DynamicInput)}
    # what no dynamic input takes stays as it is, undeclared inputs too
    result = {name: item for name, item in given.inputs.items() if name.partition(".")[0] not in dynamic}
    for name, one in dynamic.items():
        gathered = one.gather(name, given)
        if gathered is not None:
            result[name] = gathered
    return result


def _below(name: str, declared: Sequence[Input], given: Given) -> dict[str, Any]:
    """The same for the inputs that a dynamic input of that name brings: all of them, missing ones as None."""
    result: dict[str, Any] = {}
    for one in declared:
        full = f"{name}.{one.id}"
        if not isinstance(one, DynamicInput):
            result[one.id] = given[full]
        elif (gathered := one.gather(full, given)) is not None:
            result[one.id] = gathered
    return result


class _Template:
    """What the inputs of an Autogrow are like, and how they are called."""

    #: At most, whatever a template says.
    MOST = 100

    def __init__(self, input: Input, names: Sequence[str], min: int) -> None:
        if isinstance(input, DynamicInput):
            raise TypeError("the inputs of an Autogrow cannot be dynamic themselves")
        if min < 0:
            raise ValueError(f"at least {min} inputs cannot be wanted")
        self.input = input.without_widget() if isinstance(input, WidgetInput) else copy.copy(input)
        self.names = list(names)[: self.MOST]
        self.min = min

    def as_dict(self) -> dict[str, Any]:
        return {"input": by_category([self.input])}


class TemplatePrefix(_Template):
    """Names that are a prefix and a number, from 0."""

    def __init__(self, input: Input, prefix: str, min: int = 1, max: int = 10) -> None:
        if not 1 <= max <= self.MOST:
            raise ValueError(f"an Autogrow has 1 to {self.MOST} inputs, not {max}")
        super().__init__(input, [f"{prefix}{index}" for index in range(max)], min)
        self.prefix = prefix
        self.max = max

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "prefix": self.prefix, "min": self.min, "max": self.max}


class TemplateNames(_Template):
    """Names that are listed."""

    def __init__(self, input: Input, names: Sequence[str], min: int = 1) -> None:
        super().__init__(input, names, min)

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "names": self.names, "min": self.min}


class _AutogrowInput(DynamicInput):
    io_type = "COMFY_AUTOGROW_V3"

    def __init__(self, id: str, template: _Template, *positional: Any, **options: Any) -> None:
        super().__init__(id, *positional, **options)
        self.template = template

    def as_dict(self) -> dict[str, Any]:
        return {**self.options, "template": self.template.as_dict()}

    def gather(self, name: str, given: Given) -> dict[str, Any]:
        full = {one: f"{name}.{one}" for one in self.template.names}
        return {one: given[path] for one, path in full.items() if path in given}


class Autogrow(ComfyTypeI):
    """As many inputs of one kind as are wanted; a node gets those that are there, by name."""

    io_type = "COMFY_AUTOGROW_V3"
    Type = dict[str, Any]
    Input = _AutogrowInput
    TemplatePrefix = TemplatePrefix
    TemplateNames = TemplateNames


class Option:
    """A value of a DynamicCombo, and the inputs that it brings."""

    def __init__(self, key: str, inputs: Sequence[Input]) -> None:
        self.key = key
        self.inputs = inputs

    def as_dict(self) -> dict[str, Any]:
        return {"key": self.key, "inputs": by_category(self.inputs)}


class _DynamicComboInput(DynamicInput):
    io_type = "COMFY_DYNAMICCOMBO_V3"

    def __init__(self, id: str, options: Sequence[Option], *positional: Any, **named_options: Any) -> None:
        super().__init__(id, *positional, **named_options)
        self.choices = list(options)

    def as_dict(self) -> dict[str, Any]:
        return {**self.options, "options": [choice.as_dict() for choice in self.choices]}

    def gather(self, name: str, given: Given) -> dict[str, Any] | None:
        own = name.rpartition(".")[2]
        for choice in self.choices:
            if name in given and choice.key == given.choice(name):
                return {own: given[name], **_below(name, choice.inputs, given)}
        return None


class DynamicCombo(ComfyTypeI):
    """A choice, each of whose values has inputs of its own; a node gets both in one dictionary."""

    io_type = "COMFY_DYNAMICCOMBO_V3"
    Type = dict[str, Any]
    Input = _DynamicComboInput
    Option = Option


class _DynamicSlotInput(DynamicInput):
    io_type = "COMFY_DYNAMICSLOT_V3"

    def __init__(
        self,
        slot: Input,
        inputs: Sequence[Input],
        display_name: str | None = None,
        tooltip: str | None = None,
        lazy: bool | None = None,
        extra_dict: dict[str, Any] | None = None,
    ) -> None:
        if isinstance(slot, DynamicInput):
            raise TypeError("the slot of a DynamicSlot cannot be dynamic itself")
        self.slot = slot.without_widget() if isinstance(slot, WidgetInput) else slot
        super().__init__(
            slot.id,
            slot.display_name or display_name,
            True,
            slot.tooltip or tooltip,
            lazy if slot.lazy is None else slot.lazy,
            extra_dict={**self.slot.options, **(extra_dict or {})},
        )
        self.inputs = list(inputs)

    def as_dict(self) -> dict[str, Any]:
        return {**self.options, "slotType": self.slot.get_io_type(), "inputs": by_category(self.inputs)}

    def gather(self, name: str, given: Given) -> dict[str, Any] | None:
        own = name.rpartition(".")[2]
        return {own: given[name], **_below(name, self.inputs, given)} if name in given else None


class DynamicSlot(ComfyTypeI):
    """An input that brings others along where it is linked."""

    io_type = "COMFY_DYNAMICSLOT_V3"
    Type = dict[str, Any]
    Input = _DynamicSlotInput


class Template:
    """A type that several inputs and outputs of a node have in common."""

    def __init__(self, template_id: str, allowed_types: Any = AnyType) -> None:
        self.template_id = template_id
        self.allowed_types = list(allowed_types) if isinstance(allowed_types, (list, tuple)) else [allowed_types]

    def as_dict(self) -> dict[str, Any]:
        return {
            "template_id": self.template_id,
            "allowed_types": ",".join(kind.io_type for kind in self.allowed_types),
        }


class _MatchTypeInput(Input):
    io_type = "COMFY_MATCHTYPE_V3"

    def __init__(self, id: str, template: Template, *positional: Any, **options: Any) -> None:
        super().__init__(id, *positional, **options)
        self.template = template

    def as_dict(self) -> dict[str, Any]:
        return {**self.options, "template": self.template.as_dict()}


class _MatchTypeOutput(Output):
    io_type = "COMFY_MATCHTYPE_V3"

    def __init__(
        self,
        template: Template,
        id: str | None = None,
        display_name: str | None = None,
        tooltip: str | None = None,
        is_output_list: bool = False,
    ) -> None:
        super().__init__(id, display_name or (None if id else "MATCHTYPE"), tooltip, is_output_list)
        self.template = template


class MatchType(ComfyTypeIO):
    """Any type, the same for all that have one template. Front ends see to that; an engine takes what it is given."""

    io_type = "COMFY_MATCHTYPE_V3"
    Input = _MatchTypeInput
    Output = _MatchTypeOutput
    Template = Template
