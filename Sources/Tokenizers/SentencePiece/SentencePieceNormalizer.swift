internal import System

/// Brings a text to the form that a SentencePiece vocabulary is made of (google/sentencepiece, src/normalizer.cc):
/// characters are replaced by the map, blanks become U+2581, and one may be put before the text.
struct SentencePieceNormalizer: Sendable {
    let map: CharacterMap?
    let addsBlank: Bool
    let removesBlanks: Bool
    let escapesBlanks: Bool
    /// Pieces that are left as they are.
    let userDefined: TokenTable?

    private static let space = UInt8(ascii: " ")
    private static let escaped = Array("▁".utf8)

    private var blank: [UInt8] { escapesBlanks ? Self.escaped : [Self.space] }

    func normalized(_ text: [UInt8]) -> [UInt8] {
        var rest = text[...]
        var pulse = CancellationPulse()
        if removesBlanks {
            while !rest.isEmpty, !pulse.ends() {
                let (length, by) = replaced(rest)
                guard by.elementsEqual([Self.space]) else { break }
                rest = rest.dropFirst(length)
            }
        }
        guard !rest.isEmpty else { return [] }
        var result = addsBlank ? blank : []
        var followsBlank = removesBlanks
        while !rest.isEmpty, !pulse.ends() {
            let (length, by) = replaced(rest)
            var part = by
            if followsBlank { part = part.drop { $0 == Self.space } }
            for byte in part {
                if byte == Self.space { result += blank } else { result.append(byte) }
            }
            if let last = part.last { followsBlank = removesBlanks && last == Self.space }
            rest = rest.dropFirst(length)
        }
        if removesBlanks {
            while !result.isEmpty, result.suffix(blank.count).elementsEqual(blank) { result.removeLast(blank.count) }
        }
        return result
    }

    /// How many bytes at the beginning of a text become what.
    private func replaced(_ text: ArraySlice<UInt8>) -> (length: Int, by: ArraySlice<UInt8>) {
        if let length = userDefined.flatMap({ Self.longestPrefix(text, $0) }) { return (length, text.prefix(length)) }
        if let found = map?.replacement(of: text, isLongest: true) { return found }
        var length = 1
        while length < text.count, text[text.startIndex + length] & 0xC0 == 0x80 { length += 1 }
        return (length, text.prefix(length))
    }

    /// The longest text of a table that a text begins with.
    static func longestPrefix(_ text: ArraySlice<UInt8>, _ table: TokenTable) -> Int? {
        var hash = TokenTable.Hash()
        var found: Int?
        for length in 1...max(1, min(text.count, table.longest)) where length <= text.count {
            hash.add(text[text.startIndex + length - 1])
            if table.token(text.prefix(length), hash) != nil { found = length }
        }
        return found
    }
}
