"""At which of this machine's addresses a client's workers find it."""

from __future__ import annotations

import concurrent.futures
import socket
from typing import Any
from urllib.parse import urlsplit


def hosts_for(executor: Any) -> tuple[str, ...]:
    """Addresses to listen on, the likeliest first: for pools of this machine no other than its own."""
    if isinstance(executor, (concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor)):
        return ("127.0.0.1",)
    module = type(executor).__module__.partition(".")[0]
    if module in ("loky", "joblib", "libcomfy"):
        return ("127.0.0.1",)
    scheduler = _dask_scheduler(executor)
    if scheduler is not None:
        address = _own_address(scheduler)
        return (address,) if address is not None else ("127.0.0.1",)
    return tuple(dict.fromkeys(filter(None, (_own_address("192.0.2.1"), "127.0.0.1"))))


def _dask_scheduler(executor: Any) -> str | None:
    """The host of a Dask client's scheduler; None if it is no such executor."""
    scheduler = getattr(getattr(executor, "_client", None), "scheduler", None)
    address = getattr(scheduler, "address", None)
    return urlsplit(address).hostname if isinstance(address, str) else None


def _own_address(towards: str) -> str | None:
    """The address of this machine from which another one is reached. Nothing is sent."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(towards, 9, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.connect(target)
            return str(probe.getsockname()[0])
    except OSError:
        return None
