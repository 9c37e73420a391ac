import Formats
import System
import Testing
import Workflow

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

    @Test(
        arguments: [
            ("a=b", ["a=b"]), (" a = b , c=d=e,", ["a=b", "c=d=e"]), ("", []), ("a=", ["a="]),
            ("x-key=a%20b%2C%C3%A9", ["x-key=a b,é"]), ("a", nil), ("=b", nil), ("a=%2", nil), ("a=%zz", nil),
            ("a=%FF", nil),
        ] as [(String, [String]?)]) func lists(text: String, entries: [String]?)
    {
        #expect(KeyValueList.parse(text)?.map { "\($0.key)=\($0.value)" } == entries)
    }

    @Test func settingsAreOpenTelemetrys() throws {
        func settings(_ environment: [String: String], _ options: JSON = [:]) throws -> OTLPSettings? {
            OTLPSettings(try Configuration(options: options, environment: environment))
        }
        #expect(try settings(["OTEL_SERVICE_NAME": "x"]) == nil)
        var found = try #require(try settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/x"]))
        #expect(found.endpoint.path == "/x/v1/traces" && found.headers.isEmpty)
        #expect(found.resource["service.name"] == "comfyui" && found.resource["service.version"] == "0.10.0")
        found = try #require(
            try settings([
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://d:1/y",
                "OTEL_EXPORTER_OTLP_HEADERS": "a=1",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "api-key=s%0d%0aX: y,Host=z,b=2,a b=3",
                "OTEL_RESOURCE_ATTRIBUTES": "service.name=host,service.version=7,team=a%3Db",
                "OTEL_SERVICE_VERSION": "8",
            ]))
        #expect(found.endpoint.host == "d" && found.endpoint.path == "/y")
        #expect(found.headers.map(\.key) == ["b"])
        #expect(found.resource["service.name"] == "host" && found.resource["service.version"] == "8")
        #expect(found.resource["team"] == "a=b")
        found = try #require(
            try settings(
                ["OTEL_SERVICE_NAME": "variable", "OTEL_RESOURCE_ATTRIBUTES": "service.name=list,x"],
                ["otel_exporter_otlp_endpoint": "http://c"]))
        #expect(found.resource["service.name"] == "variable")
        for (text, isDisabled) in [("true", true), ("TRUE", true), ("1", false), ("false", false), ("nonsense", false)]
        {
            let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": text]
            #expect(try (settings(environment) == nil) == isDisabled)
            #expect(try settings(environment, ["otel_sdk_disabled": false]) != nil)
        }
        #expect(HTTPEndpoint.withoutPassword("https://me:secret@host/x@y") == "https://***@y")
    }

    /// The system's answer is waited for no longer than there is time, and asked for once.
    @Test func lookUpsThatTakeTheirTime() throws {
        let asked = Monitor(0)
        let isOpen = Monitor(false)
        let lookup = HostLookup { host, _ in
            asked.update { $0 += 1 }
            _ = isOpen.wait { $0 ? true : nil }
            return .failure(TCPConnection.Failure(reason: "\(host) is unknown"))
        }
        for _ in 0..<2 {
            let end = Clock.monotonic() + 100_000_000
            let time = milliseconds {
                let failure = #expect(throws: TCPConnection.Failure.self) {
                    try lookup.addresses("slow", 80, timeLeft: { (end - Clock.monotonic()) / 1_000_000 })
                }
                #expect(failure?.reason == "slow: no address in time")
            }
            #expect(time < 10_000)
        }
        #expect(asked.withLock { $0 } == 1)
        isOpen.update { $0 = true }
        for count in 1...2 {
            let failure = #expect(throws: TCPConnection.Failure.self) {
                try lookup.addresses("slow", 80, timeLeft: { 30_000 })
            }
            #expect(failure?.reason == "slow is unknown" && asked.withLock { $0 } == count)
        }
        #expect(try HostLookup().addresses("127.0.0.1", 9, timeLeft: { 30_000 }).count == 1)
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
