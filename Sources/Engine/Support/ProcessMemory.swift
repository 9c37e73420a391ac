internal import CEngine

/// What this process occupies.
struct ProcessMemory: Sendable {
    /// Bytes.
    var resident: UInt64 = 0
    var peak: UInt64 = 0

    static var current: ProcessMemory {
        var memory = ProcessMemory()
        ce_resident_bytes(&memory.resident, &memory.peak)
        return memory
    }
}
