internal import Glibc
internal import Synchronization
internal import System

/// Standard output and standard error.
enum Terminal {
    /// Gives standard streams that are closed their numbers back, before something else gets them that would then be
    /// written to. They stay useless: reading and writing there fail as they do where nothing is open.
    static func claimStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    static func print(_ line: String) throws(CommandError) {
        let code = write(line + "\n", STDOUT_FILENO)
        guard code == 0 else {
            throw CommandError(status: 1, message: "cannot write the output: \(String(cString: strerror(code)))")
        }
    }
    static func complain(_ line: String) { _ = write(line + "\n", STDERR_FILENO) }
    /// Without a line end.
    static func show(_ text: String) { _ = write(text, STDERR_FILENO) }

    /// Tells what is good to know, unless the user does not want to.
    static func note(_ line: String) {
        if !isQuiet { complain("libcomfy: \(line)") }
    }

    /// Has the library's messages shown, unless the user does not want them.
    static func showMessages(from level: Log.Level) {
        Log.setHandler(isQuiet ? .none : level) { record in
            // How a prompt ends is told at its end.
            guard !record.fields.contains("\"exception_type\"") else { return }
            complain("libcomfy: \(record.level): \(record.message)")
        }
    }

    private static let quiet = Atomic<Bool>(false)
    /// Whether notes are kept back.
    static var isQuiet: Bool {
        get { quiet.load(ordering: .relaxed) }
        set { quiet.store(newValue, ordering: .relaxed) }
    }

    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Characters in a line of standard error.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

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
    /// As shells have it: 128 and the signal's number. nil without a signal.
    static var status: Int32? { signal == 0 ? nil : 128 + Int32(signal) }

    static func install() {
        for number in [SIGINT, SIGTERM] {
            Glibc.signal(number) { number in
                // The second time, the signal means what it says.
                if Interruption.signal != 0 { _exit(128 + number) }
                Interruption.signal = sig_atomic_t(number)
            }
        }
        Glibc.signal(SIGPIPE, SIG_IGN)
    }
}
