import Formats
import Testing

@testable import Engine

/// The pieces; Tests/TracingTests has the whole against OpenTelemetry's own reader.
@Suite struct OTLPTests {
    @Test(
        arguments: [
            ("http://collector:4318", "collector", 4318, "/v1/traces"), ("http://a", "a", 80, "/v1/traces"),
            ("HTTP://a/", "a", 80, "/v1/traces"), ("http://a:1/x/", "a", 1, "/x/v1/traces"),
            ("http://a/v1/traces", "a", 80, "/v1/traces"), ("http://[::1]:4318/b?c#d", "::1", 4318, "/b/v1/traces"),
        ] as [(String, String, UInt16, String)]) func endpoints(url: String, host: String, port: UInt16, path: String)
        throws
    {
        let endpoint = try HTTPEndpoint(url).appending("/v1/traces")
        #expect(endpoint.host == host && endpoint.port == port && endpoint.path == path)
    }

    @Test(arguments: [
        "", "collector:4318", "ftp://a", "http://", "http://:80", "http://a:0", "http://a:65536", "http://a:x",
        "http://a:1:2", "http://user@a", "http://[::1", "http://[::1]x", "http://a b", "http://a\r\nX: y", "http://é",
    ]) func malformedEndpoints(url: String) {
        #expect(throws: HTTPEndpoint.Problem.malformed) { try HTTPEndpoint(url) }
    }

    @Test func secureEndpointsAreTold() {
        #expect(throws: HTTPEndpoint.Problem.needsTLS) { try HTTPEndpoint("https://a:4318") }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n{}", .taken), ("HTTP/1.0 202 Accepted\r\n\r\n", .taken),
            ("HTTP/1.1 503 Busy\r\n\r\n", .later("HTTP/1.1 503 Busy")),
            ("HTTP/1.1 429 Slow\n\n", .later("HTTP/1.1 429 Slow")),
            ("HTTP/1.1 400 Bad\r\n\r\n", .refused("HTTP/1.1 400 Bad")),
            ("HTTP/1.1 301 Elsewhere\r\n", .refused("HTTP/1.1 301 Elsewhere")),
            ("", .refused("the answer is not HTTP")), ("SSH-2.0-x\r\n", .refused("the answer is not HTTP")),
            ("HTTP/1.1 abc\r\n", .refused("the answer is not HTTP")),
        ] as [(String, OTLPExporter.Answer)]) func answers(response: String, answer: OTLPExporter.Answer)
    {
        #expect(OTLPExporter.answer(Array(response.utf8)) == answer)
    }

    @Test func attributesKeepTheirTypes() throws {
        let span = SpanRecord(
            name: "a", context: SpanContext(childOf: nil), parentSpanID: nil, start: 1, end: 2,
            attributes: [
                "text": "x", "flag": true, "int": 5, "large": .int(1 << 100), "double": 0.5, "nan": .double(.nan),
                "list": [1, "y"], "nothing": nil,
            ], events: [], status: .unset)
        let request = OTLPRequest.make([span], resource: ["service.name": "s"])
        let resource = try #require(request["resourceSpans"]?.array?.first)
        #expect(resource["resource"]?["attributes"] == [["key": "service.name", "value": ["stringValue": "s"]]])
        let made = try #require(resource["scopeSpans"]?.array?.first?["spans"]?.array?.first)
        let values = try #require(made["attributes"]?.array).map { $0["value"] ?? .null }
        #expect(
            values == [
                ["stringValue": "x"], ["boolValue": true], ["intValue": "5"],
                ["stringValue": "1267650600228229401496703205376"], ["doubleValue": 0.5], ["doubleValue": "NaN"],
                ["arrayValue": ["values": [["intValue": "1"], ["stringValue": "y"]]]], [:],
            ])
        #expect(made["startTimeUnixNano"] == "1" && made["kind"] == 1 && made["flags"] == 1)
        #expect(made["parentSpanId"] == nil && made["status"] == nil && made["events"] == nil)
        #expect(made["traceId"]?.string?.count == 32 && made["spanId"]?.string?.count == 16)
    }
}
