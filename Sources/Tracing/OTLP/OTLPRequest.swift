internal import Configuration
internal import Formats
internal import System

/// OpenTelemetry's `ExportTraceServiceRequest` in its JSON form
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): ids in hex, 64-bit integers as text, enums as
/// numbers.
enum OTLPRequest {
    private static let kindInternal: JSON = 1
    private static let statusError: JSON = 2

    /// - Parameter resource: attributes of what the spans come from.
    static func make(_ spans: [SpanRecord], resource: JSONObject) -> JSON {
        [
            "resourceSpans": [
                [
                    "resource": ["attributes": attributes(resource)],
                    "scopeSpans": [
                        [
                            "scope": ["name": "libcomfy", "version": .string(BuildInfo.version)],
                            "spans": .array(spans.map(make)),
                        ]
                    ],
                ]
            ]
        ]
    }

    private static func make(_ span: SpanRecord) -> JSON {
        var object: JSONObject = [
            "traceId": .string(span.context.traceID.hex), "spanId": .string(span.context.spanID.hex),
            "name": .string(span.name), "kind": kindInternal, "startTimeUnixNano": .string("\(span.start)"),
            "endTimeUnixNano": .string("\(span.end)"), "attributes": attributes(span.attributes),
            "flags": span.context.isSampled ? 1 : 0,
        ]
        if let parent = span.parentSpanID { object["parentSpanId"] = .string(parent.hex) }
        if !span.context.traceState.isEmpty { object["traceState"] = .string(span.context.traceState) }
        if !span.events.isEmpty { object["events"] = .array(span.events.map(make)) }
        if case .error(let message) = span.status {
            object["status"] = ["code": statusError, "message": .string(message)]
        }
        return .object(object)
    }

    private static func make(_ event: SpanRecord.Event) -> JSON {
        [
            "timeUnixNano": .string("\(event.time)"), "name": .string(event.name),
            "attributes": attributes(event.attributes),
        ]
    }

    private static func attributes(_ object: JSONObject) -> JSON {
        .array(object.map { ["key": .string($0.key), "value": value($0.value)] })
    }

    private static func value(_ json: JSON) -> JSON {
        switch json {
        case .null: [:]
        case .bool: ["boolValue": json]
        case .int(let value):
            Int64(exactly: value).map { ["intValue": .string("\($0)")] } ?? ["stringValue": .string("\(value)")]
        case .largeInt(let digits): ["stringValue": .string(digits)]
        case .double(let value):
            value.isFinite ? ["doubleValue": json] : ["doubleValue": .string(value.pythonDescription)]
        case .string: ["stringValue": json]
        case .array(let values): ["arrayValue": ["values": .array(values.map(self.value))]]
        case .object(let members): ["kvlistValue": ["values": attributes(members)]]
        }
    }
}
