"""The API as an OpenAPI document, for programs that make clients of it, and for the tests."""

from __future__ import annotations

import functools
from typing import Any

from aiohttp import web

from .._abi import VERSION
from .answers import answer

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
ANY_OBJECT: Schema = {"type": "object"}
TEXTS: Schema = {"type": "array", "items": TEXT}


def _object(required: str = "", **properties: Schema) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": required.split()} if required else schema


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


SCHEMAS: dict[str, Schema] = {
    "Prompt": {
        "description": "Nodes by their ids, in API format.",
        **_map(_object("class_type inputs", class_type=TEXT, inputs=ANY_OBJECT, _meta=_object(title=TEXT))),
    },
    "PromptRequest": _object(
        "prompt",
        prompt=_named("Prompt"),
        prompt_id=TEXT,
        client_id=TEXT,
        number=NUMBER,
        front=FLAG,
        partial_execution_targets=TEXTS,
        extra_data=_object(extra_pnginfo=ANY_OBJECT, preview_method=TEXT),
    ),
    "Problem": _object("type message", type=TEXT, message=TEXT, details=TEXT, extra_info=ANY_OBJECT),
    "Refusal": _object("error", error={"oneOf": [_named("Problem"), TEXT]}, node_errors=ANY_OBJECT),
    "Queued": _object("prompt_id number node_errors", prompt_id=TEXT, number=NUMBER, node_errors=ANY_OBJECT),
    "QueueInfo": _object("exec_info", exec_info=_object("queue_remaining", queue_remaining=INTEGER)),
    "QueueItem": {"type": "array", "minItems": 5, "maxItems": 5,
                  "description": "number, prompt id, prompt, extra data, output nodes"},
    "File": _object("filename subfolder type", filename=TEXT, subfolder=TEXT, type=TEXT, abs_path=TEXT),
    "Outputs": {"description": "Outputs by node.", **_map(ANY_OBJECT)},
    "Status": _object("status_str completed messages", status_str={"enum": ["success", "error"]}, completed=FLAG,
                      messages=_list({"type": "array"})),
    "HistoryEntry": _object("prompt outputs status", prompt=_named("QueueItem"), outputs=_named("Outputs"),
                            status=_named("Status"), meta=ANY_OBJECT),
    "Job": _object("id status", id=TEXT,
                   status={"enum": ["pending", "in_progress", "completed", "failed", "cancelled"]},
                   priority=NUMBER, create_time=INTEGER, execution_start_time=INTEGER, execution_end_time=INTEGER,
                   execution_error=ANY_OBJECT, outputs_count=INTEGER, preview_output=ANY_OBJECT, workflow_id={},
                   outputs=_named("Outputs"), execution_status=ANY_OBJECT, workflow=ANY_OBJECT),
    "UserFile": _object("path size modified created", path=TEXT, size=INTEGER, modified=NUMBER, created=NUMBER),
    "ImageRequest": _object(
        "prompt", prompt={**TEXT, "minLength": 1}, model=TEXT, n={**INTEGER, "minimum": 1, "maximum": 10},
        size={**TEXT, "pattern": "^[0-9]{2,4}x[0-9]{2,4}$"}, response_format={"enum": ["b64_json", "url"]},
        output_format={"enum": ["png", "jpeg", "webp"]}, output_compression={**INTEGER, "minimum": 0, "maximum": 100},
        negative_prompt=TEXT, steps={**INTEGER, "minimum": 1, "maximum": 1000},
        cfg={**NUMBER, "minimum": 0, "maximum": 100}, seed={**INTEGER, "minimum": 0}, sampler_name=TEXT,
        scheduler=TEXT),
    "Images": _object("created data", created=INTEGER, data=_list(_object(b64_json=TEXT, url=TEXT))),
}  # fmt: skip


def _json(schema: Schema, description: str = "OK") -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _file(*types: str) -> Schema:
    schema = {"type": "string", "format": "binary"}
    return {"description": "The file.", "content": {kind: {"schema": schema} for kind in types or ("*/*",)}}


def _query(name: str, schema: Schema = TEXT, required: bool = False) -> Schema:
    return {"in": "query", "name": name, "schema": schema, "required": required}


EMPTY: Schema = {"description": "OK"}
REFUSED: Schema = {"description": "The request cannot be done as it stands."}


def _operation(
    summary: str, ok: Schema = EMPTY, *parameters: Schema, body: Schema | None = None, form: Schema | None = None,
    optional_body: bool = False, also: dict[str, Schema] | None = None, code: str = "200",
) -> Schema:  # fmt: skip
    operation: Schema = {"summary": summary, "responses": {code: ok, "4XX": REFUSED, **(also or {})}}
    if parameters:
        operation["parameters"] = list(parameters)
    contents = {"application/json": body, "multipart/form-data": form}
    given = {kind: {"schema": schema} for kind, schema in contents.items() if schema is not None}
    if given:
        operation["requestBody"] = {"required": not optional_body, "content": given}
    return operation


_CHANGE = _object(clear=FLAG, delete=TEXTS)
_BINARY = {"type": "string", "format": "binary"}
_UPLOAD = _object("image", image=_BINARY, type={"enum": ["input", "temp", "output"]}, subfolder=TEXT, overwrite=TEXT)
_MASK = _object("image original_ref", **_UPLOAD["properties"], original_ref=TEXT)
_FAILED = {"500": _json(_named("Status"), "The prompt failed.")}
_PICTURES = ("image/png", "image/jpeg", "image/webp")
_RESULT = {
    "description": "The outputs, or the first picture.",
    "content": {"application/json": {"schema": ANY_OBJECT}, **{kind: {"schema": _BINARY} for kind in _PICTURES}},
}
_NOTHING = {"description": "There is nothing to give yet, or at all."}
_LATER = {"202": _json(_object("prompt_id", prompt_id=TEXT), "The prompt was queued.")}

PATHS: dict[str, dict[str, Schema]] = {
    "/prompt": {
        "get": _operation("How long the queue is", _json(_named("QueueInfo"))),
        "post": _operation("Queue a prompt", _json(_named("Queued")), body=_named("PromptRequest"),
                           also={"400": _json(_named("Refusal"), "The prompt does not validate.")}),
    },
    "/queue": {
        "get": _operation("The queue", _json(_object("queue_running queue_pending",
                          queue_running=_list(_named("QueueItem")), queue_pending=_list(_named("QueueItem"))))),
        "post": _operation("Take prompts out of the queue", body=_CHANGE),
    },
    "/interrupt": {"post": _operation("End what runs", body=_object(prompt_id=TEXT), optional_body=True)},
    "/free": {"post": _operation("Free memory", body=_object(unload_models=FLAG, free_memory=FLAG))},
    "/history": {
        "get": _operation("Prompts that have ended", _json(_map(_named("HistoryEntry"))),
                          _query("max_items", INTEGER), _query("offset", INTEGER)),
        "post": _operation("Take prompts out of the history", body=_CHANGE),
    },
    "/history/{prompt_id}": {"get": _operation("One of them", _json(_map(_named("HistoryEntry"))))},
    "/jobs": {"get": _operation(
        "Prompts that wait, run and have ended",
        _json(_object("jobs pagination", jobs=_list(_named("Job")), pagination=ANY_OBJECT)),
        _query("status"), _query("workflow_id"), _query("sort_by", {"enum": ["created_at", "execution_duration"]}),
        _query("sort_order", {"enum": ["asc", "desc"]}), _query("limit", {**INTEGER, "minimum": 1}),
        _query("offset", {**INTEGER, "minimum": 0}))},
    "/jobs/{job_id}": {"get": _operation("One of them, whole", _json(_named("Job")))},
    "/object_info": {"get": _operation("The nodes", _json(_map(ANY_OBJECT)))},
    "/object_info/{node_class}": {"get": _operation("One node, or an empty object", _json(_map(ANY_OBJECT)))},
    "/embeddings": {"get": _operation("Embeddings", _json(TEXTS))},
    "/models": {"get": _operation("Kinds of models", _json(TEXTS))},
    "/models/{folder}": {"get": _operation("Models of a kind", _json(TEXTS))},
    "/view_metadata/{folder}": {"get": _operation("What a model's file says of it", _json(ANY_OBJECT),
                                                  _query("filename", required=True))},
    "/experiment/models": {"get": _operation("Kinds of models, with their folders", _json(_list(ANY_OBJECT)))},
    "/experiment/models/{folder}": {"get": _operation("Models of a kind, with their sizes", _json(_list(ANY_OBJECT)))},
    "/experiment/models/preview/{folder}/{index}/{name}": {
        "get": _operation("A model's picture", _file("image/webp"))},
    "/view": {"get": _operation(
        "A file", _file(), _query("filename", required=True), _query("type", {"enum": ["output", "input", "temp"]}),
        _query("subfolder"), _query("channel", {"enum": ["rgba", "rgb", "a"]}), _query("preview"))},
    "/upload/image": {"post": _operation("Upload a file", _json(_object("name subfolder type")), form=_UPLOAD)},
    "/upload/mask": {"post": _operation("Upload a mask", _json(_object("name subfolder type")), form=_MASK)},
    "/users": {
        "get": _operation("Who uses the server", _json(ANY_OBJECT)),
        "post": _operation("Add a user", _json(TEXT), body=_object("username", username=TEXT)),
    },
    "/settings": {
        "get": _operation("All settings", _json(ANY_OBJECT)),
        "post": _operation("Change settings", body=ANY_OBJECT),
    },
    "/settings/{id}": {
        "get": _operation("A setting, or null", _json({})),
        "post": _operation("Change a setting", body={}),
    },
    "/userdata": {"get": _operation(
        "A user's files", _json({"type": "array"}), _query("dir", required=True), _query("recurse", FLAG),
        _query("full_info", FLAG), _query("split", FLAG))},
    "/v2/userdata": {"get": _operation("A user's files and folders", _json(_list(ANY_OBJECT)), _query("path"))},
    "/userdata/{file}": {
        "get": _operation("A file of a user", _file()),
        "post": _operation("Write one", _json({"oneOf": [TEXT, _named("UserFile")]}), _query("overwrite", FLAG),
                           _query("full_info", FLAG), body={}),
        "delete": _operation("Delete one", _NOTHING, code="204"),
    },
    "/userdata/{file}/move/{dest}": {"post": _operation(
        "Move one", _json({"oneOf": [TEXT, _named("UserFile")]}), _query("overwrite", FLAG),
        _query("full_info", FLAG))},
    "/extensions": {"get": _operation("Scripts for the page", _json(TEXTS))},
    "/i18n": {"get": _operation("Texts of packs by language", _json(ANY_OBJECT))},
    "/workflow_templates": {"get": _operation("Workflows of packs", _json(_map(TEXTS)))},
    "/global_subgraphs": {"get": _operation("Subgraphs of packs", _json(_map(ANY_OBJECT)))},
    "/global_subgraphs/{id}": {"get": _operation("One of them", _json(ANY_OBJECT))},
    "/system_stats": {"get": _operation("What the server runs on", _json(_object("system devices")))},
    "/features": {"get": _operation("What the server can do", _json(ANY_OBJECT))},
    "/api/v1/prompts": {
        "get": _operation("The latest prompt", _json(_named("Prompt"))),
        "post": _operation(
            "Run a prompt; Accept: application/json or a type of pictures, Prefer: respond-async to be told at once",
            _RESULT, {"in": "header", "name": "Prefer", "schema": {"enum": ["respond-async"]}}, body=_named("Prompt"),
            form=_object("prompt", prompt=_named("Prompt"), files=_list(_BINARY)),
            also={"204": _NOTHING, **_LATER, **_FAILED}),
    },
    "/api/v1/prompts/{prompt_id}": {"get": _operation(
        "What a prompt has made", _json(_named("Outputs")), also={"204": _NOTHING, **_FAILED})},
    "/v1/images/generations": {"post": _operation(
        "Draw pictures, as OpenAI's API has it", _json(_named("Images")), body=_named("ImageRequest"),
        also={"500": _json(ANY_OBJECT, "The drawing failed.")})},
    "/v1/models": {"get": _operation("Models that draw", _json(_object("object data")))},
    "/v1/models/{id}": {"get": _operation("One of them", _json(ANY_OBJECT))},
    "/internal/logs": {"get": _operation("The log", _json(TEXT))},
    "/internal/logs/raw": {"get": _operation("The log, line by line", _json(ANY_OBJECT))},
    "/internal/logs/subscribe": {"patch": _operation(
        "Hear of new lines", body=_object("clientId enabled", clientId=TEXT, enabled=FLAG))},
    "/internal/folder_paths": {"get": _operation("Folders of models", _json(_map(TEXTS)))},
    "/internal/files/{kind}": {"get": _operation("Names of files, the latest first", _json(TEXTS))},
}  # fmt: skip


@functools.cache
def document() -> dict[str, Any]:
    """The whole document. Paths are also below /api, but for /internal, /v1 and /api/v1."""
    paths: dict[str, Any] = {}
    for path, operations in PATHS.items():
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        own = [{"in": "path", "name": name, "required": True, "schema": TEXT} for name in names]
        paths[path] = {
            method: {**operation, "parameters": [*own, *operation.get("parameters", [])]}
            for method, operation in operations.items()
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "libcomfy", "version": VERSION, "description": document.__doc__},
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


async def get_openapi(request: web.Request) -> web.Response:
    return answer(document())
