internal import CSystem
internal import Glibc

/// Room for deep work on threads of the host, whose stacks may be as small as coroutines have them.
package enum StackRoom {
    /// Bytes that everything here gets along with: the deepest JSON, loading a model, letting go of nested values.
    private static let enough = 256 << 10

    /// Whether the calling thread has it.
    package static var isEnough: Bool { cs_stack_left() >= enough }

    /// What a helping thread takes over of the one that waits for it.
    private struct Work: @unchecked Sendable {
        let body: () -> Void
    }

    /// Runs `body` on a thread of its own, and waits for it.
    package static func elsewhere<R>(_ body: @escaping () -> R) throws(SystemError) -> R {
        var result: R?
        let work = Work { result = body() }
        try Thread("comfy-call") { work.body() }.join()
        return result!
    }
}
