package import Tensors

extension OperationShape {
    /// The operation with operands of random numbers.
    package func operation() throws -> Operation {
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            let w = try ConvWeight(
                weight: .random([outputs, inputs, kernel, kernel], scale: 0.1), bias: .random([outputs]))
            return .conv2d(
                .random([batch, height, width, inputs]), w,
                Convolution(stride: stride, padding: .same(kernel / 2), upsampled: upsampled))
        case .linear(let m, let k, let n):
            return .linear(
                .random([m, k]), try LinearWeight(weight: .random([n, k], scale: 0.1), bias: .random([n])))
        case .gatedLinear(let m, let k, let n):
            return .gatedLinear(
                .random([m, k]), try LinearWeight(weight: .random([2 * n, k], scale: 0.1), bias: .random([2 * n])))
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal, let keyHeads):
            let k = Tensor.random([batch, keys, (keyHeads ?? heads) * headWidth])
            return .attention(
                q: .random([batch, queries, heads * headWidth]), k: k, v: k,
                AttentionOptions(heads: heads, keyHeads: keyHeads, causal: causal))
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return .groupNorm(
                .random([batch, height, width, channels]), w, groups: 32, eps: 1e-5, silu ? .silu : .none)
        case .layerNorm(let rows, let channels):
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return .layerNorm(.random([rows, channels]), w, eps: 1e-5)
        case .rmsNorm(let rows, let channels):
            return .rmsNorm(
                .random([rows, channels]), try NormWeight(weight: .random([channels]), bias: nil), eps: 1e-6)
        case .modulatedNorm(let items, let rows, let channels):
            return .modulatedNorm(
                .random([items, rows, channels]), .layer, scale: .random([items, channels]),
                shift: .random([items, channels]), eps: 1e-6)
        case .gatedSum(let items, let rows, let channels):
            let x = Tensor.random([items, rows, channels])
            return .gatedSum(x, gate: .random([items, channels]), residual: x)
        case .product(let count, let activation): return .product(.random([count]), .random([count]), activation)
        case .gatedHalves(let rows, let channels, let activation):
            return .gatedHalves(.random([rows, 2 * channels]), activation)
        case .heads(let tokens, let all, let heads, let headWidth):
            let norm = try NormWeight(weight: .random([headWidth]), bias: nil)
            return .heads(
                [HeadRows(.random([1, tokens, all]), 0..<heads * headWidth, norm: (norm, 1e-6))],
                turns: .random([1, tokens, headWidth / 2, 2]), heads: heads, .neighbours)
        case .plainHeads(let tokens, let all, let heads, let headWidth):
            return .heads(
                [HeadRows(.random([1, tokens, all]), 0..<heads * headWidth)], turns: nil, heads: heads, .neighbours)
        case .gatedBeside(let rows, let all, let channels, let beside):
            return .gatedHalves(
                .random([rows, all]), .silu, from: all - 2 * channels, beside: .random([rows, beside]))
        case .activatedBeside(let rows, let all, let channels, let beside):
            return .channels(.random([rows, all]), all - channels..<all, .tanhGelu, beside: .random([rows, beside]))
        case .channels(let rows, let all, let from, let to): return .channels(.random([rows, all]), from..<to)
        case .softmax(let rows, let columns): return .softmax(.random([rows, columns]))
        case .activate(let count, let activation): return .activate(.random([count], scale: 3), activation)
        case .add(let count): return .add(.random([count]), .random([count], scale: 2))
        case .lookUp(let rows, let all, let width):
            return .lookUp((0..<rows).map { $0 * 7919 % all }, StoredWeight(.random([all, width])))
        case .upsample(let batch, let height, let width, let channels):
            return .upsampleNearest2x(.random([batch, height, width, channels]))
        case .concatChannels(let pixels, let first, let second):
            return .concatChannels(.random([pixels, first]), .random([pixels, second]))
        case .nhwc(let batch, let height, let width, let channels):
            return .nhwc(.random([batch, channels, height, width]))
        case .nchw(let batch, let height, let width, let channels):
            return .nchw(.random([batch, height, width, channels]))
        }
    }
}
