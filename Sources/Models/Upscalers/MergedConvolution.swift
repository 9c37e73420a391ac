internal import Tensors

/// Three convolutions one behind the other, of single pixels, of 3x3 and of single pixels, and one of single pixels beside
/// them: training has them apart, and together they are one (hongyuanyu/SPAN, basicsr/archs/span_arch.py, `Conv3XC`).
enum MergedConvolution {
    /// - Parameter reader: at the tensors `sk...` and `conv.0...`
    static func of(_ reader: WeightReader, inputs: Int? = nil, outputs: Int? = nil) throws -> ConvWeight {
        let beside = try reader.tensor("sk.weight", [outputs, inputs, 1, 1])
        let (outputs, inputs) = (beside.shape[0], beside.shape[1])
        let first = try reader.tensor("conv.0.weight", [nil, inputs, 1, 1])
        let inner = first.shape[0]
        let second = try reader.tensor("conv.1.weight", [nil, inner, 3, 3])
        let third = try reader.tensor("conv.2.weight", [outputs, second.shape[0], 1, 1])
        let firstBias = try reader.tensor("conv.0.bias", [inner]).copiedFloats()
        let secondBias = try reader.tensor("conv.1.bias", [second.shape[0]])
        var bias = try Tensor.product(
            third.reshaped([outputs, second.shape[0]]), secondBias.reshaped([second.shape[0], 1]))
        // [O, M, 9]
        let lower = try Tensor.product(
            third.reshaped([outputs, second.shape[0]]), second.reshaped([second.shape[0], inner * 9]))
        var kernel = try Tensor(allocating: [outputs, inputs, 3, 3])
        kernel.withMutableFloats { kernel in
            beside.withFloats { beside in
                for i in kernel.indices { kernel[i] = i % 9 == 4 ? beside[i / 9] : 0 }
            }
            lower.withFloats { lower in
                first.withFloats { first in
                    for output in 0..<outputs {
                        for middle in 0..<inner {
                            let taps = (output * inner + middle) * 9
                            for input in 0..<inputs {
                                let (factor, place) = (first[middle * inputs + input], (output * inputs + input) * 9)
                                for tap in 0..<9 { kernel[place + tap] += lower[taps + tap] * factor }
                            }
                        }
                    }
                }
            }
        }
        let others = [
            try reader.tensor("conv.2.bias", [outputs]).copiedFloats(),
            try reader.tensor("sk.bias", [outputs]).copiedFloats(),
        ]
        bias.withMutableFloats { bias in
            lower.withFloats { lower in
                for output in 0..<outputs {
                    bias[output] += others[0][output] + others[1][output]
                    for middle in 0..<inner {
                        let taps = (output * inner + middle) * 9
                        for tap in 0..<9 { bias[output] += lower[taps + tap] * firstBias[middle] }
                    }
                }
            }
        }
        return try ConvWeight(weight: kernel, bias: bias.reshaped([outputs]))
    }
}
