package import Tensors

/// An operation of the networks at a shape: what it is called, its work, and how it is run. The table that benchmarks and
/// the tests against plain loops share.
package enum OperationShape: Hashable, Sendable {
    /// "same" padding; `upsampled`: of the image at twice its size.
    case convolution(
        batch: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int = 3, stride: Int = 1,
        upsampled: Bool = false)
    case linear(m: Int, k: Int, n: Int)
    case attention(
        batch: Int, queries: Int, keys: Int, heads: Int, headWidth: Int, causal: Bool = false, keyHeads: Int? = nil)
    case groupNorm(batch: Int, height: Int, width: Int, channels: Int, silu: Bool)
    case layerNorm(rows: Int, channels: Int)
    /// [m, k] -> [m, n], by a layer of 2n outputs whose second half gates the first
    case gatedLinear(m: Int, k: Int, n: Int)
    case rmsNorm(rows: Int, channels: Int)
    case modulatedNorm(items: Int, rows: Int, channels: Int)
    case gatedSum(items: Int, rows: Int, channels: Int)
    case product(count: Int, Activation)
    /// [rows, 2 channels] -> [rows, channels]
    case gatedHalves(rows: Int, channels: Int, Activation)
    /// Heads out of rows of so many channels, normed and turned; the first of them.
    case heads(tokens: Int, of: Int, heads: Int, headWidth: Int)
    /// The same without norm and turns.
    case plainHeads(tokens: Int, of: Int, heads: Int, headWidth: Int)
    case channels(rows: Int, of: Int, from: Int, to: Int)
    /// Gated halves of the last 2 * channels, behind as many others as there are heads' channels.
    case gatedBeside(rows: Int, of: Int, channels: Int, beside: Int)
    /// The last channels, activated, behind others.
    case activatedBeside(rows: Int, of: Int, channels: Int, beside: Int)
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
        case .attention(let batch, let queries, let keys, let heads, let headWidth, _, _):
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
        case .rmsNorm(let rows, let channels): 2 * rows * channels
        case .modulatedNorm(let items, let rows, let channels): 2 * items * rows * channels
        case .gatedSum(let items, let rows, let channels): 3 * items * rows * channels
        case .product(let count, _): 3 * count
        case .gatedHalves(let rows, let channels, _): 3 * rows * channels
        case .heads(let tokens, _, let heads, let headWidth), .plainHeads(let tokens, _, let heads, let headWidth):
            2 * tokens * heads * headWidth
        case .channels(let rows, _, let from, let to): 2 * rows * (to - from)
        case .gatedBeside(let rows, _, let channels, let beside): rows * (3 * channels + 2 * beside)
        case .activatedBeside(let rows, _, let channels, let beside): 2 * rows * (channels + beside)
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
        case .attention(let batch, let queries, let keys, let heads, let headWidth, let causal, let keyHeads):
            "attention \(batch)x\(queries)x\(keys) \(heads)x\(headWidth)" + (causal ? " causal" : "")
                + (keyHeads.map { " keys \($0)" } ?? "")
        case .groupNorm(let batch, let height, let width, let channels, let silu):
            "groupNorm\(silu ? "+silu" : "") \(batch)x\(height)x\(width)x\(channels)"
        case .layerNorm(let rows, let channels): "layerNorm \(rows)x\(channels)"
        case .rmsNorm(let rows, let channels): "rmsNorm \(rows)x\(channels)"
        case .modulatedNorm(let items, let rows, let channels): "modulatedNorm \(items)x\(rows)x\(channels)"
        case .gatedSum(let items, let rows, let channels): "gatedSum \(items)x\(rows)x\(channels)"
        case .product(let count, let activation): "product \(activation) \(count)"
        case .gatedHalves(let rows, let channels, let activation): "gatedHalves \(activation) \(rows)x\(channels)"
        case .heads(let tokens, let all, let heads, let headWidth): "heads \(tokens) of \(all) \(heads)x\(headWidth)"
        case .plainHeads(let tokens, let all, let heads, let headWidth):
            "plain heads \(tokens) of \(all) \(heads)x\(headWidth)"
        case .gatedBeside(let rows, let all, let channels, let beside):
            "gated \(rows)x\(channels) of \(all) beside \(beside)"
        case .activatedBeside(let rows, let all, let channels, let beside):
            "activated \(rows)x\(channels) of \(all) beside \(beside)"
        case .channels(let rows, let all, let from, let to): "channels \(rows)x\(from)...\(to) of \(all)"
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
