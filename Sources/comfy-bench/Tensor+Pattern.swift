internal import Tensors

extension Tensor {
    /// Values in -1...1 that CBench/peers/protocol.py makes as well.
    static func pattern(_ shape: [Int]) -> Tensor {
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { floats in
            for i in floats.indices {
                floats[i] = Float(Double((i &* 2_654_435_761) & 0xffff_ffff) / Double(1 << 31) - 1)
            }
        }
        return result
    }
}
