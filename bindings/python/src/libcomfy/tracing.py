"""The caller's trace, where the program uses OpenTelemetry: the spans of its prompts join it."""

from __future__ import annotations

import sys


def current_trace() -> dict[str, str]:
    """The current span as W3C's headers, `traceparent` and perhaps `tracestate`; empty if there is none.

    A program that has not imported OpenTelemetry has no current span, and need not have it installed.
    """
    if "opentelemetry" not in sys.modules:
        return {}
    try:
        from opentelemetry.trace.propagation import tracecontext  # type: ignore[import-not-found,unused-ignore]
    except ImportError:  # a namespace package of that name without the API
        return {}
    # Not the program's own propagator, which may be of another format: these headers are W3C's.
    headers: dict[str, str] = {}
    tracecontext.TraceContextTextMapPropagator().inject(headers)
    return headers
