internal import System

/// The files that one model is spread over: those that an index names (Hugging Face's `model.safetensors.index.json`), or
/// the siblings of one that is numbered (`model-00001-of-00003.safetensors`).
struct ShardList {
    let paths: [String]
    /// The weights that have to be there and their files, where an index says so.
    private(set) var index: [String: String] = [:]

    private static let maximumShards = 1000
    private static let maximumIndexSize = 64 << 20

    /// Nil for a file that stands alone.
    init?(path: String) throws(FormatError) {
        if path.hasSuffix(".index.json") {
            (paths, index) = try Self.indexed(path)
        } else if let siblings = Self.siblings(of: path) {
            paths = siblings
        } else {
            return nil
        }
    }

    private static func indexed(_ path: String) throws(FormatError) -> ([String], [String: String]) {
        let file = try ModelFileBytes(path: path, isMapped: false)
        let json: JSON
        do {
            json = try JSON(
                parsing: Array(file.bytes), limits: JSON.Limits(bytes: maximumIndexSize, depth: 8, values: 1 << 20))
        } catch {
            throw FormatError(.malformed, "\(path): not a list of shards: \(error.message)")
        }
        guard let map = (json["weight_map"] ?? json).object, !map.isEmpty else {
            throw FormatError(.malformed, "\(path): not a list of shards")
        }
        var index: [String: String] = [:]
        for (weight, file) in map {
            guard let file = file.string, !file.isEmpty, !file.utf8.contains(UInt8(ascii: "/")), file != "..",
                file != "."
            else { throw FormatError(.malformed, "\(path): \(weight) lies in something that is no file beside it") }
            index[weight] = file
        }
        let names = Set(index.values).sorted()
        guard names.count <= maximumShards else { throw FormatError(.tooLarge, "\(path): \(names.count) shards") }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return (names.map { folder + $0 }, index)
    }

    /// `...-00001-of-00003.ending`
    private static func siblings(of path: String) -> [String]? {
        let bytes = Array(path.utf8)
        let mark = Array("-of-".utf8)
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 15 else { return nil }
        let (number, total) = (bytes[dot - 14..<dot - 9], bytes[dot - 5..<dot])
        guard bytes[dot - 15] == UInt8(ascii: "-"), Array(bytes[dot - 9..<dot - 5]) == mark,
            (number + total).allSatisfy({ (48...57).contains($0) }),
            let count = Int(String(decoding: total, as: UTF8.self)), (1...maximumShards).contains(count)
        else { return nil }
        let (head, tail) = (
            String(decoding: bytes[..<(dot - 14)], as: UTF8.self), String(decoding: bytes[dot...], as: UTF8.self)
        )
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: 5 - digits.count) + digits
        }
        return (1...count).map { "\(head)\(padded($0))-of-\(padded(count))\(tail)" }
    }
}
