/// What a process occupies; 0 where /proc does not say.
package struct ProcessMemory: Sendable {
    /// Bytes.
    package let resident: Int
    /// The most that it ever was.
    package let peak: Int

    /// - Parameter process: its number; nil is this one.
    package init(of process: Int? = nil) {
        let path = "/proc/\(process.map(String.init) ?? "self")/status"
        resident = (SystemFile.field("VmRSS", of: path) ?? 0) << 10
        peak = (SystemFile.field("VmHWM", of: path) ?? 0) << 10
    }
}
