"""From the body of a request to a prompt in the queue."""

from __future__ import annotations

import math
import uuid
from typing import Any, NamedTuple

from ..errors import ComfyError
from ..prompt_server import PromptServer
from ..workflows import convert_workflow
from .answers import BadRequest
from .job import SECRETS, Job, now
from .parts import Parts
from .validation import problem, validate


class Refused(Exception):
    """A prompt that cannot be queued: the status, the error, and what is wrong with its nodes."""

    def __init__(self, status: int, error: dict[str, Any], node_errors: dict[str, Any] | None = None) -> None:
        super().__init__(error["message"])
        self.status = status
        self.error = error
        self.node_errors = node_errors or {}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error, "node_errors": self.node_errors}


class Submitted(NamedTuple):
    job: Job
    #: What is wrong with the output nodes that were left out.
    node_errors: dict[str, Any]


async def submit(parts: Parts, body: dict[str, Any]) -> Submitted:
    """Validates and queues what POST /prompt is given. Raises Refused or BadRequest."""
    body = _changed_by_nodes(body)
    if len(parts.queue.pending) >= parts.configuration["max_queue_size"]:
        raise Refused(429, problem("queue_full", "The queue is full", f"{len(parts.queue)} prompts are in it"))
    if "prompt" not in body:
        raise Refused(400, problem("no_prompt", "No prompt provided", "No prompt provided"))
    prompt, extra_data = _prompt(body["prompt"]), _extra_data(body)
    prompt_id = _prompt_id(parts, body)
    targets = _targets(body)
    secrets = {name: extra_data.pop(name) for name in SECRETS if name in extra_data}
    found = await validate(parts.engine, prompt, targets)
    if found.error is not None:
        raise Refused(400, found.error, found.node_errors)
    if parts.queue.find(prompt_id) is not None:  # meanwhile
        raise BadRequest(f"there is a prompt {prompt_id} already")
    job = Job(_number(parts, body), prompt_id, prompt, extra_data, found.outputs, targets, secrets)
    parts.queue.put(job)
    return Submitted(job, found.node_errors)


def _changed_by_nodes(body: dict[str, Any]) -> dict[str, Any]:
    """What the handlers that custom nodes have added make of it."""
    for handler in PromptServer.instance.on_prompt_handlers:
        try:
            changed = handler(body)
        except Exception as error:
            import logging

            logging.getLogger(__name__).warning("a handler of prompts failed: %s: %s", type(error).__name__, error)
        else:
            body = changed if isinstance(changed, dict) else body
    return body


def _prompt(prompt: Any) -> dict[str, Any]:
    """A prompt in API format; files of the editor are converted."""
    if not isinstance(prompt, dict):
        raise Refused(400, problem("invalid_prompt", "The prompt is no JSON object", type(prompt).__name__))
    if isinstance(prompt.get("nodes"), list):
        try:
            return convert_workflow(prompt)
        except (ComfyError, ValueError) as error:
            raise Refused(400, problem("invalid_prompt", "The workflow cannot be converted", str(error))) from None
    return prompt


def _extra_data(body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("extra_data")
    if given is None:
        given = {}
    if not isinstance(given, dict):
        raise BadRequest("extra_data is no object")
    extra_data = dict(given)
    info = extra_data.get("extra_pnginfo")
    if info is not None and not isinstance(info, dict):
        raise BadRequest("extra_pnginfo is no object")
    if body.get("client_id") is not None:
        extra_data["client_id"] = str(body["client_id"])
    extra_data["create_time"] = now()
    return extra_data


def _prompt_id(parts: Parts, body: dict[str, Any]) -> str:
    given = body.get("prompt_id")
    if given is None or given == "":
        return str(uuid.uuid4())
    if not isinstance(given, (str, int)) or isinstance(given, bool) or len(str(given)) > 200 or "\0" in str(given):
        raise BadRequest("prompt_id is no text")
    if parts.queue.find(str(given)) is not None:
        raise BadRequest(f"there is a prompt {given} already")
    return str(given)


def _targets(body: dict[str, Any]) -> list[str] | None:
    targets = body.get("partial_execution_targets")
    if targets is None:
        return None
    if not isinstance(targets, list) or not all(isinstance(target, (str, int)) for target in targets):
        raise BadRequest("partial_execution_targets is no list of ids")
    return [str(target) for target in targets]


def _number(parts: Parts, body: dict[str, Any]) -> float:
    if "number" in body:
        try:
            number = float(body["number"])
        except (TypeError, ValueError, OverflowError):
            raise BadRequest("number is no number") from None
        if not math.isfinite(number):
            raise BadRequest("number is no number")
        return number
    number = parts.queue.next_number()
    return -number if body.get("front") else number
