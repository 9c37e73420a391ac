"""What libcomfy sends to an OpenTelemetry collector, received over HTTP and read by OpenTelemetry's own protobuf classes.

    collector.py HOST-PROGRAM MODELS-DIRECTORY

HOST-PROGRAM (host.c) gets the collector's address and the directory, and runs a prompt that works and one that fails.
"""
import base64, http.server, json, subprocess, sys, threading, time

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"


def hex_to_base64(node):
    """OTLP's JSON has ids in hex where protobuf's own has base64."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("traceId", "spanId", "parentSpanId"):
                assert value == value.lower(), value
                node[key] = base64.b64encode(bytes.fromhex(value)).decode()
            else:
                hex_to_base64(value)
    elif isinstance(node, list):
        for value in node:
            hex_to_base64(value)


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    requests = []
    refusals = 1  # a collector that is busy at first is asked again

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 200
        if Collector.refusals > 0:
            Collector.refusals -= 1
            status = 503
        else:
            Collector.requests.append((self.path, self.headers, body))
        answer = b'{"partialSuccess": {}}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


def attributes(pairs):
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


def check(condition, what):
    if not condition:
        sys.exit(f"collector.py: {what}")


def main():
    program, models = sys.argv[1:]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/collector/"
    subprocess.run([program, url, models], check=True, timeout=120)

    spans = []
    for path, headers, body in Collector.requests:
        check(path == "/collector/v1/traces", path)
        check(headers["Content-Type"] == "application/json", headers)
        document = json.loads(body)
        hex_to_base64(document)
        # Strict: what the protocol does not know is an error.
        request = json_format.ParseDict(document, trace_service_pb2.ExportTraceServiceRequest())
        for resource in request.resource_spans:
            of = attributes(resource.resource.attributes)
            check(of["service.name"] == "tracing test" and of["service.version"] == "0.10.0", of)
            for scope in resource.scope_spans:
                check(scope.scope.name == "libcomfy", scope.scope)
                spans += scope.spans

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
    print(f"collector: {len(spans)} spans in {len(Collector.requests)} requests")


main()
