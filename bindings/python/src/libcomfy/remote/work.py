"""What goes to a worker and what comes back; all of it can be pickled."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any, Literal

from ..package_typing import ExportedNodes

Results = Literal["bytes", "paths"]

#: This process. Who has another one runs elsewhere.
PROCESS = uuid.uuid4().hex


@dataclasses.dataclass(frozen=True)
class Address:
    """Where a client's channel listens, and the key to it."""

    hosts: tuple[str, ...]
    port: int
    key: bytes


@dataclasses.dataclass
class Work:
    """A prompt for a worker."""

    #: Another one for each submission: executors may take equal ones for the same.
    ticket: str
    #: The client that it is from, and the process of that client.
    client: str
    process: str
    workflow: str
    prompt_id: str
    client_id: str | None
    targets: list[str] | None
    extra_data: Mapping[str, Any] | None
    configuration: dict[str, Any]
    nodes: ExportedNodes
    trace: Mapping[str, str]
    address: Address | None
    results: Results
    #: How many workers share the machine's processors, as far as that is known; 0 if it is not.
    share: int
    #: The files that the prompt names, as "directory/name", and the hashes of their contents.
    inputs: dict[str, str]
    #: Contents by their hashes, where a worker could not ask for them.
    contents: dict[str, bytes] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Result:
    """What a prompt has made."""

    outputs: dict[str, Any]
    #: The worker's process, for whom the paths are true.
    worker: str
    #: The directories there that outputs are in.
    directories: dict[str, str]
    #: The contents of the outputs' files by their paths there; one that was sent before is not sent again.
    files: dict[str, bytes]
    #: Whether all of its events went through the channel.
    is_told: bool


class InputsMissing(Exception):
    """A worker lacks files, by their hashes, and has no channel to ask for them."""

    def __init__(self, hashes: list[str]) -> None:
        super().__init__(hashes)
        self.hashes = hashes
