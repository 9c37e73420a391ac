internal import Glibc

/// Standard output and standard error.
enum Terminal {
    static func print(_ line: String) { write(line + "\n", STDOUT_FILENO) }
    static func complain(_ line: String) { write(line + "\n", STDERR_FILENO) }
    /// Without a line end.
    static func show(_ text: String) { write(text, STDERR_FILENO) }

    static let showsProgress = isatty(STDERR_FILENO) == 1

    private static func write(_ text: String, _ descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, rest.count > 0 {
                let count = Glibc.write(descriptor, start, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

/// Whether the user wants to stop: set by SIGINT and SIGTERM, which the engine's threads do not take.
enum Interruption {
    // Written in a signal handler, where nothing but a plain store is allowed.
    nonisolated(unsafe) private static var signal: sig_atomic_t = 0

    static var isRequested: Bool { signal != 0 }

    static func install() {
        for number in [SIGINT, SIGTERM] {
            Glibc.signal(number) { _ in
                // The second time, the signal means what it says.
                if Interruption.signal != 0 { _exit(130) }
                Interruption.signal = 1
            }
        }
        Glibc.signal(SIGPIPE, SIG_IGN)
    }
}
