/// The places of a loop that nobody can throw out of: it ends early once the work that the calling thread does is
/// cancelled. What is unfinished then is nobody's any more (`Refusal.halts`).
///
/// Public, as `Tensor` is.
public struct HaltingRange: Sequence, IteratorProtocol {
    /// Elements between two looks at the cancellation: a few milliseconds of the slowest arithmetic.
    @usableFromInline static let distance = 1 << 17

    @usableFromInline var at: Int
    @usableFromInline var nextLook: Int
    @usableFromInline let end: Int
    @usableFromInline let places: Int

    @usableFromInline init(_ range: Range<Int>, each cost: Int) {
        (at, nextLook, end) = (range.lowerBound, range.lowerBound, range.upperBound)
        places = Swift.max(Self.distance / Swift.max(cost, 1), 1)
    }

    @inlinable public mutating func next() -> Int? {
        if at == nextLook && !look() { return nil }
        defer { at += 1 }
        return at
    }

    /// Whether the loop goes on.
    @usableFromInline mutating func look() -> Bool {
        guard at < end, !Refusal.halts() else { return false }
        nextLook = Swift.min(at + places, end)
        return true
    }
}

/// The same as ranges of places, for loops that are to stay as fast as the compiler makes plain ones.
public struct HaltingStretches: Sequence, IteratorProtocol {
    private var at: Int
    private let end: Int
    private let places: Int

    init(_ range: Range<Int>, each cost: Int) {
        (at, end) = (range.lowerBound, range.upperBound)
        places = Swift.max(HaltingRange.distance / Swift.max(cost, 1), 1)
    }

    public mutating func next() -> Range<Int>? {
        guard at < end, !Refusal.halts() else { return nil }
        defer { at += places }
        return at..<Swift.min(at + places, end)
    }
}

extension Range<Int> {
    /// - Parameter cost: how many elements a place stands for.
    @inlinable public func halting(each cost: Int = 1) -> HaltingRange { HaltingRange(self, each: cost) }

    public func haltingStretches(each cost: Int = 1) -> HaltingStretches { HaltingStretches(self, each: cost) }
}
