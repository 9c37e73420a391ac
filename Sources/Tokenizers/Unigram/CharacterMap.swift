internal import Formats

/// SentencePiece's precompiled character map: what sequences of bytes are replaced by, found in a double-array trie
/// (google/sentencepiece, src/normalizer.cc; s-yata/darts-clone).
struct CharacterMap: Sendable {
    private let units: [UInt32]
    /// Replacements, each ended by a zero byte.
    private let replacements: [UInt8]

    /// - Parameter name: what errors call it.
    init(_ data: some Collection<UInt8>, name: String) throws(FormatError) {
        var reader = VocabularyBytes(Array(data), name: name)
        let size = try reader.number()
        guard size % 4 == 0, size > 0 else {
            throw FormatError(.malformed, "\(name): a character map of \(size) bytes")
        }
        let trie = Array(try reader.take(size))
        units = stride(from: 0, to: size, by: 4).map { at in
            trie[at..<at + 4].reversed().reduce(UInt32(0)) { unit, byte in unit << 8 | UInt32(byte) }
        }
        replacements = Array(try reader.take(reader.rest))
        guard replacements.last == 0 else { throw FormatError(.malformed, "\(name): a character map without an end") }
    }

    /// How long a prefix of a text is replaced, and by what.
    ///
    /// - Parameter isLongest: whether the longest prefix counts, else the shortest.
    func replacement(of text: ArraySlice<UInt8>, isLongest: Bool) -> (length: Int, by: ArraySlice<UInt8>)? {
        var found: (length: Int, at: Int)?
        var node = Self.offset(units[0])
        for (index, byte) in text.enumerated() where byte != 0 {
            node ^= Int(byte)
            // what a damaged map leads to beyond its end is not there
            guard node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { break }
            let unit = units[node]
            node ^= Self.offset(unit)
            guard unit >> 8 & 1 == 1 else { continue }
            guard node < units.count else { break }
            found = (index + 1, Int(units[node] & 0x7FFF_FFFF))
            if !isLongest { break }
        }
        guard let found, found.at < replacements.count else { return nil }
        return (found.length, replacements[found.at...].prefix { $0 != 0 })
    }

    private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
