internal import CSystem

/// What the process does about memory that the system refuses where nobody can throw: in the Swift runtime and in C
/// libraries. Such a request is met from a reserve, and counted; whoever has the work done looks at the count.
package enum MemoryReserve {
    /// Has the reserve there, unless memory is still short.
    package static func fill() { cs_memory_reserve() }

    /// Requests of the calling thread that the system has refused so far.
    package static var refusals: Int { Int(cs_memory_refusals()) }

    /// Counts a refusal that becomes an error of another kind.
    package static func noteRefusal() { cs_memory_note_refusal() }

    /// Runs `body`, whose request of about so many bytes cannot be refused any more; nil if it is refused.
    package static func withAside<R, E: Error>(_ byteCount: Int, _ body: () throws(E) -> R) throws(E) -> R? {
        guard cs_memory_set_aside(byteCount) != 0 else { return nil }
        defer { cs_memory_put_back() }
        return try body()
    }
}
