internal import System

/// Joins neighbours in a text, the best pair first and of equal ones the leftmost, until none can be joined.
enum PairJoining {
    /// A stretch of the text.
    struct Symbol {
        var start: Int
        var end: Int
        /// Nil where it is no token.
        var token: Int?
    }

    /// A pair that could be joined.
    private struct Candidate: Comparable {
        let rank: UInt64
        /// Of the left one.
        let place: Int
        let end: Int
        let token: Int

        static func < (a: Candidate, b: Candidate) -> Bool {
            a.rank != b.rank ? a.rank < b.rank : a.place < b.place
        }
    }

    /// What a pair becomes, and how early it is joined: the lowest rank first.
    typealias Pair = (_ left: Symbol, _ right: Symbol) -> (rank: UInt64, token: Int)?

    /// n log n in the number of symbols.
    static func joined(_ symbols: [Symbol], _ pair: Pair) -> [Symbol] {
        guard symbols.count > 1 else { return symbols }
        var symbols = symbols
        let last = symbols.count - 1
        // A linked list of those left; a joined pair lives on at its left place, the right one's end becomes -1.
        var previous = Array(-1..<last)
        var next = Array(1...(last + 1))
        var candidates = MinHeap<Candidate>()
        func consider(_ left: Int) {
            let right = next[left]
            guard right <= last, let joined = pair(symbols[left], symbols[right]) else { return }
            candidates.insert(
                Candidate(rank: joined.rank, place: left, end: symbols[right].end, token: joined.token))
        }
        var pulse = CancellationPulse()
        for left in 0..<last {
            if pulse.ends() { return [] }
            consider(left)
        }
        while let candidate = candidates.popMin() {
            if pulse.ends() { return [] }
            let left = candidate.place
            let right = next[left]
            // Either half may have been joined to something else since.
            guard symbols[left].end >= 0, right <= last, symbols[right].end == candidate.end else { continue }
            symbols[left].end = candidate.end
            symbols[left].token = candidate.token
            symbols[right].end = -1
            next[left] = next[right]
            if next[left] <= last { previous[next[left]] = left }
            if previous[left] >= 0 { consider(previous[left]) }
            consider(left)
        }
        return symbols.filter { $0.end >= 0 }
    }
}
