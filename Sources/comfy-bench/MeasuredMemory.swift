internal import Glibc
internal import System

/// What this process and its children occupied during a measurement.
enum MeasuredMemory {
    /// Bytes that were resident at most since the start or the last `resetPeak`.
    static var peak: Int { ProcessMemory().peak }
    /// Bytes that are resident.
    static var resident: Int { ProcessMemory().resident }

    /// Pages that this process had to be given when it touched them, so far.
    static var faults: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_minflt
    }

    /// Bytes that the processes which this one has started, and which still run, had resident at most, together. Memory
    /// that they share counts once for each.
    static var childrenPeak: Int { children.reduce(0) { $0 + ProcessMemory(of: $1).peak } }

    /// Begins anew with the peak, so that what was done to prepare a measurement does not count.
    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "5", 1)
        close(descriptor)
    }

    private static var children: [Int] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var result: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let id = Int(name), SystemFile.field("PPid", of: "/proc/\(id)/status") == Int(getpid()) {
                result.append(id)
            }
        }
        return result
    }
}
