internal import Glibc

/// What this process occupies, by /proc.
enum ProcessMemory {
    /// Bytes that were resident at most since the start or the last `resetPeak`.
    static var peak: Int { kilobytes("VmHWM:") * 1024 }
    /// Bytes that are resident.
    static var resident: Int { kilobytes("VmRSS:") * 1024 }

    /// Begins anew with the peak, so that what was done to prepare a measurement does not count.
    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "5", 1)
        close(descriptor)
    }

    private static func kilobytes(_ field: String) -> Int {
        guard let file = fopen("/proc/self/status", "re") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.count > 1, words[0] == field { return Int(words[1]) ?? 0 }
        }
        return 0
    }
}
