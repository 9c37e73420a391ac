/// What is told beside a result: of something in a file or a prompt that was left out or not done as it says.
///
/// Whoever has work done listens, on the thread that does it, and knows whose work it is; whoever does it need not.
package enum Warnings {
    private final class Listener {
        let hear: (String) -> Void
        init(_ hear: @escaping (String) -> Void) { self.hear = hear }
    }

    private static let current = ThreadLocal<Listener>()

    /// Tells whoever listens on this thread; the log, if nobody does.
    package static func tell(_ message: String) {
        if let listener = current.object { listener.hear(message) } else { Log.warning(message) }
    }

    /// Runs `body`, and has `listener` hear what it tells on this thread, in the place of whoever listened before.
    package static func heard<R, E: Error>(
        by listener: @escaping (String) -> Void, _ body: () throws(E) -> R
    ) throws(E) -> R {
        let outer = current.object
        current.object = Listener(listener)
        defer { current.object = outer }
        return try body()
    }

    /// Runs `body` and keeps what it tells, as much as is told of one piece of work.
    package static func kept<R, E: Error>(_ kept: inout [String], _ body: () throws(E) -> R) throws(E) -> R {
        let heard = Heard()
        defer { kept = heard.messages }
        return try Warnings.heard(by: heard.take, body)
    }

    /// Of one thread.
    private final class Heard {
        var messages: [String] = []
        private var room = WarningRoom()

        func take(_ message: String) { if let message = room.admit(message) { messages.append(message) } }
    }
}
