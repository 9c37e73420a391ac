internal import Glibc
internal import Synchronization

/// A message for people, and what it is about for programs.
package struct LogRecord: Sendable {
    package var level: Log.Level
    /// One line.
    package var message: String
    /// A JSON object: "prompt_id", "node_id", "seconds", ...
    package var fields: String
    /// Since 1970.
    package var milliseconds: Int64
}

/// Where messages for people go: nowhere, until the host asks.
package enum Log {
    package enum Level: Int, Sendable, Comparable {
        case none, error, warning, info, debug
        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// The host's callback and who is inside it.
    private final class Sink: Sendable {
        let level: Level
        let handler: @Sendable (LogRecord) -> Void
        let inside = Monitor(0)

        init(_ level: Level, _ handler: @escaping @Sendable (LogRecord) -> Void) {
            self.level = level
            self.handler = handler
        }
    }

    private struct State {
        var sink: Sink?
        /// What clients want to have on standard output, each the least important level.
        var printers: [Level] = []

        var printed: Level { printers.max() ?? .none }
        var threshold: Level { max(sink?.level ?? .none, printed) }
    }

    /// The child of a fork has the handler too, and none of the clients that print.
    private static let state = ProcessLock(State()) { state in
        state.sink = state.sink.map { Sink($0.level, $0.handler) }
        state.printers = []
        threshold.store(state.threshold.rawValue, ordering: .relaxed)
    }
    /// What `state` lets through, to be looked at without its lock.
    private static let threshold = Atomic<Int>(Level.none.rawValue)
    /// Up while the calling thread is inside a handler.
    private static let isInside = ThreadFlag()

    /// Whether the calling thread is inside a handler.
    package static var isInsideHandler: Bool { isInside.isRaised }

    /// Runs `body` as a part of what a handler does on another thread.
    package static func asInsideHandler(_ body: () -> Void) { isInside.whileRaised(body) }

    /// Sends messages of `level` and above in importance to `handler`, in place of the former one; when this returns,
    /// the former runs no more, unless the call comes from a handler.
    package static func setHandler(_ level: Level, _ handler: (@Sendable (LogRecord) -> Void)?) {
        let former = state.withLock { state in
            let former = state.sink
            state.sink = handler.flatMap { level == .none ? nil : Sink(level, $0) }
            threshold.store(state.threshold.rawValue, ordering: .relaxed)
            return former
        }
        guard let former, !isInside.isRaised else { return }
        _ = former.inside.wait { $0 == 0 ? true : nil }
    }

    /// Writes messages to standard output too, until as many calls of `stopPrinting` with the level.
    package static func startPrinting(_ level: Level) {
        state.withLock { state in
            state.printers.append(level)
            threshold.store(state.threshold.rawValue, ordering: .relaxed)
        }
    }

    package static func stopPrinting(_ level: Level) {
        state.withLock { state in
            if let index = state.printers.firstIndex(of: level) { state.printers.remove(at: index) }
            threshold.store(state.threshold.rawValue, ordering: .relaxed)
        }
    }

    package static func error(_ message: @autoclosure () -> String) { write(.error, message) }
    package static func warning(_ message: @autoclosure () -> String) { write(.warning, message) }
    package static func info(_ message: @autoclosure () -> String) { write(.info, message) }

    /// The fields of a message that has none.
    package static let noFields = "{}"

    /// What somebody wants to hear.
    package static var level: Level { Level(rawValue: threshold.load(ordering: .relaxed)) ?? .none }

    /// Where `Formats` is at hand, `error` and the others take the fields as a `JSONObject` too.
    ///
    /// - Parameter fields: a JSON object.
    package static func write(_ level: Level, _ message: () -> String, fields: () -> String = { noFields }) {
        guard level.rawValue <= threshold.load(ordering: .relaxed) else { return }
        // A handler whose own calls log would call itself for ever.
        guard !isInside.isRaised else { return }
        let record = LogRecord(
            level: level, message: message().replacingLineEnds(), fields: fields(), milliseconds: Clock.milliseconds())
        let (current, isPrinted) = state.withLock { state -> (Sink?, Bool) in
            let isPrinted = level <= state.printed
            guard let sink = state.sink, level <= sink.level else { return (nil, isPrinted) }
            sink.inside.withLock { $0 += 1 }
            return (sink, isPrinted)
        }
        if isPrinted { print(record) }
        guard let current else { return }
        isInside.whileRaised { current.handler(record) }
        current.inside.update { $0 -= 1 }
    }

    /// One line in one piece, so that those of several threads do not mix.
    private static func print(_ record: LogRecord) {
        var line = "[\(record.level.name)] \(record.message)"
        if record.fields != noFields { line += " \(record.fields)" }
        line += "\n"
        line.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                guard count > 0 || errno == EINTR else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(count, 0)))
            }
        }
    }
}

extension Log.Level {
    fileprivate var name: String { "\(self)".uppercased() }
}

extension String {
    /// One line: line ends become spaces.
    fileprivate func replacingLineEnds() -> String {
        contains(where: \.isNewline) ? String(map { $0.isNewline ? " " : $0 }) : self
    }
}
