"""/jobs: prompts that wait, run and have ended, in one list."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from .answers import answer, refusal
from .history import Entry
from .job import ENDS, Job
from .parts import Parts, parts_of

routes = web.RouteTableDef()

STATES = ("pending", "in_progress", "completed", "failed", "cancelled")
_SHOWN = ("images", "video", "audio")
_MESHES = (".obj", ".fbx", ".gltf", ".glb")


def queued_job(job: Job) -> dict[str, Any]:
    """A prompt that waits or runs."""
    return _without_none(
        {
            "id": job.prompt_id,
            "status": job.state,
            "priority": job.number,
            "create_time": job.extra_data.get("create_time"),
            "execution_start_time": _time_of(job.messages, "execution_start"),
            "outputs_count": 0,
            "workflow_id": _workflow_id(job.extra_data),
        }
    )


def ended_job(prompt_id: str, entry: Entry, is_whole: bool = False) -> dict[str, Any]:
    """A prompt of the history; the whole of it has its outputs and its workflow too."""
    number, _, prompt, extra_data, *_ = entry["prompt"]
    status = entry["status"]
    messages = status.get("messages") or []
    events = {message[0]: message[1] for message in messages}
    count, preview = outputs_summary(entry["outputs"])
    end = next((name for name in events if name in ENDS), "")
    state = "completed" if status.get("status_str") == "success" else "failed"
    job = _without_none(
        {
            "id": prompt_id,
            "status": "cancelled" if end == "execution_interrupted" else state,
            "priority": number,
            "create_time": extra_data.get("create_time"),
            "execution_start_time": _time_of(messages, "execution_start"),
            "execution_end_time": _time_of(messages, end),
            "execution_error": events.get("execution_error"),
            "outputs_count": count,
            "preview_output": preview,
            "workflow_id": _workflow_id(extra_data),
        }
    )
    if is_whole:
        job["outputs"] = entry["outputs"]
        job["execution_status"] = status
        job["workflow"] = {"prompt": prompt, "extra_data": extra_data}
    return job


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _workflow_id(extra_data: dict[str, Any]) -> Any:
    workflow = (extra_data.get("extra_pnginfo") or {}).get("workflow")
    workflow_id = workflow.get("id") if isinstance(workflow, dict) else None
    return workflow_id if isinstance(workflow_id, str) else None


def _time_of(messages: list[list[Any]], event: str) -> int | None:
    return next((data.get("timestamp") for name, data in messages if name == event), None)


def outputs_summary(outputs: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """How many outputs there are, and the one to show: one that was saved, rather than a temporary one."""
    files = [
        (node_id, kind, item)
        for node_id, output in outputs.items()
        if isinstance(output, dict)
        for kind, items in output.items()
        if kind != "animated" and isinstance(items, list)
        for item in items
        if isinstance(item, dict)
    ]
    shown = [
        {**item, "nodeId": node_id, "mediaType": kind} for node_id, kind, item in files if _is_shown(kind, item)
    ]
    saved = (item for item in shown if item.get("type") == "output")
    return len(files), next(saved, shown[0] if shown else None)


def _is_shown(kind: str, item: dict[str, Any]) -> bool:
    mime, name = str(item.get("format") or ""), str(item.get("filename") or "").lower()
    return kind in _SHOWN or mime.startswith(("video/", "audio/")) or name.endswith(_MESHES)


def all_jobs(parts: Parts, states: list[str]) -> list[dict[str, Any]]:
    jobs = [queued_job(job) for job in (*parts.queue.running, *parts.queue.pending) if job.state in states]
    if set(states) & set(STATES[2:]):
        ended = (ended_job(prompt_id, entry) for prompt_id, entry in parts.history.select().items())
        jobs += [job for job in ended if job["status"] in states]
    return jobs


def _duration(job: dict[str, Any]) -> float:
    start, end = job.get("execution_start_time"), job.get("execution_end_time")
    return end - start if start and end else 0


@routes.get("/jobs")
async def get_jobs(request: web.Request) -> web.Response:
    query = request.query
    states = [state.strip().lower() for state in query.get("status", "").split(",") if state.strip()] or list(STATES)
    wrong = [state for state in states if state not in STATES]
    if wrong:
        return refusal(f"Invalid status value(s): {', '.join(wrong)}. Valid values: {', '.join(STATES)}")
    sort_by, sort_order = query.get("sort_by", "created_at").lower(), query.get("sort_order", "desc").lower()
    if sort_by not in ("created_at", "execution_duration"):
        return refusal("sort_by must be 'created_at' or 'execution_duration'")
    if sort_order not in ("asc", "desc"):
        return refusal("sort_order must be 'asc' or 'desc'")
    limit: int | None = None
    try:
        if "limit" in query:
            limit = int(query["limit"])
            if limit <= 0:
                return refusal("limit must be a positive integer")
    except ValueError:
        return refusal("limit must be an integer")
    try:
        offset = max(0, int(query.get("offset", "0")))
    except ValueError:
        return refusal("offset must be an integer")

    jobs = all_jobs(parts_of(request), states)
    if query.get("workflow_id"):
        jobs = [job for job in jobs if job.get("workflow_id") == query["workflow_id"]]
    key = _duration if sort_by == "execution_duration" else lambda job: job.get("create_time") or 0
    # Where times are equal, what came later counts as later.
    jobs.sort(key=key)
    if sort_order == "desc":
        jobs.reverse()
    page = jobs[offset : None if limit is None else offset + limit]
    pagination = {"offset": offset, "limit": limit, "total": len(jobs), "has_more": offset + len(page) < len(jobs)}
    return answer({"jobs": page, "pagination": pagination})


@routes.get("/jobs/{job_id}")
async def get_job(request: web.Request) -> web.Response:
    parts, job_id = parts_of(request), request.match_info["job_id"]
    job = parts.queue.find(job_id)
    if job is not None:
        workflow = {"prompt": job.prompt, "extra_data": job.extra_data}
        return answer({**queued_job(job), "outputs": job.outputs, "workflow": workflow})
    entry = parts.history.get(job_id)
    return refusal("Job not found", 404) if entry is None else answer(ended_job(job_id, entry, is_whole=True))
