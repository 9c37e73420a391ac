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
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal):
            let k = Tensor.random([batch, keys, heads * headWidth])
            return .attention(
                q: .random([batch, queries, heads * headWidth]), k: k, v: k, heads: heads, causal: causal)
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return .groupNorm(
                .random([batch, height, width, channels]), w, groups: 32, eps: 1e-5, silu ? .silu : .none)
        case .layerNorm(let rows, let channels):
            let w = try NormWeight(weight: .random([channels]), bias: .random([channels]))
            return .layerNorm(.random([rows, channels]), w, eps: 1e-5)
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
