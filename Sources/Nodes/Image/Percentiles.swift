internal import System
internal import Tensors

/// The smallest and the largest value of a picture or a sound; 0 of nothing.
enum Extremes {
    static func of(_ picture: Tensor) -> (least: Double, largest: Double) {
        picture.withFloats { values in
            guard !values.isEmpty else { return (0, 0) }
            var (least, largest) = (values[0], values[0])
            for stretch in values.indices.haltingStretches() {
                for place in stretch {
                    least = min(least, values[place])
                    largest = max(largest, values[place])
                }
            }
            return (Double(least), Double(largest))
        }
    }
}

/// Values of a picture by their rank. They are not sorted, which nothing could interrupt: their bits are counted, sixteen
/// at a time.
struct Percentiles {
    private let picture: Tensor
    private let cancellation: Cancellation

    init(of picture: Tensor, _ cancellation: Cancellation) {
        self.picture = picture
        self.cancellation = cancellation
    }

    /// Between neighbours, as NumPy has it.
    func at(_ percent: Double) throws(CancellationError) -> Double {
        let place = percent / 100 * Double(picture.count - 1)
        let low = Int(place)
        let (a, b) = (Double(try value(low)), Double(try value(min(low + 1, picture.count - 1))))
        return a + (b - a) * (place - Double(low))
    }

    /// The value that so many others stand before.
    private func value(_ rank: Int) throws(CancellationError) -> Float {
        let (upper, rest) = try digit(at: rank) { $0 >> 16 }
        let (lower, _) = try digit(at: rest) { $0 >> 16 == upper ? $0 & 0xffff : nil }
        return Self.float(upper << 16 | lower)
    }

    /// One half of the bits that the value of a rank has, and its rank among those that have it too.
    ///
    /// - Parameter half: of a value's bits; nil for values that are not looked at.
    private func digit(
        at rank: Int, _ half: (UInt32) -> UInt32?
    ) throws(CancellationError) -> (digit: UInt32, rest: Int) {
        var counts = [Int](repeating: 0, count: 1 << 16)
        picture.withFloats { values in
            for place in values.indices.halting() {
                if let digit = half(Self.order(values[place])) { counts[Int(digit)] += 1 }
            }
        }
        try cancellation.check()
        var rest = rank
        for (digit, count) in counts.enumerated() {
            if rest < count { return (UInt32(digit), rest) }
            rest -= count
        }
        return (UInt32(counts.count - 1), 0)
    }

    /// Bits that are in the order of the values.
    private static func order(_ value: Float) -> UInt32 {
        value.sign == .minus ? ~value.bitPattern : value.bitPattern | 1 << 31
    }

    private static func float(_ order: UInt32) -> Float {
        Float(bitPattern: order >> 31 == 1 ? order & ~(1 << 31) : ~order)
    }
}
