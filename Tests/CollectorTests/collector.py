"""A collector on loopback, which reads what is posted to it with OpenTelemetry's own protobuf classes."""
import base64
import http.server
import json
import sys
import threading

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2


def check(condition, what):
    if not condition:
        sys.exit(f"{sys.argv[0]}: {what}")


def attributes(pairs):
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


class Collector:
    """Keeps all requests; refuses the first one as a busy collector does, which is to be asked again."""

    def __init__(self):
        self.requests = []
        self.refusals = 1
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = 200
                if collector.refusals > 0:
                    collector.refusals -= 1
                    status = 503
                else:
                    collector.requests.append((self.path, self.headers, body))
                answer = b'{"partialSuccess": {}}'
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/collector/"

    def spans(self):
        """All spans, each with the attributes of its resource."""
        result = []
        for path, headers, body in self.requests:
            check(path == "/collector/v1/traces", path)
            check(headers["Content-Type"] == "application/json", headers)
            document = json.loads(body)
            _hex_to_base64(document)
            # Strict: what the protocol does not know is an error.
            request = json_format.ParseDict(document, trace_service_pb2.ExportTraceServiceRequest())
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    check(scope.scope.name == "libcomfy", scope.scope)
                    result += [(span, attributes(resource.resource.attributes)) for span in scope.spans]
        return result


def _hex_to_base64(node):
    """OTLP's JSON has ids in hex where protobuf's own has base64."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("traceId", "spanId", "parentSpanId"):
                check(value == value.lower(), value)
                node[key] = base64.b64encode(bytes.fromhex(value)).decode()
            else:
                _hex_to_base64(value)
    elif isinstance(node, list):
        for value in node:
            _hex_to_base64(value)
