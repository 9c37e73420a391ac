"""What a C host's prompts send to a collector.

    c_host.py HOST-PROGRAM MODELS-DIRECTORY EXECUTOR

HOST-PROGRAM (host.c) gets the collector's address, the directory and the executor, and runs a prompt that works and one
that fails.
"""
import os
import subprocess
import sys
import time

from collector import Collector, attributes, check
from opentelemetry.proto.trace.v1 import trace_pb2

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


def main():
    program, models, executor = sys.argv[1:]
    collector = Collector()
    environment = os.environ | {
        "OTEL_EXPORTER_OTLP_HEADERS": "api-key=se%20cret",
        "OTEL_RESOURCE_ATTRIBUTES": "service.name=hidden,deployment.environment=a%2Cb",
    }
    host = subprocess.Popen([program, collector.url, models, executor], stdin=subprocess.PIPE, env=environment)
    deadline = time.monotonic() + 60
    while not collector.requests and host.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    host.communicate(b"\n", timeout=120)
    check(host.returncode == 0, f"the host ends with {host.returncode}")

    received = collector.spans()
    for _, of in received:
        check(of["service.name"] == "tracing test" and of["service.version"] == "0.10.0", of)
        check(of["deployment.environment"] == "a,b" and of["telemetry.sdk.name"] == "libcomfy", of)
    check(all(headers["api-key"] == "se cret" for _, headers, _ in collector.requests), "the header is missing")
    spans = [span for span, _ in received]
    by_id = {span.span_id: span for span in spans}
    check(len(by_id) == len(spans), "two spans of one id")
    names = sorted(span.name for span in spans)
    expected = ["Initialize Prompt Executor"] + ["Execute Node"] * 8
    expected += ["Execute Prompt", "Load Model", "Queue Prompt"] * 2
    check(names == sorted(expected), names)
    now = time.time_ns()
    for span in spans:
        check(span.trace_id.hex() == TRACE and span.trace_state == "host=1" and span.flags & 1, span)
        check(span.kind == trace_pb2.Span.SPAN_KIND_INTERNAL, span)
        check(now - 120e9 < span.start_time_unix_nano <= span.end_time_unix_nano <= now, span)
        if span.name == "Queue Prompt":
            check(span.parent_span_id.hex() == PARENT, span)
        else:
            parent = by_id[span.parent_span_id]
            check(parent.start_time_unix_nano - 1e6 <= span.start_time_unix_nano, span)
            wanted = {"Execute Node": "Execute Prompt", "Load Model": "Execute Node"}.get(span.name, "Queue Prompt")
            check(parent.name == wanted, span)
    failed = [span for span in spans if span.status.code == trace_pb2.Status.STATUS_CODE_ERROR]
    check(sorted(span.name for span in failed) == ["Execute Node", "Execute Prompt", "Load Model", "Queue Prompt"], failed)
    for span in failed:
        (event,) = span.events
        of = attributes(event.attributes)
        check(event.name == "exception" and of["exception.type"] and of["exception.message"], event)
        check(span.status.message.startswith(of["exception.type"]), span)
    for span in spans:
        if span not in failed:
            check(span.status.code == trace_pb2.Status.STATUS_CODE_UNSET and not span.events, span)
    print(f"{executor}: {len(spans)} spans in {len(collector.requests)} requests")


main()
