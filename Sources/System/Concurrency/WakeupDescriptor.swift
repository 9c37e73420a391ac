internal import CSystem
internal import Glibc

/// An eventfd as a flag that `poll` and its kin can wait for.
package struct WakeupDescriptor: ~Copyable, Sendable {
    package let descriptor: Int32

    package init() throws(SystemError) {
        descriptor = cs_event_make()
        guard descriptor >= 0 else {
            throw SystemError(.outOfResources, "cannot make an eventfd: \(String(cString: strerror(errno)))")
        }
    }

    /// Makes it readable.
    package func raise() { cs_event_raise(descriptor) }

    /// Makes it unreadable.
    package func lower() { cs_event_lower(descriptor) }

    deinit { close(descriptor) }
}
