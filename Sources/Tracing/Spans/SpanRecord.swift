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

        package init(name: String, time: Int64, attributes: JSONObject) {
            self.name = name
            self.time = time
            self.attributes = attributes
        }
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

    package init(
        name: String, context: SpanContext, parentSpanID: UInt64?, start: Int64, end: Int64, attributes: JSONObject,
        events: [Event], status: Status
    ) {
        self.name = name
        self.context = context
        self.parentSpanID = parentSpanID
        self.start = start
        self.end = end
        self.attributes = attributes
        self.events = events
        self.status = status
    }

    package var seconds: Double { Double(end - start) / 1e9 }
}
