/// An operation of a network at a shape that it really has.
enum Operation: Hashable {
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

    /// Floating-point operations by the direct method; nil for those that memory bounds.
    var work: Double? {
        switch self {
        case .convolution(
            let batch, let height, let width, let inputs, let outputs, let kernel, let stride, let upsampled):
            let pixels = batch * (height / stride) * (width / stride) * (upsampled ? 4 : 1)
            return 2 * Double(pixels * inputs) * Double(outputs * kernel * kernel)
        case .linear(let m, let k, let n): return 2 * Double(m * k) * Double(n)
        case .gatedLinear(let m, let k, let n): return 4 * Double(m * k) * Double(n)
        case .attention(let batch, let queries, let keys, let heads, let headWidth, _):
            return 4 * Double(batch * queries * keys) * Double(heads * headWidth)
        case .groupNorm, .layerNorm: return nil
        }
    }

    /// Elements that have to be read and written, for those that memory bounds.
    var elements: Int {
        switch self {
        case .groupNorm(let batch, let height, let width, let channels, _): 3 * batch * height * width * channels
        case .layerNorm(let rows, let channels): 2 * rows * channels
        case .convolution, .linear, .gatedLinear, .attention: 0
        }
    }

    var name: String {
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
        }
    }
}

/// The operations of a network in the order of their first use, and how often each is used.
struct OperationList {
    private(set) var operations: [Operation] = []
    private(set) var counts: [Operation: Int] = [:]

    mutating func add(_ operation: Operation) {
        if counts[operation] == nil { operations.append(operation) }
        counts[operation, default: 0] += 1
    }

    mutating func add(_ other: OperationList) {
        for operation in other.operations {
            if counts[operation] == nil { operations.append(operation) }
            counts[operation, default: 0] += other.counts[operation]!
        }
    }

    /// Floating-point operations of the whole network.
    var work: Double { operations.reduce(0) { $0 + ($1.work ?? 0) * Double(counts[$1]!) } }
}
