"""The application: all routes, each also below /api."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from .. import folder_paths
from ..configuration import model_management_args
from ..engine import Engine, Executor
from ..prompt_server import PromptServer
from . import (
    images_api,
    internal,
    jobs,
    node_routes,
    packs,
    prompt_routes,
    public_api,
    stats,
    uploads,
    userdata,
    users,
    view,
)
from .extra_paths import add_extra_paths
from .frontend import FRONTEND, find_frontend, get_file, get_page
from .history import History
from .local_runner import LocalRunner
from .logs import RecentLogs
from .middleware import answer_errors, compress, set_caching
from .openapi import get_openapi
from .options import Options
from .output_models import open_with_output_models
from .parts import PARTS, Parts, ServerRunner, directory
from .queue import PromptQueue
from .security import OriginCheck, allow_origin, is_loopback, require_token
from .sockets import Sockets
from .stats import features
from .templates import get_documentation, get_template

logger = logging.getLogger(__name__)

_TABLES = (prompt_routes, jobs, node_routes, view, uploads, users, userdata, packs, stats)
_UNPREFIXED = (internal, public_api, images_api)


async def create_application(options: Options | None = None) -> web.Application:
    """The server as an aiohttp application. Its engine ends with it."""
    options = options or Options()
    engine = await asyncio.to_thread(_open_engine, options)
    try:
        return await _create(options, engine)
    except BaseException:
        await asyncio.to_thread(engine.cancel_and_close)
        raise


def _open_engine(options: Options) -> Engine:
    if options.scheduler is None:
        executor: Executor = "isolated" if options.executor == "isolated" else "in_process"
        engine = open_with_output_models(options.configuration, options.max_workers, executor)
    else:
        # With a cluster this one only knows the nodes.
        managed = model_management_args()
        engine = Engine({key: value for key, value in options.configuration.items() if key not in managed})
    folder_paths.opened(engine.configuration)
    engine.register_installed_nodes()
    return engine


async def _create(options: Options, engine: Engine) -> web.Application:
    configuration = engine.configuration
    user = directory(configuration, "user")
    assert user is not None
    history = History(options.history_limit, user / "__history" / "history.jsonl")
    sockets = Sockets(int(configuration["preview_size"]))
    runner = await _runner(options, engine, sockets)
    parts = Parts(options, engine, runner, sockets, history, PromptQueue(runner, sockets, history))
    sockets.features = features(parts)
    sockets.greeting = parts.queue.greeting
    runner.changed = parts.queue.capacity_changed
    await asyncio.to_thread(add_extra_paths, parts)

    application = web.Application(
        client_max_size=parts.upload_limit, handler_args={"max_field_size": 16380}, middlewares=_middlewares(parts)
    )
    application[PARTS] = parts
    application[FRONTEND] = find_frontend(parts)
    application[internal.LOGS] = RecentLogs(sockets, asyncio.get_running_loop())
    _add_routes(application)
    application.on_shutdown.append(_shut_down)
    application.cleanup_ctx.append(_logging)
    return application


async def _runner(options: Options, engine: Engine, sockets: Sockets) -> ServerRunner:
    if options.scheduler is None:
        return LocalRunner(engine, options.max_workers, sockets)
    from .cluster_runner import ClusterRunner

    return await ClusterRunner.connect(options, engine)


def _middlewares(parts: Parts) -> list[Any]:
    configuration = parts.configuration
    chosen: list[Any] = [set_caching]
    if configuration["enable_cors_header"]:
        chosen.append(allow_origin(configuration["enable_cors_header"]))
    else:
        addresses = str(configuration["listen"]).split(",")
        loopback_only = all(is_loopback(address.strip()) for address in addresses)
        chosen.append(OriginCheck(loopback_only, configuration["external_address"]).middleware)
    if parts.options.token is not None:
        chosen.append(require_token(parts.options.token))
    if configuration["enable_compress_response_body"]:
        chosen.append(compress)
    return [*chosen, answer_errors]


async def _socket(request: web.Request) -> web.StreamResponse:
    return await request.config_dict[PARTS].sockets.serve(request)


def _add_routes(application: web.Application) -> None:
    router = application.router
    for table in _TABLES:
        for route in table.routes:
            assert isinstance(route, web.RouteDef)
            for prefix in ("", "/api"):
                web.RouteDef(route.method, prefix + route.path, route.handler, route.kwargs).register(router)
    for table in _UNPREFIXED:
        application.add_routes(table.routes)
    for prefix in ("", "/api"):
        router.add_get(f"{prefix}/ws", _socket)
        router.add_get(f"{prefix}/openapi.json", get_openapi)
    # Routes that custom nodes have added, as they do with ComfyUI.
    for route in PromptServer.instance.routes.recorded:
        for prefix in ("", "/api"):
            try:
                web.RouteDef(route.method, prefix + route.path, route.handler, {}).register(router)
            except (RuntimeError, ValueError) as error:
                logger.warning("the route %s of custom nodes is left out: %s", route.path, error)
    router.add_get("/extensions/{pack}/{name:.+}", packs.get_extension_file)
    router.add_get("/templates/{name:.+}", get_template)
    router.add_get("/docs/{name:.+}", get_documentation)
    router.add_get("/", get_page)
    router.add_get("/{name:.+}", get_file)


async def _shut_down(application: web.Application) -> None:
    """Ends prompts and connections, then the engine. Called once no new connection is taken."""
    parts = application[PARTS]
    await parts.queue.close()
    await parts.sockets.close()
    await parts.runner.close()
    await asyncio.to_thread(parts.engine.cancel_and_close)


async def _logging(application: web.Application) -> AsyncIterator[None]:
    """Keeps the log for the page while the server runs, and lets nodes send messages to its clients."""
    handler, sockets = application[internal.LOGS], application[PARTS].sockets
    loop = asyncio.get_running_loop()
    logging.getLogger("libcomfy").addHandler(handler)
    PromptServer.instance.loop = loop
    PromptServer.instance.broadcast = lambda *message: loop.call_soon_threadsafe(sockets.send_sync, *message)
    try:
        yield
    finally:
        PromptServer.instance.broadcast = None
        logging.getLogger("libcomfy").removeHandler(handler)
