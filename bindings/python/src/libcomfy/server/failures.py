"""How a prompt failed, as the data of its last event."""

from __future__ import annotations

import json
import traceback
from typing import Any

from .job import Job


def failure_data(job: Job, error: BaseException) -> dict[str, Any]:
    """The data of execution_error."""
    details = getattr(error, "details", None)
    if isinstance(details, dict) and "exception_type" in details:
        return details
    # The page takes no prompt for failed without a node.
    node = (job.executing or {}).get("node") or ""
    message, lines = str(error), traceback.format_exception(error)
    if isinstance(error, ValueError):
        invalid = _validation_message(message)
        if invalid is not None:
            (node, message), lines = invalid, []
    return {
        "prompt_id": job.prompt_id,
        "node_id": node,
        "node_type": _class_of(job, node),
        "executed": sorted(job.meta),
        "exception_message": message,
        "exception_type": type(error).__name__,
        "traceback": lines,
        "current_inputs": {},
        "current_outputs": sorted(job.meta),
    }


def interruption_data(job: Job, error: BaseException | None) -> dict[str, Any]:
    """The data of execution_interrupted."""
    details = getattr(error, "details", None)
    if isinstance(details, dict) and "node_id" in details:
        return details
    node = (job.executing or {}).get("node") or ""
    return {
        "prompt_id": job.prompt_id,
        "node_id": node,
        "node_type": _class_of(job, node),
        "executed": sorted(job.meta),
    }


def _class_of(job: Job, node: Any) -> str:
    entry = job.prompt.get(node) if isinstance(node, str) else None
    return str(entry.get("class_type")) if isinstance(entry, dict) else ""


def _validation_message(text: str) -> tuple[str, str] | None:
    """What a prompt's validation found when its turn came: the first node, and a line for each problem.

    None if the text is something else.
    """
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    if "message" in found:
        return "", f"{found['message']}: {found.get('details') or ''}".rstrip(": ")
    lines = []
    for node_id, problems in found.items():
        for problem in problems.get("errors", []) if isinstance(problems, dict) else []:
            lines.append(f"node {node_id}: {problem.get('message')}: {problem.get('details')}")
    return (str(next(iter(found))), "\n".join(lines)) if lines else None
