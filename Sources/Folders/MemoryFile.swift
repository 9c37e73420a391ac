internal import Synchronization

/// A file that the host keeps in memory.
///
/// `@unchecked Sendable`: the memory belongs to the host, who promised not to change it until `release` has run;
/// here it is only read.
package final class MemoryFile: @unchecked Sendable {
    package let pointer: UnsafeRawPointer
    package let size: Int
    /// No two files of a process have the same.
    package let serial: Int
    private static let lastSerial = Atomic<Int>(0)
    private let release: @Sendable () -> Void

    /// `release` runs once, when nothing uses the memory any more.
    package init(pointer: UnsafeRawPointer, size: Int, release: @escaping @Sendable () -> Void) {
        self.pointer = pointer
        self.size = size
        serial = Self.lastSerial.add(1, ordering: .relaxed).newValue
        self.release = release
    }

    deinit { release() }
}
