package import Formats
internal import System

/// A span that has ended, as OpenTelemetry has it.
package struct SpanRecord: Sendable, Equatable {
    /// How it ended. OpenTelemetry's "ok" is for applications to say; what went well here is `unset`.
    package enum Status: Sendable, Equatable {
        case unset
        case error(String)
    }

    /// Something that happened at one moment of it.
    package struct Event: Sendable, Equatable {
        package var name: String
        /// Nanoseconds since 1970.
        package var time: Int64
        package var attributes: JSONObject
    }

    package var name: String
    package var context: SpanContext
    /// nil: it begins its trace.
    package var parentSpanID: UInt64?
    /// Nanoseconds since 1970.
    package var start: Int64
    package var end: Int64
    /// Texts, numbers, booleans, and lists of them.
    package var attributes: JSONObject
    package var events: [Event]
    package var status: Status

    package var seconds: Double { Double(end - start) / 1e9 }
}

// MARK: Between processes

extension SpanRecord {
    package var json: JSON {
        var object: JSONObject = [
            "name": .string(name), "traceparent": .string(context.traceparent),
            "tracestate": .string(context.traceState), "parent": parentSpanID.map { .string($0.hex) } ?? .null,
            "start": .int(Int128(start)), "end": .int(Int128(end)), "attributes": .object(attributes),
            "events": .array(
                events.map {
                    ["name": .string($0.name), "time": .int(Int128($0.time)), "attributes": .object($0.attributes)]
                }),
        ]
        if case .error(let message) = status { object["error"] = .string(message) }
        return .object(object)
    }

    /// nil for what `json` did not write.
    package init?(_ json: JSON) {
        guard let name = json["name"]?.string, let traceparent = json["traceparent"]?.string,
            let context = SpanContext(traceparent: traceparent, tracestate: json["tracestate"]?.string),
            let start = json["start"]?.int, let end = json["end"]?.int, end >= start,
            let attributes = json["attributes"]?.object, let events = json["events"]?.array
        else { return nil }
        self.name = name
        self.context = context
        parentSpanID = json["parent"]?.string.flatMap { UInt64($0, radix: 16) }
        self.start = Int64(start)
        self.end = Int64(end)
        self.attributes = attributes
        self.events = []
        for event in events {
            guard let name = event["name"]?.string, let time = event["time"]?.int,
                let attributes = event["attributes"]?.object
            else { return nil }
            self.events.append(Event(name: name, time: Int64(time), attributes: attributes))
        }
        status = json["error"]?.string.map { .error($0) } ?? .unset
    }
}
