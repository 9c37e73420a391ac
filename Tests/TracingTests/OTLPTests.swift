import Formats
import Network
import System
import Testing

@testable import Tracing

/// The pieces; Tests/CollectorTests has the whole against OpenTelemetry's own reader.
@Suite struct OTLPTests {
    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n{}", .taken), ("HTTP/1.0 202 Accepted\r\n\r\n", .taken),
            ("HTTP/1.1 503 Busy\r\n\r\n", .later("HTTP/1.1 503 Busy")),
            ("HTTP/1.1 429 Slow\n\n", .later("HTTP/1.1 429 Slow")),
            ("HTTP/1.1 400 Bad\r\n\r\n", .refused("HTTP/1.1 400 Bad")),
            ("HTTP/1.1 301 Elsewhere\r\n", .refused("HTTP/1.1 301 Elsewhere")),
            ("", .refused("the answer is not HTTP")), ("SSH-2.0-x\r\n", .refused("the answer is not HTTP")),
        ] as [(String, OTLPExporter.Answer)]) func answers(response: String, answer: OTLPExporter.Answer)
    {
        #expect(OTLPExporter.Answer(HTTPResponse(head: Array(response.utf8))) == answer)
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
