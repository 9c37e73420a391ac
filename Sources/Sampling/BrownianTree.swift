internal import Glibc
internal import Tensors

/// torchsde's `BrownianTree`: a Brownian motion that is fixed by a seed, whose increments over any intervals agree
/// with each other.
///
/// The whole interval's increment is drawn; each interval is split in its middle, and the half's increment is drawn
/// from the Brownian bridge between its ends, with a generator seeded by the interval's place in the tree. Nothing is
/// kept: a query descends from the top.
///
/// Source of the facts: google-research/torchsde 0.2.6, torchsde/_brownian/brownian_interval.py and derived.py.
struct BrownianTree {
    private struct Interval {
        var start: Double
        var end: Double
        /// The place among the intervals of its depth.
        var key: UInt64 = 0
        var depth: UInt64 = 0
        var increment: Tensor
    }

    private let seed: UInt64
    private let top: Interval

    /// - Parameters:
    ///   - shape: of an increment.
    ///   - range: of times.
    init(shape: [Int], range: ClosedRange<Double>, seed: UInt64) {
        self.seed = seed
        let word = SeedSequence(entropy: seed, poolSize: Self.poolSize).state(1)[0]
        let deviation = Float((range.upperBound - range.lowerBound).squareRoot())
        top = Interval(
            start: Self.rounded(range.lowerBound), end: Self.rounded(range.upperBound),
            increment: Self.randn(shape, seed: word) * deviation)
    }

    /// The motion from time a to time b, a not after b; times beyond the ends count as the ends.
    func increment(from a: Double, to b: Double) -> Tensor {
        let (start, end) = (Self.rounded(max(a, top.start)), Self.rounded(min(b, top.end)))
        guard start < end else { return Tensor(zeros: top.increment.shape) }
        return increment(start, end, within: top)
    }

    private func increment(_ a: Double, _ b: Double, within interval: Interval) -> Tensor {
        var interval = interval
        while true {
            if a == interval.start && b == interval.end { return interval.increment }
            let (left, right) = halves(interval)
            if b <= left.end {
                interval = left
            } else if a >= left.end {
                interval = right
            } else {
                return increment(a, left.end, within: left) + increment(left.end, b, within: right)
            }
        }
    }

    private func halves(_ interval: Interval) -> (left: Interval, right: Interval) {
        let middle = Self.rounded(0.5 * (interval.end + interval.start))
        let word = SeedSequence(entropy: seed, spawnKey: [interval.key, interval.depth], poolSize: Self.poolSize)
            .state(1)[0]
        let (before, after) = (middle - interval.start, interval.end - middle)
        let reciprocal = 1 / (interval.end - interval.start)
        let noise = Self.randn(interval.increment.shape, seed: word)
        let deviation = Float((before * after * reciprocal).squareRoot())
        let left = Tensor.zip(interval.increment, noise) { Float(before) * $0 * Float(reciprocal) + deviation * $1 }
        let (key, depth) = (interval.key << 1, interval.depth + 1)
        return (
            Interval(start: interval.start, end: middle, key: key, depth: depth, increment: left),
            Interval(
                start: middle, end: interval.end, key: key | 1, depth: depth, increment: interval.increment - left)
        )
    }

    private static let poolSize = 24

    private static func randn(_ shape: [Int], seed: UInt32) -> Tensor {
        var generator = TorchGenerator(seed: UInt64(seed))
        return generator.randn(shape)
    }

    /// To six decimal places as Python's `round` does it: by the exact value, which is seldom a tie.
    private static func rounded(_ time: Double) -> Double {
        let scaled = time * 1e6
        let low = scaled.rounded(.down)
        // What the product lost is what tells a tie from its neighbours.
        let aboveTie = (scaled - low - 0.5) + (-scaled).addingProduct(time, 1e6)
        let up = aboveTie == 0 ? low.truncatingRemainder(dividingBy: 2) != 0 : aboveTie > 0
        return (up ? low + 1 : low) / 1e6
    }
}
