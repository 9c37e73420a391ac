internal import Glibc

/// Standard output and standard error.
enum Terminal {
    static func print(_ line: String) throws(CommandError) {
        let code = write(line + "\n", STDOUT_FILENO)
        guard code == 0 else {
            throw CommandError(status: 1, message: "cannot write the output: \(String(cString: strerror(code)))")
        }
    }
    static func complain(_ line: String) { _ = write(line + "\n", STDERR_FILENO) }
    /// Without a line end.
    static func show(_ text: String) { _ = write(text, STDERR_FILENO) }

    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Returns 0 or what went wrong.
    private static func write(_ text: String, _ descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, rest.count > 0 {
                let count = Glibc.write(descriptor, start, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return 0
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
