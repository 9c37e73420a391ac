internal import Tensors

/// A norm of rows by the root of their mean square (Zhang and Sennrich, 2019, arXiv 1910.07467).
struct RMSNorm: Sendable {
    private let weight: NormWeight
    private let eps: Float

    /// - Parameters:
    ///   - reader: at the tensor `name` [channels]
    ///   - missing: what the file leaves out of the weight: Gemma's have 1 less. The sum is rounded as the weight is
    ///     stored, which is what the reference does.
    init(_ reader: WeightReader, _ channels: Int, name: String = "weight", adding missing: Float = 0, eps: Float) throws
    {
        let stored = try reader.stored(name, [channels])
        var tensor = try stored.expanded()
        if missing != 0 {
            tensor = tensor + missing
            if let type = stored.dtype, type == .f16 || type == .bf16 { tensor = try tensor.converted(to: type) }
        }
        weight = try NormWeight(weight: tensor, bias: nil)
        self.eps = eps
    }

    /// x: [..., C] -> the same shape
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor { try compute.rmsNorm(x, weight, eps: eps) }

    /// Neighbouring channels of tokens as heads with this norm. x: [B, T, C]
    func heads(_ x: Tensor, _ channels: Range<Int>) -> HeadRows { HeadRows(x, channels, norm: (weight, eps)) }

    /// Times 1 + scale of each item. x: [B, ..., C], scale: [B, C]
    func callAsFunction(_ x: Tensor, modulatedBy scale: Tensor, _ compute: Compute) throws -> Tensor {
        let channels = scale.shape[1]
        var scales = scale
        scales.withMutableFloats { scales in
            weight.weight!.withFloats { weight in
                for i in scales.indices { scales[i] = (1 + scales[i]) * weight[i % channels] }
            }
        }
        return try compute.modulatedNorm(x, .rms, scale: scales, eps: eps)
    }

    var byteCount: Int { weight.byteCount }
}
