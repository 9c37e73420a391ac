"""What types of inputs and outputs are made of; `kinds` has the types themselves."""

from __future__ import annotations

import copy
import enum
from collections.abc import Sequence
from typing import Any, ClassVar


class NumberDisplay(str, enum.Enum):
    number = "number"
    slider = "slider"


class UploadType(str, enum.Enum):
    image = "image_upload"
    audio = "audio_upload"
    video = "video_upload"
    model = "file_upload"


class FolderType(str, enum.Enum):
    input = "input"
    output = "output"
    temp = "temp"


class RemoteOptions:
    """Where a front end finds the values of a Combo."""

    def __init__(self, route: str, refresh_button: bool, control_after_refresh: str = "first", **options: Any) -> None:
        self.options = {
            "route": route,
            "refresh_button": refresh_button,
            "control_after_refresh": control_after_refresh,
            **options,
        }

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in self.options.items() if value is not None}


class Input:
    """An input of a node. Options that are None are left to whoever reads the schema."""

    #: Options of the type beyond those of all inputs, by the names that parameters have here.
    OPTIONS: ClassVar[dict[str, str]] = {}
    io_type: ClassVar[str] = "*"
    #: The type that it is an input of, for those that `comfytype` made.
    Parent: ClassVar[Any] = None

    def __init__(
        self,
        id: str,
        display_name: str | None = None,
        optional: bool = False,
        tooltip: str | None = None,
        lazy: bool | None = None,
        *,
        default: Any = None,
        force_input: bool | None = None,
        socketless: bool | None = None,
        widget_type: str | None = None,
        raw_link: bool | None = None,
        advanced: bool | None = None,
        extra_dict: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        unknown = options.keys() - self.OPTIONS.keys()
        if unknown:
            raise TypeError(f"an input of type {self.io_type} has no option {sorted(unknown)[0]!r}")
        self.id = id
        self.display_name = display_name
        self.optional = optional
        self.tooltip = tooltip
        self.lazy = lazy
        self.default = default
        self.widget_type = widget_type
        named = {
            "display_name": display_name,
            "tooltip": tooltip,
            "lazy": lazy,
            "default": default,
            "forceInput": force_input,
            "socketless": socketless,
            "widgetType": widget_type,
            "rawLink": raw_link,
            "advanced": advanced,
            **{self.OPTIONS[name]: option for name, option in options.items()},
        }
        self.options = {name: _plain(option) for name, option in named.items() if option is not None}
        self.options.update(extra_dict or {})

    def get_io_type(self) -> str:
        return self.widget_type or self.io_type

    def as_dict(self) -> dict[str, Any]:
        """Its options, by the names that schemas have."""
        return dict(self.options)

    def as_v1(self) -> tuple[Any, dict[str, Any]]:
        """The input as INPUT_TYPES has it."""
        return self.get_io_type(), self.as_dict()


class WidgetInput(Input):
    """An input that people may fill in, beside linking it."""

    def without_widget(self) -> WidgetInput:
        """A copy that has to be linked, as inputs are of which there may be several."""
        own = copy.copy(self)
        own.options = {**self.options, "forceInput": True}
        return own


class Output:
    """An output of a node."""

    io_type: ClassVar[str] = "*"
    Parent: ClassVar[Any] = None

    def __init__(
        self,
        id: str | None = None,
        display_name: str | None = None,
        tooltip: str | None = None,
        is_output_list: bool = False,
    ) -> None:
        self.id = id
        self.display_name = display_name
        self.tooltip = tooltip
        self.is_output_list = is_output_list

    def get_io_type(self) -> str:
        return self.io_type


def _plain(option: Any) -> Any:
    if isinstance(option, enum.Enum):
        return option.value
    return option.as_dict() if isinstance(option, RemoteOptions) else option


class ComfyTypeI:
    """A type of inputs: `io_type` is its name in schemas and links, `Type` what it is in Python."""

    io_type: ClassVar[str]
    Type: ClassVar[Any] = Any
    Input: ClassVar[Any] = Input


class ComfyTypeIO(ComfyTypeI):
    """A type of inputs and outputs."""

    Output: ClassVar[Any] = Output


def named(
    io_type: str, python_type: Any = Any, options: dict[str, str] | None = None, base: type[Input] = Input
) -> Any:
    """A type of that name, whose inputs have these options."""
    own_input = type("Input", (base,), {"io_type": io_type, "OPTIONS": options or {}})
    own_output = type("Output", (Output,), {"io_type": io_type})
    return type(
        io_type,
        (ComfyTypeIO,),
        {"io_type": io_type, "Type": python_type, "Input": own_input, "Output": own_output},
    )


def Custom(io_type: str) -> Any:
    """A type of that name."""
    return named(io_type)


def comfytype(io_type: str, **_: Any) -> Any:
    """Decorates a class that describes a type: gives it the name, and an Input and Output if it has none."""

    def decorate(described: Any) -> Any:
        described.io_type = io_type
        if not hasattr(described, "Type"):
            described.Type = Any
        for role, base in (("Input", Input), ("Output", Output)):
            # a class of its own, so that the one it inherits keeps its name
            own = type(role, (getattr(described, role, base),), {"io_type": io_type, "Parent": described})
            setattr(described, role, own)
        return described

    return decorate


def is_one_of(values: Any) -> list[Any]:
    """The values of a Combo: a sequence, or an enum's."""
    if isinstance(values, type) and issubclass(values, enum.Enum):
        return [member.value for member in values]
    return list(values or ())


def by_category(inputs: Sequence[Input]) -> dict[str, dict[str, Any]]:
    """Inputs as INPUT_TYPES has them: {"required": {name: (type, options)}, "optional": ...}."""
    categories: dict[str, dict[str, Any]] = {"required": {}}
    for declared in inputs:
        categories.setdefault("optional" if declared.optional else "required", {})[declared.id] = declared.as_v1()
    return categories
