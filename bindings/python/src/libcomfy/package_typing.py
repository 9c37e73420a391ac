"""What a package of custom nodes exports, and what its classes look like."""

from __future__ import annotations

import dataclasses
from collections.abc import MutableMapping
from typing import Any, ClassVar, Protocol

#: For annotations: what INPUT_TYPES gives, one of its inputs, and what functions return.
InputTypes = dict[str, dict[str, Any]]
InputTypeSpec = tuple[Any, ...]
ValidatedNodeResult = Any
FunctionReturnsUIVariables = UIImagesResult = UILatentsResult = dict[str, Any]
SaveNodeResult = dict[str, str]

IntSpecOptions = FloatSpecOptions = StringSpecOptions = BoolSpecOptions = DefaultSpecOptions = dict[str, Any]
IntSpec = FloatSpec = StringSpec = BooleanSpec = ChoiceSpec = NonPrimitiveTypeSpec = SeedSpec = InputTypeSpec
HiddenSpec = dict[str, str]

#: Inputs for seeds of 32, 31 and 64 bits.
Seed = ("INT", {"default": 0, "min": 0, "max": 2**32 - 1})
Seed31 = ("INT", {"default": 0, "min": 0, "max": 2**31 - 1})
Seed64 = ("INT", {"default": 0, "min": 0, "max": 2**64 - 1, "control_after_generate": True})


class CustomNode(Protocol):
    """A node class in ComfyUI's convention; everything but INPUT_TYPES, RETURN_TYPES and FUNCTION is optional."""

    RETURN_TYPES: ClassVar[tuple[str, ...]]
    FUNCTION: ClassVar[str]

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]: ...


@dataclasses.dataclass
class ExportedNodes:
    """Node classes by the names that prompts use, and the names that people see."""

    NODE_CLASS_MAPPINGS: MutableMapping[str, Any] = dataclasses.field(default_factory=dict)
    NODE_DISPLAY_NAME_MAPPINGS: MutableMapping[str, str] = dataclasses.field(default_factory=dict)
    EXTENSION_WEB_DIRS: MutableMapping[str, str] = dataclasses.field(default_factory=dict)

    def update(self, other: ExportedNodes) -> ExportedNodes:
        self.NODE_CLASS_MAPPINGS.update(other.NODE_CLASS_MAPPINGS)
        self.NODE_DISPLAY_NAME_MAPPINGS.update(other.NODE_DISPLAY_NAME_MAPPINGS)
        self.EXTENSION_WEB_DIRS.update(other.EXTENSION_WEB_DIRS)
        return self

    def __len__(self) -> int:
        return len(self.NODE_CLASS_MAPPINGS)

    def __add__(self, other: ExportedNodes) -> ExportedNodes:
        return ExportedNodes().update(self).update(other)

    def __sub__(self, other: ExportedNodes) -> ExportedNodes:
        remaining = ExportedNodes().update(self)
        for name in other.NODE_CLASS_MAPPINGS:
            remaining.NODE_CLASS_MAPPINGS.pop(name, None)
            remaining.NODE_DISPLAY_NAME_MAPPINGS.pop(name, None)
        return remaining


#: Nodes that every client knows, beside those of its context: what a program puts into `nodes.NODE_CLASS_MAPPINGS`.
registry = ExportedNodes()
#: The nodes of the packs that were loaded in this process, in whatever client.
packs = ExportedNodes()
