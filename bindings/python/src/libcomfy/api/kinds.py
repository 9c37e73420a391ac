"""The types of inputs and outputs, each with an `Input` and an `Output`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .types import ComfyTypeI, ComfyTypeIO, Input, Output, WidgetInput, is_one_of, named

__all__ = [
    "Accumulation",
    "AnyType",
    "Audio",
    "AudioEncoder",
    "AudioEncoderOutput",
    "BBOX",
    "Boolean",
    "BoundingBox",
    "Clip",
    "ClipVision",
    "ClipVisionOutput",
    "Color",
    "Combo",
    "Conditioning",
    "ControlNet",
    "FaceAnalysis",
    "Float",
    "FlowControl",
    "Gligen",
    "Guider",
    "HookKeyframes",
    "Hooks",
    "Image",
    "ImageCompare",
    "Int",
    "Latent",
    "LatentOperation",
    "LatentUpscaleModel",
    "Load3D",
    "Load3DAnimation",
    "Load3DCamera",
    "LoraModel",
    "LossMap",
    "Mask",
    "Mesh",
    "Model",
    "ModelPatch",
    "MultiCombo",
    "MultiType",
    "Noise",
    "Photomaker",
    "Point",
    "SEGS",
    "SVG",
    "Sampler",
    "Sigmas",
    "String",
    "StyleModel",
    "TimestepsRange",
    "Tracks",
    "UpscaleModel",
    "Vae",
    "Video",
    "Voxel",
    "WanCameraEmbedding",
    "Webcam",
]

_NUMBER = {
    "min": "min",
    "max": "max",
    "step": "step",
    "control_after_generate": "control_after_generate",
    "display_mode": "display",
}

Boolean = named("BOOLEAN", bool, {"label_on": "label_on", "label_off": "label_off"}, WidgetInput)
Int = named("INT", int, _NUMBER, WidgetInput)
Float = named("FLOAT", float, {**_NUMBER, "round": "round"}, WidgetInput)
Color = named("COLOR", str, base=WidgetInput)
Webcam = named("WEBCAM", str, base=WidgetInput)
ImageCompare = named("IMAGECOMPARE", dict, base=WidgetInput)


class _StringInput(WidgetInput):
    io_type = "STRING"
    OPTIONS = {"multiline": "multiline", "placeholder": "placeholder", "dynamic_prompts": "dynamicPrompts"}

    def __init__(self, id: str, *positional: Any, multiline: bool = False, **options: Any) -> None:
        super().__init__(id, *positional, multiline=multiline, **options)


class String(ComfyTypeIO):
    io_type = "STRING"
    Type = str
    Input = _StringInput
    Output = type("Output", (Output,), {"io_type": "STRING"})


class _ComboInput(WidgetInput):
    io_type = "COMBO"
    OPTIONS = {
        "control_after_generate": "control_after_generate",
        "image_folder": "image_folder",
        "remote": "remote",
    }

    def __init__(
        self,
        id: str,
        options: Any = None,
        display_name: str | None = None,
        optional: bool = False,
        tooltip: str | None = None,
        lazy: bool | None = None,
        default: Any = None,
        *,
        upload: Any = None,
        **named_options: Any,
    ) -> None:
        super().__init__(id, display_name, optional, tooltip, lazy, default=default, **named_options)
        self.values = is_one_of(options)
        if upload is not None:
            self.options[upload.value] = True

    def as_dict(self) -> dict[str, Any]:
        return {"options": self.values, "multiselect": False, **self.options}


class _MultiComboInput(_ComboInput):
    OPTIONS = {**_ComboInput.OPTIONS, "placeholder": "placeholder", "chip": "chip"}

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "multiselect": True, "multi_select": True}


class _ComboOutput(Output):
    io_type = "COMBO"

    def __init__(
        self,
        id: str | None = None,
        display_name: str | None = None,
        options: Sequence[str] | None = None,
        tooltip: str | None = None,
        is_output_list: bool = False,
    ) -> None:
        super().__init__(id, display_name, tooltip, is_output_list)
        self.options = list(options or ())


class Combo(ComfyTypeIO):
    """One of several values."""

    io_type = "COMBO"
    Type = str
    Input = _ComboInput
    Output = _ComboOutput


class MultiCombo(ComfyTypeI):
    """Some of several values."""

    io_type = "COMBO"
    Type = list[str]
    Input = _MultiComboInput


class _MultiTypeInput(Input):
    def __init__(self, id: str | Input, types: Sequence[Any], *positional: Any, **options: Any) -> None:
        first = id if isinstance(id, Input) else None
        super().__init__(first.id if first else id, *positional, **options)  # type: ignore[arg-type]
        self.io_types: list[Any] = [kind if isinstance(kind, type) else type(kind) for kind in types]
        names = [kind.io_type for kind in self.io_types]
        if first is not None:  # the input whose widget is shown; the types are further ones
            self.options = {**self.options, **first.options}
            self.optional = self.optional or first.optional
            names.insert(0, first.get_io_type())
            if isinstance(first, WidgetInput):
                self.options["widgetType"] = first.get_io_type()
        self._io_type = ",".join(dict.fromkeys(names))

    def get_io_type(self) -> str:
        return self._io_type


class MultiType:
    """One of several types."""

    io_type = "COMFY_MULTITYPED_V3"
    Type = Any
    Input = _MultiTypeInput


Image = named("IMAGE")
Mask = named("MASK")
Model = named("MODEL")
Clip = named("CLIP")
Vae = named("VAE")
ControlNet = named("CONTROL_NET")
ClipVision = named("CLIP_VISION")
ClipVisionOutput = named("CLIP_VISION_OUTPUT")
AudioEncoder = named("AUDIO_ENCODER")
AudioEncoderOutput = named("AUDIO_ENCODER_OUTPUT")
StyleModel = named("STYLE_MODEL")
Gligen = named("GLIGEN")
UpscaleModel = named("UPSCALE_MODEL")
LatentUpscaleModel = named("LATENT_UPSCALE_MODEL")
ModelPatch = named("MODEL_PATCH")
Sampler = named("SAMPLER")
Sigmas = named("SIGMAS")
Noise = named("NOISE")
Guider = named("GUIDER")
Hooks = named("HOOKS")
HookKeyframes = named("HOOK_KEYFRAMES")
LatentOperation = named("LATENT_OPERATION", Callable[[Any], Any])
TimestepsRange = named("TIMESTEPS_RANGE", tuple[int, int])
LoraModel = named("LORA_MODEL", dict[str, Any])
WanCameraEmbedding = named("WAN_CAMERA_EMBEDDING")
Video = named("VIDEO")
SVG = named("SVG")
Voxel = named("VOXEL")
Mesh = named("MESH")
FlowControl = named("FLOW_CONTROL", tuple[str, Any])
Photomaker = named("PHOTOMAKER")
Point = named("POINT")
FaceAnalysis = named("FACE_ANALYSIS")
BBOX = named("BBOX")
SEGS = named("SEGS")
AnyType = named("*")


def _dictionary(io_type: str, name: str) -> Any:
    """A type whose values are dictionaries, for which annotations have a name."""
    made = named(io_type, dict[str, Any])
    setattr(made, name, dict[str, Any])
    return made


BoundingBox = named("BOUNDING_BOX", dict[str, Any], {"component": "component"}, WidgetInput)
BoundingBox.BoundingBoxDict = dict[str, Any]
Latent = _dictionary("LATENT", "LatentDict")
Audio = _dictionary("AUDIO", "AudioDict")
LossMap = _dictionary("LOSS_MAP", "LossMapDict")
Accumulation = _dictionary("ACCUMULATION", "AccumulationDict")
Load3DCamera = _dictionary("LOAD3D_CAMERA", "CameraInfo")
Load3D = _dictionary("LOAD_3D", "Model3DDict")
Load3DAnimation = _dictionary("LOAD_3D_ANIMATION", "Model3DDict")
Tracks = _dictionary("TRACKS", "TrackDict")
Conditioning = _dictionary("CONDITIONING", "PooledDict")
Conditioning.Type = Conditioning.CondList = list[tuple[Any, dict[str, Any]]]
