internal import System

/// Calls into the host.
enum HostCall {
    private static let flag = ThreadFlag()

    /// Whether the current thread is inside one of the host's callbacks.
    static var isInside: Bool { flag.isRaised }

    /// Calls the host. The caller holds no lock. What the host does is no work of a prompt's: the library finishes what
    /// it is asked for there, whatever has been cancelled.
    static func perform(_ body: () -> Void) { Cancellation.whileNoneIsCurrent { flag.whileRaised(body) } }
}

/// A pointer of the host that goes along to its callbacks.
///
/// `@unchecked Sendable`: it is never looked behind here, only handed back.
struct HostPointer: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
}
