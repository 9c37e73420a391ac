/// NumPy's older random generator: the same numbers as `numpy.random.seed(seed)`, `permutation` and `randint` give.
///
/// Source of the facts: numpy/numpy, numpy/random/_mt19937.pyx (seeding by one integer), src/distributions/distributions.c
/// (numbers below a bound by a mask).
package struct NumPyGenerator: Sendable {
    private var engine: MersenneTwister

    package init(seed: UInt32) { engine = MersenneTwister(seed: seed) }

    /// 0...most, which is not negative.
    private mutating func interval(_ most: UInt32) -> Int {
        guard most > 0 else { return 0 }
        let mask = UInt32.max >> UInt32(most.leadingZeroBitCount)
        while true {
            let value = engine.nextUInt32() & mask
            if value <= most { return Int(value) }
        }
    }

    /// `randint(0, bound)`
    package mutating func integer(below bound: Int) -> Int { interval(UInt32(clamping: bound - 1)) }

    /// `permutation(count)`
    package mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for place in stride(from: count - 1, to: 0, by: -1) { order.swapAt(place, interval(UInt32(clamping: place))) }
        return order
    }
}
