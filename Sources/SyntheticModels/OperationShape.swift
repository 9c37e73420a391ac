package import Tensors

/// An operation of the networks at a shape: what it is called, its work, and how it is run. The table that benchmarks and
/// the tests against plain loops share.
package enum OperationShape: Hashable, Sendable {
    /// "same" padding; `upsampled`: of the image at twice its size.
    case convolution(
        batch: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1,
        upsampled: Bool = false)
    case linear(m: Int, k: Int, n: Int)
    case attention(batch: Int, queries: Int, keys: Int, heads: Int, headWidth: Int, causal: Bool = false)
    case groupNorm(batch: Int, height: Int, width: Int, channels: Int, silu: Bool)
    case layerNorm(rows: Int, channels: Int)
    /// [m, k] -> [m, n], by a layer of 2n outputs whose second half gates the first
    case gatedLinear(m: Int, k: Int, n: Int)
    case softmax(rows: Int, columns: Int)
    case activate(count: Int, Activation)
    case add(count: Int)
    case lookUp(rows: Int, of: Int, width: Int)
    case upsample(batch: Int, height: Int, width: Int, channels: Int)
    case concatChannels(pixels: Int, Int, Int)
    case nhwc(batch: Int, height: Int, width: Int, channels: Int)
    case nchw(batch: Int, height: Int, width: Int, channels: Int)

    /// Floating-point operations by the direct method; nil for those that memory bounds.
    package var work: Double? {
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            let pixels = batch * (height / stride) * (width / stride) * (upsampled ? 4 : 1)
            return 2 * Double(pixels * inputs) * Double(outputs * kernel * kernel)
        case .linear(let m, let k, let n): return 2 * Double(m * k) * Double(n)
        case .gatedLinear(let m, let k, let n): return 4 * Double(m * k) * Double(n)
        case .attention(let batch, let queries, let keys, let heads, let headWidth, _):
            return 4 * Double(batch * queries * keys) * Double(heads * headWidth)
        default: return nil
        }
    }

    /// Elements that have to be read and written, for those that memory bounds.
    package var elements: Int {
        switch self {
        case .groupNorm(let batch, let height, let width, let channels, _): 3 * batch * height * width * channels
        case .layerNorm(let rows, let channels): 2 * rows * channels
        case .convolution, .linear, .gatedLinear, .attention: 0
        case .softmax(let rows, let columns): 2 * rows * columns
        case .activate(let count, _): 2 * count
        case .add(let count): 3 * count
        case .lookUp(let rows, _, let width): 2 * rows * width
        case .upsample(let batch, let height, let width, let channels): 5 * batch * height * width * channels
        case .concatChannels(let pixels, let first, let second): 2 * pixels * (first + second)
        case .nhwc(let batch, let height, let width, let channels),
            .nchw(let batch, let height, let width, let channels):
            2 * batch * height * width * channels
        }
    }

    package var name: String {
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            "conv\(kernel)x\(kernel) \(batch)x\(height)x\(width) \(inputs)->\(outputs)"
                + (stride > 1 ? " /\(stride)" : "") + (upsampled ? " up" : "")
        case .linear(let m, let k, let n): "linear \(m)x\(k) -> \(n)"
        case .gatedLinear(let m, let k, let n): "gated linear \(m)x\(k) -> \(n)"
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal):
            "attention \(batch)x\(queries)x\(keys) \(heads)x\(headWidth)" + (causal ? " causal" : "")
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            "groupNorm\(silu ? "+silu" : "") \(batch)x\(height)x\(width)x\(channels)"
        case .layerNorm(let rows, let channels): "layerNorm \(rows)x\(channels)"
        case .softmax(let rows, let columns): "softmax \(rows)x\(columns)"
        case .activate(let count, let activation): "\(activation) \(count)"
        case .add(let count): "add \(count)"
        case .lookUp(let rows, let all, let width): "lookUp \(rows) of \(all)x\(width)"
        case .upsample(let batch, let height, let width, let channels):
            "upsample \(batch)x\(height)x\(width)x\(channels)"
        case .concatChannels(let pixels, let first, let second): "concat \(pixels)x(\(first)+\(second))"
        case .nhwc(let batch, let height, let width, let channels): "nhwc \(batch)x\(channels)x\(height)x\(width)"
        case .nchw(let batch, let height, let width, let channels): "nchw \(batch)x\(height)x\(width)x\(channels)"
        }
    }
}
