internal import Glibc

/// A program that answers a line with a line.
final class AnsweringProgram {
    private let processID: pid_t
    private let input: UnsafeMutablePointer<FILE>
    private let output: UnsafeMutablePointer<FILE>

    /// Standard error stays ours.
    init(_ arguments: [String]) throws(BenchError) {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw BenchError("no pipes: \(String(cString: strerror(errno)))")
        }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // it does not inherit that we block signals
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var id = pid_t()
        let status = posix_spawnp(&id, arguments[0], &actions, &attributes, &pointers, environ)
        close(toChild[0])
        close(fromChild[1])
        guard status == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw BenchError("\(arguments[0]) cannot be run: \(String(cString: strerror(status)))")
        }
        // a child that has gone is seen by its missing answer
        signal(SIGPIPE, SIG_IGN)
        processID = id
        input = fdopen(toChild[1], "w")
        output = fdopen(fromChild[0], "r")
    }

    deinit {
        fclose(input)
        fclose(output)
        var status: Int32 = 0
        waitpid(processID, &status, 0)
    }

    /// The line that answers `line`; nil if there is none, since the program has ended.
    func ask(_ line: String) -> String? {
        guard fputs(line + "\n", input) >= 0, fflush(input) == 0 else { return nil }
        return readLine()
    }

    func readLine() -> String? {
        var text: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(text) }
        let count = getline(&text, &capacity, output)
        guard count > 0, let text else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
    }
}
