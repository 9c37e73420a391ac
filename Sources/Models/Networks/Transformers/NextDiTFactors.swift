internal import Tensors

/// The layers that make queries, keys and values of tokens: one of all three, or one of each.
struct NextDiTFactors: Sendable {
    private let layers: [LinearWeight]
    private let widths: [Int]

    /// - Parameter reader: at the attention
    init(_ reader: WeightReader, _ shape: NextDiTBlock.Shape, _ names: NextDiTBlock.Names) throws {
        let widths = [shape.heads, shape.keyHeads, shape.keyHeads].map { $0 * shape.headWidth }
        self.widths = widths
        switch names {
        case .lumina:
            layers = [try reader.linear("qkv", inputs: shape.width, outputs: widths.reduce(0, +), bias: false)]
        case .omniGen2:
            layers = try zip(["to_q", "to_k", "to_v"], widths).map {
                try reader.linear($0, inputs: shape.width, outputs: $1, bias: false)
            }
        }
    }

    /// x: [B, T, width]
    func callAsFunction(
        _ x: Tensor, norms: (query: RMSNorm, key: RMSNorm), _ compute: Compute
    ) throws -> AttentionRows {
        let parts = try layers.map { try compute.linear(x, $0) }
        guard parts.count == 3 else {
            return AttentionRows(of: parts[0], queries: widths[0], keys: widths[1], norms: norms)
        }
        return AttentionRows(queries: parts[0], keys: parts[1], values: parts[2], norms: norms)
    }

    var outputs: Int { widths.reduce(0, +) }
    var byteCount: Int { layers.reduce(0) { $0 + $1.byteCount } }
}
