"""JSON of requests and answers. Only requests may have NaN and Infinity, which Python writes and pictures carry."""

from __future__ import annotations

import json
import math
from typing import Any

from aiohttp import web

#: Values that JSON may have in all: to read more would keep everybody else waiting.
VALUES = 2_000_000


def to_json(data: Any) -> str:
    """JSON text; numbers that JSON cannot say are null."""
    try:
        return json.dumps(data, allow_nan=False, default=str)
    except ValueError:
        return json.dumps(_finite(data), allow_nan=False, default=str)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=to_json(data), status=status, content_type="application/json", headers=headers)


def refusal(message: str, status: int = 400) -> web.Response:
    """An answer that says why not."""
    return answer({"error": message}, status)


class BadRequest(Exception):
    """A request that cannot be understood: 400, with the message as `error`."""


async def read_json(request: web.Request) -> dict[str, Any]:
    """The JSON object in a request's body."""
    value = await read_json_value(request)
    if not isinstance(value, dict):
        raise BadRequest("the body is no JSON object")
    return value


async def read_json_value(request: web.Request) -> Any:
    """Any JSON in a request's body. Raises BadRequest; aiohttp answers 413 to one that is too large."""
    return parse_json(await request.read())


def parse_json(body: bytes) -> Any:
    """JSON that has been received: UTF-8, UTF-16 or UTF-32, perhaps with a byte order mark."""
    if sum(map(body.count, (b",", b"[", b"{"))) > VALUES:
        raise BadRequest(f"the body has more than {VALUES} values")
    try:
        text = body.decode(json.detect_encoding(body))
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # halves of surrogate pairs are no text
        return value
    except UnicodeError:
        raise BadRequest("the body is no Unicode") from None
    except RecursionError:
        raise BadRequest("the body is nested too deeply") from None
    except ValueError as error:
        raise BadRequest(f"the body is no JSON: {error}") from None
