/// Texts of tokens, as bytes, and the way back from a text to its token.
///
/// The texts lie one behind the other; a table with open addressing finds them by their hash, which a search for all
/// tokens at a place of a text makes byte by byte.
struct TokenTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text begins, and the end of the last.
    private var starts: [UInt32] = [0]
    /// A token and 1; 0 is free.
    private var slots: [UInt32] = []
    /// Of the longest text.
    private(set) var longest = 0

    var count: Int { starts.count - 1 }

    /// - Parameter isFound: whether the text of a token leads to it. Of equal texts the first one counts.
    init(_ texts: some Sequence<some Collection<UInt8>>, isFound: (Int) -> Bool = { _ in true }) {
        for text in texts {
            bytes.append(contentsOf: text)
            starts.append(UInt32(bytes.count))
        }
        build(isFound)
    }

    /// - Parameters:
    ///   - texts: each ended by a zero byte
    init(zeroTerminated texts: ArraySlice<UInt8>, isFound: (Int) -> Bool = { _ in true }) {
        bytes.reserveCapacity(texts.count)
        for byte in texts {
            if byte == 0 { starts.append(UInt32(bytes.count)) } else { bytes.append(byte) }
        }
        build(isFound)
    }

    private mutating func build(_ isFound: (Int) -> Bool) {
        var size = 16
        while size < 2 * count { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for token in 0..<count where isFound(token) {
            let range = range(token)
            longest = max(longest, range.count)
            guard !range.isEmpty, self.token(bytes[range]) == nil else { continue }
            var slot = slot(Hash(bytes[range]))
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(token + 1)
        }
    }

    private func range(_ token: Int) -> Range<Int> { Int(starts[token])..<Int(starts[token + 1]) }

    func text(_ token: Int) -> ArraySlice<UInt8> { bytes[range(token)] }

    /// FNV-1a, a byte at a time.
    struct Hash {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

        init() {}
        init(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }
        mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    private func slot(_ hash: Hash) -> Int {
        Int(truncatingIfNeeded: hash.value ^ hash.value >> 29) & (slots.count - 1)
    }

    /// The token of a text, if there is one.
    func token(_ text: ArraySlice<UInt8>) -> Int? { token(text, Hash(text)) }

    /// The same for a text whose hash is known.
    func token(_ text: ArraySlice<UInt8>, _ hash: Hash) -> Int? {
        var slot = slot(hash)
        while slots[slot] != 0 {
            let token = Int(slots[slot] - 1)
            let range = range(token)
            if range.count == text.count, bytes[range].elementsEqual(text) { return token }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
