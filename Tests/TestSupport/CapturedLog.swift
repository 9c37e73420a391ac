package import System

/// The process has one handler of log messages: one test at a time listens.
package enum CapturedLog {
    private static let turn = Lock(())

    /// What is said while `body` runs, by it and by whatever runs beside it.
    package static func records(_ level: Log.Level, _ body: () throws -> Void) rethrows -> [LogRecord] {
        try turn.withLock { _ in
            let seen = Lock<[LogRecord]>([])
            Log.setHandler(level) { record in
                Log.error("a handler that logs does not call itself")
                seen.withLock { $0.append(record) }
            }
            defer { Log.setHandler(.none, nil) }
            try body()
            return seen.withLock { $0 }
        }
    }
}
