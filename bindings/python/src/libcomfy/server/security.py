"""Who may use the server: the same page, or whoever has the token.

A page of another site can send requests to a server on the reader's own machine. What a browser says of itself tells
them apart: Origin (or Sec-Fetch-Site) is another host than the one that was asked for. A name that was made to point at
this machine (DNS rebinding) shows in Host. Programs that are no browsers send no Origin, and are not concerned.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

COOKIE = "libcomfy_token"


def is_loopback(host: str | None) -> bool:
    """Whether a host's name, or address, is this machine's own."""
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _split(netloc: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit("//" + netloc.lower())
        return parts.hostname, parts.port
    except ValueError:
        return None, None


class OriginCheck:
    """Refuses what pages of other sites send."""

    def __init__(self, loopback_only: bool, external_address: str | None) -> None:
        self._loopback_only = loopback_only
        self._external = urlsplit(external_address).hostname if external_address else None

    def reason_against(self, request: web.Request) -> str | None:
        """Why a request is refused, or None."""
        host, port = _split(request.headers.get("Host", ""))
        if self._loopback_only and host is not None and not is_loopback(host) and host != self._external:
            return f"the host {host!r} is not this machine"
        origin = request.headers.get("Origin")
        if origin is not None:
            if origin == "null":
                return "the origin is null"
            parts = urlsplit(origin)
            origin_host, origin_port = _split(parts.netloc)
            if origin_host is not None and origin_host == self._external:
                return None
            same_port = port is None or origin_port is None or port == origin_port
            if origin_host != host or not same_port:
                return f"the origin {origin!r} is not {request.headers.get('Host')!r}"
        elif request.headers.get("Sec-Fetch-Site") == "cross-site" and not _is_visit(request):
            return "it comes from another site"
        return None

    @property
    def middleware(self) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
        @web.middleware
        async def check_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
            reason = self.reason_against(request)
            if reason is not None:
                logger.warning("refused %s %s: %s", request.method, request.path, reason)
                return web.Response(status=403, text="403: Forbidden")
            return web.Response() if request.method == "OPTIONS" else await handler(request)

        return check_origin


def _is_visit(request: web.Request) -> bool:
    """Whether someone followed a link to the page."""
    return request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate" and request.path == "/"


def allow_origin(origin: str) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    """Lets pages of an origin ("*" for all) use the server, as CORS has it."""

    @web.middleware
    async def add_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
        is_preflight = request.method == "OPTIONS"
        response: web.StreamResponse = web.Response() if is_preflight else await handler(request)
        if not response.prepared:
            response.headers.update(
                {
                    "Access-Control-Allow-Origin": origin,
                    "Access-Control-Allow-Methods": "POST, GET, DELETE, PUT, OPTIONS, PATCH",
                    "Access-Control-Allow-Headers": "Content-Type, Authorization, traceparent, tracestate",
                    "Access-Control-Allow-Credentials": "true",
                }
            )
        return response

    return add_headers


def require_token(token: str) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
    """Asks every request for the token: as a bearer, as the password of Basic, or in the cookie.

    A browser gets the cookie by opening /?token=..., which then is gone from its address.
    """
    expected = token.encode()
    # Not the token itself, which may have letters that a cookie cannot.
    ticket = hmac.new(expected, b"libcomfy", "sha256").hexdigest()

    def is_right(given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="surrogatepass"), expected)

    def is_admitted(request: web.Request) -> bool:
        has_ticket = hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), ticket.encode())
        return has_ticket or any(is_right(given) for given in _tokens(request))

    @web.middleware
    async def check_token(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "GET" and request.path == "/" and "token" in request.query:
            if is_right(request.query["token"]):
                response = web.Response(status=303, headers={"Location": "/"})
                response.set_cookie(COOKIE, ticket, httponly=True, samesite="Strict", secure=request.secure)
                return response
        elif request.method == "OPTIONS" or is_admitted(request):
            return await handler(request)
        headers = {"WWW-Authenticate": 'Bearer realm="libcomfy", Basic realm="libcomfy"'}
        return web.Response(status=401, text="401: the token is missing or wrong", headers=headers)

    return check_token


def _tokens(request: web.Request) -> list[str]:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return [value.strip()]
    if scheme.lower() == "basic":
        try:
            return [base64.b64decode(value, validate=True).decode().partition(":")[2]]
        except (binascii.Error, ValueError):
            return []
    return []
