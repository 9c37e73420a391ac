"""What happens to every request: errors become answers, some answers are compressed or kept by browsers."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from .answers import BadRequest, refusal
from .security import Handler

logger = logging.getLogger(__name__)

_HOUR = 3600
_PICTURES = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a handler cannot make sense of is the client's mistake; what it does not expect is ours, and logged."""
    try:
        return await handler(request)
    except BadRequest as error:
        return refusal(str(error))
    except HttpProcessingError as error:  # of a part of a form
        return refusal(error.message)
    except web.HTTPException:
        raise
    except ConnectionResetError:
        raise
    except Exception:
        logger.exception("%s %s failed", request.method, request.path)
        return refusal("an error of the server's; its log says more", 500)


@web.middleware
async def set_caching(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Pictures by their address stay the same for a day; scripts are asked for each time."""
    response = await handler(request)
    if response.prepared:
        return response
    name = request.path.rpartition("/")[2]
    if name.lower().endswith(_PICTURES):
        if response.status == 404:
            response.headers.setdefault("Cache-Control", f"public, max-age={_HOUR}")
        elif response.status < 300:
            response.headers.setdefault("Cache-Control", f"public, max-age={24 * _HOUR}")
    elif name.endswith((".js", ".css")) or (name.startswith("index") and name.endswith(".json")):
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


@web.middleware
async def compress(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compresses JSON and text for those who take it."""
    response = await handler(request)
    is_text = isinstance(response, web.Response) and response.content_type in ("application/json", "text/plain")
    if is_text and not response.prepared and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression()
    return response
