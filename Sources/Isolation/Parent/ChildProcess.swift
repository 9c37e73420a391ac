internal import CIsolation
internal import Configuration
internal import Glibc
internal import System

/// A process that this one has started and will collect.
///
/// It is only ever waited for by its own id, so a host's other children are left alone. A host that ignores SIGCHLD or
/// collects whatever ends takes the way it ended from us: then that is unknown.
final class ChildProcess: Sendable {
    enum Ending: Sendable, Equatable {
        case exited(Int)
        case signalled(Int)
        case unknown

        /// As in "the child process <description>".
        var description: String {
            switch self {
            case .exited(let code): return "exited with code \(code)"
            case .signalled(let signal):
                let name = ci_signal_name(Int32(signal)).map { " (SIG\(String(cString: $0)))" } ?? ""
                let hint = signal == Int(SIGKILL) ? ", as the system does when memory runs out" : ""
                return "was ended by signal \(signal)\(name)\(hint)"
            case .unknown: return "ended, nobody knows how, because the host collects its child processes itself"
            }
        }
    }

    let id: pid_t
    private let descriptor: Int32
    /// What it writes to standard error: memory of a fixed size, so that it fills no disk and blocks nobody.
    private let errors: Int32
    private let ending = Monitor<Ending?>(nil)

    private static let errorsSize = 16 << 10

    /// Starts a program that talks over `socket`. The thread that calls is its parent: the system kills it when that
    /// thread ends.
    init(path: String, socket: Int32) throws(EngineError) {
        errors = ci_memory_make(Self.errorsSize, 1)
        guard errors >= 0 else {
            throw EngineError(.outOfResources, "cannot make shared memory: \(String(cString: strerror(errno)))")
        }
        var process = pid_t()
        let status = ci_process_start(&process, path, socket, errors)
        guard status == 0 else {
            close(errors)
            throw EngineError(
                .outOfResources, "cannot start the worker process \(path): \(String(cString: strerror(status)))")
        }
        id = process
        descriptor = ci_process_open(process)
    }

    deinit {
        close(errors)
        if descriptor >= 0 { close(descriptor) }
    }

    func kill() {
        ending.withLock { ending in
            // Once it is collected its number may be another's.
            if ending == nil { ci_process_kill(id, descriptor) }
        }
    }

    /// Collects it if it ends in that time; nil if it still runs. One thread at a time.
    func wait(milliseconds: Int) -> Ending? {
        if let known = ending.withLock({ $0 }) { return known }
        var detail: Int32 = 0
        let result: Ending? =
            switch Int(ci_process_wait(id, descriptor, Int32(milliseconds), &detail)) {
            case CI_PROCESS_RUNS: nil
            case CI_PROCESS_EXITED: .exited(Int(detail))
            case CI_PROCESS_SIGNALLED: .signalled(Int(detail))
            default: .unknown
            }
        ending.withLock { $0 = result }
        return result
    }

    /// The end of what it wrote to standard error, on one line; empty if it said nothing.
    var lastWords: String {
        var buffer = [UInt8](repeating: 0, count: Self.errorsSize)
        let count = pread(errors, &buffer, buffer.count, 0)
        let text = String(decoding: buffer.prefix(max(count, 0)).prefix { $0 != 0 }, as: UTF8.self)
        let lines = text.split { $0.isNewline }
        return lines.suffix(3).joined(separator: " ").suffix(500).description
    }
}
