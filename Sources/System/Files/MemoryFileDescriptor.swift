internal import CSystem

/// Files in memory.
package enum MemoryFileDescriptor {
    /// A descriptor of one of so many bytes; negative if the system refuses.
    package static func make(_ name: String, _ byteCount: Int) -> Int32 { cs_memory_file(name, byteCount) }
}
