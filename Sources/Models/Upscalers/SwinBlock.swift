internal import Tensors

/// Attention within windows of a picture and a feed-forward layer (Liu et al. 2021; JingyunLiang/SwinIR,
/// models/network_swinir.py). Every second block sees windows that are shifted by a half.
struct SwinBlock: Sendable {
    private let norms: [NormWeight]
    private let projection: LinearWeight
    private let output: LinearWeight
    private let feedForward: (LinearWeight, LinearWeight)
    /// [heads, N, N], N places in a window
    private let bias: Tensor
    private let window: Int
    private let shift: Int

    private var heads: Int { bias.shape[0] }

    var byteCount: Int {
        let layers = [projection, output, feedForward.0, feedForward.1]
        return layers.reduce(norms.reduce(bias.byteCount) { $0 + $1.byteCount }) { $0 + $1.byteCount }
    }

    init(_ reader: WeightReader, width: Int, window: Int, isShifted: Bool) throws {
        norms = [try reader.norm("norm1", width), try reader.norm("norm2", width)]
        projection = try reader.linear("attn.qkv", inputs: width, outputs: 3 * width)
        output = try reader.linear("attn.proj", inputs: width, outputs: width)
        let first = try reader.linear("mlp.fc1", inputs: width)
        feedForward = (first, try reader.linear("mlp.fc2", inputs: first.outputs, outputs: width))
        let side = 2 * window - 1
        let table = try reader.tensor("attn.relative_position_bias_table", [side * side, nil])
        guard width % table.shape[1] == 0 else {
            throw reader.badShape(
                "attn.relative_position_bias_table", "has \(table.shape[1]) heads, which do not fit \(width) channels")
        }
        bias = Self.bias(table.floats, heads: table.shape[1], window: window)
        (self.window, shift) = (window, isShifted ? window / 2 : 0)
    }

    /// The table's rows for each pair of places, by how far they are apart.
    private static func bias(_ table: [Float], heads: Int, window: Int) -> Tensor {
        let count = window * window
        var values = [Float](repeating: 0, count: heads * count * count)
        for query in 0..<count {
            for key in 0..<count {
                let row =
                    (query / window - key / window + window - 1) * (2 * window - 1)
                    + (query % window - key % window + window - 1)
                for head in 0..<heads { values[(head * count + query) * count + key] = table[row * heads + head] }
            }
        }
        return Tensor(values, shape: [heads, count, count])
    }

    /// x: [1, H, W, C], sides multiples of the window -> the same
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
        let windows = try cut(compute.layerNorm(x, norms[0]))
        let attended = try compute.windowAttention(
            compute.linear(windows, projection), heads: heads, bias: bias,
            mask: shift > 0 ? mask(height: height, width: width) : nil)
        let projected = try compute.linear(attended, output)
        let y = try compute.add(x, joined(projected, height: height, width: width, channels))
        let hidden = try compute.linear(compute.layerNorm(y, norms[1]), feedForward.0, activation: .gelu)
        return try compute.linear(hidden, feedForward.1, residual: y)
    }

    /// Runs `body` for each place of each window with where in the picture it lies, both in rows.
    private func forEachPlace(height: Int, width: Int, _ body: (_ place: Int, _ pixel: Int) -> Void) {
        var place = 0
        for top in stride(from: 0, to: height, by: window) {
            for left in stride(from: 0, to: width, by: window) {
                for y in 0..<window {
                    for x in 0..<window {
                        let (row, column) = ((top + y + shift) % height, (left + x + shift) % width)
                        body(place, row * width + column)
                        place += 1
                    }
                }
            }
        }
    }

    /// [1, H, W, C] -> [windows, N, C]
    private func cut(_ x: Tensor) throws(OutOfMemoryError) -> Tensor {
        let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
        let count = window * window
        var result = try Tensor(allocating: [height * width / count, count, channels])
        result.withMutableFloats { target in
            x.withFloats { source in
                forEachPlace(height: height, width: width) { place, pixel in
                    for c in 0..<channels { target[place * channels + c] = source[pixel * channels + c] }
                }
            }
        }
        return result
    }

    private func joined(
        _ x: Tensor, height: Int, width: Int, _ channels: Int
    ) throws(OutOfMemoryError) -> Tensor {
        var result = try Tensor(allocating: [1, height, width, channels])
        result.withMutableFloats { target in
            x.withFloats { source in
                forEachPlace(height: height, width: width) { place, pixel in
                    for c in 0..<channels { target[pixel * channels + c] = source[place * channels + c] }
                }
            }
        }
        return result
    }

    /// Places that only the shift has made neighbours do not see each other. [windows, N, N]
    private func mask(height: Int, width: Int) throws(OutOfMemoryError) -> Tensor {
        func region(_ place: Int, _ length: Int) -> Int {
            place < length - window ? 0 : place < length - shift ? 1 : 2
        }
        let count = window * window
        let windows = height * width / count
        var regions = try [Int](allocating: height * width, repeating: 0)
        var place = 0
        for top in stride(from: 0, to: height, by: window) {
            for left in stride(from: 0, to: width, by: window) {
                for y in top..<top + window {
                    for x in left..<left + window {
                        regions[place] = 3 * region(y, height) + region(x, width)
                        place += 1
                    }
                }
            }
        }
        var result = try Tensor(allocating: [windows, count, count])
        result.withMutableFloats { target in
            for window in 0..<windows {
                for query in 0..<count {
                    for key in 0..<count {
                        let differs = regions[window * count + query] != regions[window * count + key]
                        target[(window * count + query) * count + key] = differs ? -100 : 0
                    }
                }
            }
        }
        return result
    }
}
