import Tensors

/// SplitMix64, so that every run sees the same numbers.
struct TestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

extension Tensor {
    /// Roughly normal values (sums of four uniform ones) of deviation `scale` around `mean`.
    static func random(_ shape: [Int], seed: UInt64, scale: Float = 1, mean: Float = 0) -> Tensor {
        var generator = TestGenerator(state: seed)
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { floats in
            for i in floats.indices {
                let sum = (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &generator) }
                floats[i] = sum * 0.866 * scale + mean
            }
        }
        return result
    }

    var bits: [UInt32] { floats.map(\.bitPattern) }
}
