"""Listening, until a signal says that it is enough."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
import ssl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from .application import create_application
from .options import Options
from .parts import PARTS

logger = logging.getLogger(__name__)

#: Seconds that requests under way have to end.
GRACE = 2.0
#: Connections that wait to be taken.
BACKLOG = 1024


class _WithoutTraceback(logging.Filter):
    """What is no HTTP is worth a line of the log, not where in aiohttp it was found out."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            record.msg, record.args, record.exc_info = "refused what is no HTTP", (), None
        return True


async def serve(options: Options) -> None:
    """Serves until SIGTERM or SIGINT, then ends prompts and connections. A second signal ends at once."""
    logging.getLogger("aiohttp.server").addFilter(_WithoutTraceback())
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stopped, number)
    application = await create_application(options)
    runner = web.AppRunner(application, access_log=None, keepalive_timeout=900, shutdown_timeout=GRACE)
    await runner.setup()
    try:
        if not stopped.is_set():
            await _listen(runner, application, options)
        await stopped.wait()
        logger.info("the server ends")
    finally:
        await runner.cleanup()


def _stop(stopped: asyncio.Event, number: signal.Signals) -> None:
    if stopped.is_set():
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.raise_signal(number)
    stopped.set()


async def _listen(runner: web.AppRunner, application: web.Application, options: Options) -> None:
    configuration = application[PARTS].configuration
    context = None
    if options.tls_certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.tls_certificate, options.tls_key)
    port = int(configuration["port"])
    for address in (part.strip() for part in str(configuration["listen"]).split(",")):
        site = web.TCPSite(runner, address or None, port, ssl_context=context, backlog=BACKLOG)
        await site.start()
    for name in runner.addresses:
        host, number = name[0], name[1]
        shown = "localhost" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
        logger.info("To see the GUI go to: %s://%s:%d", "https" if context else "http", shown, number)
        if options.token is None and not ipaddress.ip_address(host).is_loopback:
            logger.warning("whoever reaches %s may use the server: LIBCOMFY_TOKEN asks for a token", host)
