package import Tensors

extension Tensor {
    /// Values in -scale..<scale, always the same.
    package static func random(_ shape: [Int], scale: Float = 1) -> Tensor {
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
}
