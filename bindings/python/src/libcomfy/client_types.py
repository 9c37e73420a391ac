"""What the client gives back."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, TypedDict

from .notifications import ProgressNotification

__all__ = ["FileOutput", "Output", "ProgressNotification", "V1QueuePromptResponse"]


class FileOutput(TypedDict, total=False):
    filename: str
    subfolder: str
    type: Literal["output", "input", "temp"]
    abs_path: str


class Output(TypedDict, total=False):
    latents: list[FileOutput]
    images: list[FileOutput]


@dataclasses.dataclass
class V1QueuePromptResponse:
    """`outputs` by node; `urls` is empty, as there is no server."""

    urls: list[str]
    outputs: dict[str, Any]
    prompt_id: str = ""
