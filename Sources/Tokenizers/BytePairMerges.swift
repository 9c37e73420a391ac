internal import CTokenizerData
internal import System

/// CLIP's byte-pair encoding of one word: bytes are joined pair by pair, the earliest-learned pair first.
struct BytePairMerges: Sendable {
    /// The token of a byte inside a word; at a word's end it is 256 more.
    private let tokenOfByte: [UInt16]
    /// Open addressing over pairs of tokens: pair << 16 | merged token. 0 is free (no pair makes token 0).
    private let slots: [UInt64]

    private static let slotBits = 17

    init() {
        // GPT-2's byte alphabet: printable Latin-1 first, then the rest.
        var tokens = [UInt16](repeating: 0, count: 256)
        let isPrintable = { (b: Int) in (0x21...0x7E).contains(b) || (0xA1...0xAC).contains(b) || b >= 0xAE }
        let order = (0..<256).filter(isPrintable) + (0..<256).filter { !isPrintable($0) }
        for (token, byte) in order.enumerated() { tokens[byte] = UInt16(token) }
        tokenOfByte = tokens

        var slots = [UInt64](repeating: 0, count: 1 << Self.slotBits)
        let data = UnsafeBufferPointer(start: clip_merges, count: 4 * Int(CLIP_MERGES_COUNT))
        for i in 0..<Int(CLIP_MERGES_COUNT) {
            let left = UInt32(data[4 * i]) | UInt32(data[4 * i + 1]) << 8
            let right = UInt32(data[4 * i + 2]) | UInt32(data[4 * i + 3]) << 8
            let pair = left << 16 | right
            var slot = Self.firstSlot(pair)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt64(pair) << 16 | UInt64(512 + i)
        }
        self.slots = slots
    }

    private static func firstSlot(_ pair: UInt32) -> Int {
        Int((pair &* 0x9E37_79B1) >> UInt32(32 - slotBits))
    }

    /// What the pair becomes, nil when it is never joined. Lower results were learned earlier.
    private func merged(_ left: UInt16, _ right: UInt16) -> UInt16? {
        let pair = UInt32(left) << 16 | UInt32(right)
        var slot = Self.firstSlot(pair)
        while slots[slot] != 0 {
            if UInt32(truncatingIfNeeded: slots[slot] >> 16) == pair { return UInt16(truncatingIfNeeded: slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Appends the tokens of a word given as UTF-8. n log n in the word's length, for words of a megabyte exist.
    func encode(word: some Collection<UInt8>, into result: inout [Int]) {
        var tokens = word.map { tokenOfByte[Int($0)] }
        guard let last = tokens.indices.last else { return }
        tokens[last] += 256

        // A linked list of the tokens left; a joined pair lives on at its left place.
        var previous = Array(-1..<last)
        var next = Array(1...(last + 1))
        var candidates = MinHeap<UInt64>()
        func consider(_ left: Int, _ right: Int) {
            if let token = merged(tokens[left], tokens[right]) {
                candidates.insert(UInt64(token) << 40 | UInt64(left))
            }
        }
        var pulse = CancellationPulse()
        for i in 0..<last {
            if pulse.ends() { return }
            consider(i, i + 1)
        }

        while let candidate = candidates.popMin(), !pulse.ends() {
            let left = Int(candidate & 0xFF_FFFF_FFFF)
            let token = UInt16(candidate >> 40)
            let right = next[left]
            // Either half may have been joined to something else since.
            guard right >= 0, right <= last, merged(tokens[left], tokens[right]) == token else { continue }
            tokens[left] = token
            next[left] = next[right]
            next[right] = -1
            if next[left] <= last { previous[next[left]] = left }
            if previous[left] >= 0 { consider(previous[left], left) }
            if next[left] <= last { consider(left, next[left]) }
        }
        var i = 0
        while i <= last {
            result.append(Int(tokens[i]))
            i = next[i]
        }
    }
}
