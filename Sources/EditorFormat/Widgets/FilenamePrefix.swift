/// Names of files with parts like "%KSampler.seed%", which stand for the value of a node's widget.
enum FilenamePrefix {
    /// Bytes: what is longer stays as it is, since no file can be called so.
    private static let longest = 1 << 16

    /// What no widget is known for stays.
    static func resolve(_ text: String, _ value: (_ node: String, _ widget: String) -> String?) -> String {
        let percent = UInt8(ascii: "%")
        let text = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        while let start = text[at...].firstIndex(of: percent), let end = text[(start + 1)...].firstIndex(of: percent) {
            result += text[at..<start]
            guard end > start + 1 else {
                // The second sign may begin a part
                result.append(percent)
                at = end
                continue
            }
            let parts = text[(start + 1)..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            let replaced = parts.count == 2 ? value(parts[0], parts[1]) : nil
            result += replaced.map { Array(safe($0).utf8) } ?? Array(text[start...end])
            at = end + 1
            guard result.count <= longest else { break }
        }
        result += text[at...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Without what a file's name must not have.
    private static func safe(_ value: String) -> String {
        String(
            decoding: value.utf8.map { byte in
                byte < 0x20 || byte == 0x7f || "/?<>\\:*|\"".utf8.contains(byte) ? UInt8(ascii: "_") : byte
            }, as: UTF8.self)
    }
}
