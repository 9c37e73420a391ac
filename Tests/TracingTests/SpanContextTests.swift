import Formats
import System
import Testing

@testable import Tracing

@Suite struct SpanContextTests {
    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func readsAndWritesTheHeader() throws {
        let context = try #require(SpanContext(traceparent: Self.header, tracestate: "a=1,b@c=x y"))
        #expect(context.traceparent == Self.header && context.isSampled && context.traceState == "a=1,b@c=x y")
        let child = SpanContext(childOf: context)
        #expect(child.traceID == context.traceID && child.spanID != context.spanID)
        #expect(child.traceState == "a=1,b@c=x y" && child.isSampled)
        let unsampled = try #require(SpanContext(traceparent: Self.header.dropLast() + "0"))
        #expect(!unsampled.isSampled && !SpanContext(childOf: unsampled).isSampled)
        // A later version may have more parts.
        #expect(SpanContext(traceparent: "cc" + Self.header.dropFirst(2) + "-what") != nil)
    }

    @Test func rootsAreSampledAndDifferent() {
        let contexts = (0..<100).map { _ in SpanContext(childOf: nil) }
        #expect(Set(contexts.map(\.traceID)).count == 100 && Set(contexts.map(\.spanID)).count == 100)
        #expect(contexts.allSatisfy { $0.isSampled && SpanContext(traceparent: $0.traceparent) == $0 })
    }

    @Test(arguments: [
        "", "00-0-0-0", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ]) func refusesMalformedParents(header: String) {
        #expect(SpanContext(traceparent: header) == nil)
    }

    @Test(arguments: [
        ("a=1", true), ("a=1,b=2", true), (" a=1 ,\tb=2,", true), ("1a@sys-tem/x=~!#$", true), ("", false),
        ("a", false), ("=1", false), ("a=", false), ("A=1", false), ("a=1,a=2", false), ("a=b=c", false),
        ("a=é", false),
        (String(repeating: "k", count: 257) + "=1", false), ("a=" + String(repeating: "v", count: 257), false),
        ((0..<33).map { "k\($0)=1" }.joined(separator: ","), false),
        ((0..<32).map { "k\($0)=1" }.joined(separator: ","), true),
    ]) func traceStates(header: String, isValid: Bool) throws {
        #expect(TraceState.isValid(header) == isValid)
        let context = try #require(SpanContext(traceparent: Self.header, tracestate: header))
        #expect(context.traceState == (isValid ? header : ""))
    }
}
