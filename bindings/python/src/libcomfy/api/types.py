"""The types of inputs and outputs, each with an `Input` and an `Output`."""

from __future__ import annotations

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

    def __init__(self, route: str, refresh_button: bool = False, **options: Any) -> None:
        self.options = {"route": route, "refresh_button": refresh_button, **options}

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in self.options.items() if value is not None}


class Input:
    """An input of a node. Options that are None are left to whoever reads the schema."""

    #: Options of the type beyond those of all inputs, by the names that parameters have here.
    OPTIONS: ClassVar[dict[str, str]] = {}
    io_type: ClassVar[str] = "*"

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
        raw_link: bool | None = None,
        advanced: bool | None = None,
        extra_dict: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        unknown = options.keys() - self.OPTIONS.keys()
        if unknown:
            raise TypeError(f"an input of type {self.io_type} has no option {sorted(unknown)[0]!r}")
        self.id = id
        self.optional = optional
        self.lazy = lazy
        self.default = default
        named = {
            "display_name": display_name,
            "tooltip": tooltip,
            "lazy": lazy,
            "default": default,
            "forceInput": force_input,
            "socketless": socketless,
            "rawLink": raw_link,
            "advanced": advanced,
            **{self.OPTIONS[name]: option for name, option in options.items()},
        }
        self.options = {name: _plain(option) for name, option in named.items() if option is not None}
        self.options.update(extra_dict or {})

    def get_io_type(self) -> str:
        return self.io_type

    def as_v1(self) -> tuple[Any, dict[str, Any]]:
        """The input as INPUT_TYPES has it."""
        return self.get_io_type(), dict(self.options)


class Output:
    """An output of a node."""

    io_type: ClassVar[str] = "*"

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


class IOType:
    """A type: `io_type` is its name in schemas and links."""

    io_type: ClassVar[str]
    Input: ClassVar[Any]
    Output: ClassVar[Any]


def Custom(io_type: str, options: dict[str, str] | None = None) -> Any:
    """A type of that name."""
    members = {"io_type": io_type}
    own_input = type("Input", (Input,), {**members, "OPTIONS": options or {}})
    own_output = type("Output", (Output,), members)
    return type(io_type, (IOType,), {**members, "Input": own_input, "Output": own_output})


def comfytype(io_type: str, **_: Any) -> Any:
    """Decorates a class that describes a type: gives it the name, and an Input and Output if it has none."""

    def decorate(described: Any) -> Any:
        made = Custom(io_type)
        described.io_type = io_type
        for role in ("Input", "Output"):
            own = getattr(described, role, None)
            if own is None:
                setattr(described, role, getattr(made, role))
            else:
                own.io_type = io_type
        return described

    return decorate


_NUMBER = {
    "min": "min",
    "max": "max",
    "step": "step",
    "display_mode": "display",
    "control_after_generate": "control_after_generate",
}

Boolean = Custom("BOOLEAN", {"label_on": "label_on", "label_off": "label_off"})
Int = Custom("INT", _NUMBER)
Float = Custom("FLOAT", {**_NUMBER, "round": "round"})
String = Custom("STRING", {"multiline": "multiline", "placeholder": "placeholder", "dynamic_prompts": "dynamicPrompts"})
Image = Custom("IMAGE")
Mask = Custom("MASK")
Latent = Custom("LATENT")
Conditioning = Custom("CONDITIONING")
Model = Custom("MODEL")
CLIP = Custom("CLIP")
VAE = Custom("VAE")
ControlNet = Custom("CONTROL_NET")
ClipVision = Custom("CLIP_VISION")
ClipVisionOutput = Custom("CLIP_VISION_OUTPUT")
StyleModel = Custom("STYLE_MODEL")
Gligen = Custom("GLIGEN")
UpscaleModel = Custom("UPSCALE_MODEL")
Sampler = Custom("SAMPLER")
Sigmas = Custom("SIGMAS")
Noise = Custom("NOISE")
Guider = Custom("GUIDER")
Audio = Custom("AUDIO")
Video = Custom("VIDEO")
FlowControl = Custom("FLOW_CONTROL")
AnyType = Custom("*")


class _ComboInput(Input):
    io_type = "COMBO"
    OPTIONS = {
        "control_after_generate": "control_after_generate",
        "upload": "upload",
        "image_folder": "image_folder",
        "remote": "remote",
    }

    def __init__(self, id: str, options: Any = (), *positional: Any, **named: Any) -> None:
        upload = named.pop("upload", None)
        super().__init__(id, *positional, **named)
        if upload is not None:
            self.options[_plain(upload)] = True
        self.values: list[Any] = _values(options)

    def as_v1(self) -> tuple[Any, dict[str, Any]]:
        return "COMBO", {"options": self.values, "multiselect": False, **self.options}


class _MultiComboInput(_ComboInput):
    OPTIONS = {**_ComboInput.OPTIONS, "placeholder": "placeholder", "chip": "chip"}

    def as_v1(self) -> tuple[Any, dict[str, Any]]:
        return "COMBO", {"options": self.values, **self.options, "multiselect": True}


def _values(options: Any) -> list[Any]:
    """The values of a Combo: a sequence, or an enum's."""
    if isinstance(options, type) and issubclass(options, enum.Enum):
        return [member.value for member in options]
    return list(options)


class Combo(IOType):
    """One of several values."""

    io_type = "COMBO"
    Input = _ComboInput
    Output = type("Output", (Output,), {"io_type": "COMBO"})


class MultiCombo(IOType):
    """Some of several values."""

    io_type = "COMBO"
    Input = _MultiComboInput
    Output = Combo.Output


class _MultiTypeInput(Input):
    def __init__(self, id: Any, types: Sequence[Any], *positional: Any, **named: Any) -> None:
        first = id if isinstance(id, Input) else None
        super().__init__(first.id if first else id, *positional, **named)
        if first is not None:  # the input whose widget is shown; the types are further ones
            self.options = {**first.options, **self.options}
            types = [first, *types]
        names = [kind.get_io_type() if isinstance(kind, Input) else kind.io_type for kind in types]
        self._io_type = ",".join(dict.fromkeys(names))

    def get_io_type(self) -> str:
        return self._io_type


class MultiType:
    """One of several types."""

    Input = _MultiTypeInput
