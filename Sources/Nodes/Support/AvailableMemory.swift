internal import Glibc

/// The memory in bytes that can still be used without swapping, as the kernel estimates it; `Int.max` if it does not say.
func availableMemory() -> Int {
    guard let file = fopen("/proc/meminfo", "r") else { return .max }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard text.hasPrefix("MemAvailable:") else { continue }
        let kilobytes = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return kilobytes > 0 ? kilobytes * 1024 : .max
    }
    return .max
}
