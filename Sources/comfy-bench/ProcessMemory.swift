internal import Glibc

/// What this process and its children occupy, by /proc.
enum ProcessMemory {
    /// Bytes that were resident at most since the start or the last `resetPeak`.
    static var peak: Int { bytes("VmHWM:", of: "self") }
    /// Bytes that are resident.
    static var resident: Int { bytes("VmRSS:", of: "self") }

    /// Pages that this process had to be given when it touched them, so far.
    static var faults: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_minflt
    }

    /// Bytes that the processes which this one has started, and which still run, had resident at most, together. Memory
    /// that they share counts once for each.
    static var childrenPeak: Int { children.reduce(0) { $0 + bytes("VmHWM:", of: $1) } }

    /// Begins anew with the peak, so that what was done to prepare a measurement does not count.
    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "5", 1)
        close(descriptor)
    }

    private static var children: [String] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var result: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let id = Int(name), id > 0, number("PPid:", of: name) == Int(getpid()) { result.append(name) }
        }
        return result
    }

    private static func number(_ field: String, of process: String) -> Int? {
        guard let file = fopen("/proc/\(process)/status", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.count > 1, words[0] == field { return Int(words[1]) }
        }
        return nil
    }

    private static func bytes(_ field: String, of process: String) -> Int { (number(field, of: process) ?? 0) * 1024 }
}
