internal import CEngine
internal import Glibc

/// An eventfd as a flag that `poll` and its kin can wait for.
struct WakeupDescriptor: ~Copyable, Sendable {
    let descriptor: Int32

    init() throws(EngineError) {
        descriptor = ce_event_make()
        guard descriptor >= 0 else {
            throw EngineError(.outOfResources, "cannot make an eventfd: \(String(cString: strerror(errno)))")
        }
    }

    /// Makes it readable.
    func raise() { ce_event_raise(descriptor) }

    /// Makes it unreadable.
    func lower() { ce_event_lower(descriptor) }

    deinit { close(descriptor) }
}
