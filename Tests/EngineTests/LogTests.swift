import Testing

@testable import Engine

@Suite(.serialized) struct LogTests {
    @Test func levelsAndReplacement() {
        let seen = Monitor<[String]>([])
        Log.setHandler(.warning) { level, message in
            Log.error("a handler that logs does not call itself")
            seen.withLock { $0.append("\(level) \(message)") }
        }
        Log.info("not this")
        Log.warning("this\nin one line")
        Log.setHandler(.none, nil)
        Log.error("nobody listens")
        // Other suites run beside this one and may have said something too.
        #expect(seen.withLock { $0.contains("warning this in one line") })
        #expect(!seen.withLock { $0.contains { $0.hasSuffix("not this") || $0.hasSuffix("nobody listens") } })
        #expect(!seen.withLock { $0.contains { $0.contains("call itself") } })
    }
}
