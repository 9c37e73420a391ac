package import Tensors
internal import Glibc

/// PyTorch's CPU random generator: the same bits as `torch.manual_seed(seed)` and `torch.randn` give on a processor
/// with AVX2 (checked against PyTorch 2.13 and 2.15).
///
/// Source of the facts: pytorch/pytorch, aten/src/ATen/core/MT19937RNGEngine.h, DistributionsHelper.h,
/// native/cpu/DistributionTemplates.h.
package struct TorchGenerator: Sendable {
    private var engine: MersenneTwister
    /// The second half of a pair of doubles, drawn and not yet given out; only tensors of under 16 elements use it.
    private var spareNormal: Double?

    /// PyTorch takes any 64-bit seed and uses the low 32 bits.
    package init(seed: UInt64) {
        engine = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
    }

    /// The next standard normal numbers, drawn as one tensor of that shape.
    package mutating func randn(_ shape: [Int]) -> Tensor {
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { fillNormal($0) }
        return result
    }

    /// The next `count` standard normal numbers, drawn as one tensor.
    package mutating func randn(_ count: Int) -> [Float] {
        var result = [Float](repeating: 0, count: count)
        result.withUnsafeMutableBufferPointer { fillNormal($0) }
        return result
    }

    /// The next numbers of `torch.rand` in half precision: of 24 bits, rounded; what becomes 1 is 0 (PyTorch 2.13).
    package mutating func fillUniformHalves(_ values: UnsafeMutableBufferPointer<Float>) {
        for i in values.indices.halting() {
            let half = Float(Float16(Float(engine.nextUInt32() & 0xFF_FFFF) * 0x1p-24))
            values[i] = half == 1 ? 0 : half
        }
    }

    /// The next number of `torch.randint(bound)`; bounds stay below 2^28, from where on PyTorch draws 64 bits.
    package mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0 && bound < 1 << 28)
        return Int(engine.nextUInt32() % UInt32(bound))
    }

    /// `torch.randperm(count)`: each place but the last is exchanged with itself or a later one.
    package mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in 0..<max(count - 1, 0) { order.swapAt(i, i + Int(engine.nextUInt32() % UInt32(count - i))) }
        return order
    }

    private mutating func fillNormal(_ values: UnsafeMutableBufferPointer<Float>) {
        let count = values.count
        if count < 16 {
            for i in 0..<count { values[i] = Float(normal()) }
            return
        }
        for i in (0..<count).halting() { values[i] = uniform() }
        for group in (0..<count / 16).halting(each: 64) { BoxMuller.transform(values, at: 16 * group) }
        if count % 16 != 0 {
            // The last 16 are drawn anew, overlapping the group before.
            for i in (count - 16)..<count { values[i] = uniform() }
            BoxMuller.transform(values, at: count - 16)
        }
    }

    /// The next number of `torch.rand`: 0 ..< 1 with 24 bits.
    package mutating func uniform() -> Float {
        Float(engine.nextUInt32() & 0xFF_FFFF) * 0x1p-24
    }

    /// 0 ..< 1 with 53 bits.
    private mutating func uniformDouble() -> Double {
        let high = UInt64(engine.nextUInt32())
        let bits = high << 32 | UInt64(engine.nextUInt32())
        return Double(bits & (1 << 53 - 1)) * 0x1p-53
    }

    private mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        let u1 = uniformDouble()
        let u2 = uniformDouble()
        let radius = (-2 * log1p(-u2)).squareRoot()
        let theta = 2 * Double.pi * u1
        spareNormal = radius * sin(theta)
        return radius * cos(theta)
    }
}
