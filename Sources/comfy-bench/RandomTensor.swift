internal import Tensors

extension Tensor {
    /// Values in -scale..<scale, always the same.
    static func random(_ shape: [Int], scale: Float = 1) -> Tensor {
        var result = Tensor(uninitialized: shape)
        var state: UInt64 = 1
        result.withMutableFloats { floats in
            for i in floats.indices {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                floats[i] = (Float(state >> 40) * 0x1p-24 - 0.5) * 2 * scale
            }
        }
        return result
    }

    /// Values in -1...1 that torch_peer.py makes as well.
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
