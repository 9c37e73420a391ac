internal import Tensors

/// The feed-forward part of a block, whose kind its tensors tell.
enum FluxFeedForward: Sendable {
    /// Flux.1: an activation between two layers.
    case plain(FeedForward)
    /// Flux.2: the first layer's first half is activated and gates its second.
    case halves(LinearWeight, LinearWeight)
    /// Ovis: gate and value are layers of their own.
    case gated(GatedFeedForward)

    init(_ reader: WeightReader, width: Int) throws {
        if reader.has("gate_proj.weight") {
            self = .gated(
                try GatedFeedForward(
                    reader, ("gate_proj", "up_proj", "down_proj"), width: width, activation: .silu, bias: true))
            return
        }
        let bias = reader.has("0.bias")
        let first = try reader.linear("0", inputs: width, bias: bias)
        guard let inner = reader.shape("2.weight")?.last else { throw reader.missing("2.weight") }
        guard inner != first.outputs else {
            self = .plain(
                try FeedForward(reader, ("0", "2"), inputs: width, outputs: width, activation: .tanhGelu, bias: bias))
            return
        }
        guard first.outputs % 2 == 0 else {
            throw reader.badShape("0.weight", "has \(first.outputs) rows, which are no two halves")
        }
        self = .halves(first, try reader.linear("2", inputs: first.outputs / 2, outputs: width, bias: bias))
    }

    /// Times a gate of each item, added to a residual. x: [B, T, C], gate: [B, C], residual: [B, T, C]
    func callAsFunction(_ x: Tensor, gate: Tensor, residual: Tensor, _ compute: Compute) throws -> Tensor {
        switch self {
        case .plain(let layers): try layers(x, gate: gate, residual: residual, compute)
        case .halves(let first, let second):
            try compute.linear(
                compute.gatedHalves(compute.linear(x, first), .silu), second, gate: gate, residual: residual)
        case .gated(let layers): try compute.gatedSum(layers(x, compute), gate: gate, residual: residual)
        }
    }

    var byteCount: Int {
        switch self {
        case .plain(let layers): layers.byteCount
        case .halves(let first, let second): first.byteCount + second.byteCount
        case .gated(let layers): layers.byteCount
        }
    }
}
