internal import Glibc
internal import Synchronization

/// Where messages for people go: nowhere, until the host asks.
package enum Log {
    package enum Level: Int, Sendable, Comparable {
        case none, error, warning, info, debug
        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// The host's callback and who is inside it.
    private final class Sink: Sendable {
        let level: Level
        let handler: @Sendable (Level, String) -> Void
        let inside = Monitor(0)

        init(_ level: Level, _ handler: @escaping @Sendable (Level, String) -> Void) {
            self.level = level
            self.handler = handler
        }
    }

    private static let sink = Monitor<Sink?>(nil)
    /// What `sink` lets through, to be looked at without its lock.
    private static let threshold = Atomic<Int>(Level.none.rawValue)
    /// Non-null while the calling thread is inside a handler.
    private static let insideKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Sends messages of `level` and above in importance to `handler`, in place of the former one; when this returns,
    /// the former runs no more, unless the call comes from a handler.
    package static func setHandler(_ level: Level, _ handler: (@Sendable (Level, String) -> Void)?) {
        let former = sink.withLock { sink in
            let former = sink
            sink = handler.flatMap { level == .none ? nil : Sink(level, $0) }
            threshold.store((sink?.level ?? .none).rawValue, ordering: .relaxed)
            return former
        }
        guard let former, pthread_getspecific(insideKey) == nil else { return }
        _ = former.inside.wait { $0 == 0 ? true : nil }
    }

    package static func error(_ message: @autoclosure () -> String) { write(.error, message) }
    package static func warning(_ message: @autoclosure () -> String) { write(.warning, message) }
    package static func info(_ message: @autoclosure () -> String) { write(.info, message) }
    package static func debug(_ message: @autoclosure () -> String) { write(.debug, message) }

    private static func write(_ level: Level, _ message: () -> String) {
        guard level.rawValue <= threshold.load(ordering: .relaxed) else { return }
        // A handler whose own calls log would call itself for ever.
        guard pthread_getspecific(insideKey) == nil else { return }
        let text = message()
        let current: Sink? = sink.withLock { sink in
            guard let sink, level <= sink.level else { return nil }
            sink.inside.withLock { $0 += 1 }
            return sink
        }
        guard let current else { return }
        pthread_setspecific(insideKey, UnsafeRawPointer(bitPattern: 1))
        current.handler(level, text.replacingLineEnds())
        pthread_setspecific(insideKey, nil)
        current.inside.update { $0 -= 1 }
    }
}

extension String {
    /// One line: line ends become spaces.
    fileprivate func replacingLineEnds() -> String {
        contains(where: \.isNewline) ? String(map { $0.isNewline ? " " : $0 }) : self
    }
}
